// main.ts: both agents in one process, everything in memory, and you at the desk.
import { createRuntime, type Channel } from '@sallyport/core';
import { terminal } from '@sallyport/inbox/terminal';
import { Executor, Reader } from './agents.js';

const question = { id: '1', from: 'bob@example.com', proof: 'none', text: 'When do you close?' } as const;
const mail: Channel = {
  name: 'mail',
  to: 'reader',
  unverified: 'low',
  listen: async (deliver) => void (await deliver(question)),
};

await using runtime = await createRuntime({
  agents: [new Reader(), new Executor()],
  channels: [mail],
  reviewer: terminal({ known: ['bob@example.com'] }),
});
await runtime.run(); // until you quit
