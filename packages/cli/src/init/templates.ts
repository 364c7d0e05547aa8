// What a new house begins with: a sallyport.yaml, two small agents, the file that starts them, and a first letter.

export interface Names {
  readonly owner: string;
  /** The agent that reads. */
  readonly agent: string;
  /** As it stands in the file: a path, or `${SALLYPORT_STORE}`. */
  readonly store: string;
}

/** Files by their path in the folder. */
export const files = (names: Names): Readonly<Record<string, string>> => ({
  'sallyport.yaml': yaml(names),
  'contracts.mjs': CONTRACTS,
  [`${names.agent}.mjs`]: reader(names),
  'executor.mjs': EXECUTOR,
  'start.mjs': START,
  'Mail/new/1.first-letter': LETTER,
});

const yaml = ({
  owner,
  agent,
  store,
}: Names): string => `# yaml-language-server: $schema=./node_modules/@sallyport/core/config.schema.json
# One file for all processes: \`intake\` reads, \`executor\` acts, and ${owner} decides in between.
root: ./trust-root.json
store: ${store}

gate:
  expires: 24h

channels:
  mail:
    maildir: ./Mail
    poll: 1s
    to: ${agent}
    unverified: low # general mail

agents:
  ${agent}:
    module: ./${agent}.mjs
    export: Reader
    allowlist:
      - '~mail:*' # anyone who writes by mail
  executor:
    module: ./executor.mjs
    export: Executor
    acceptsFrom: [${agent}]

runtimes:
  intake:
    key: ./keys/intake.key
    agents: [${agent}]
  executor:
    key: ./keys/executor.key
    agents: [executor]

people:
  ${owner}:
    key: ./keys/${owner}.key
`;

const CONTRACTS = `// What replying is. Data, so that the process that reads loads nothing that can send.
import { contract } from '@sallyport/core/tool';
import * as z from 'zod';

export const reply = contract({
  name: 'reply',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.email(), text: z.string() }),
});
`;

const reader = ({
  agent,
}: Names): string => `// The agent that reads. It may report and propose, and never act. Put your model here.
import { IntakeAgent, only } from '@sallyport/core';
import { reply } from './contracts.mjs';

export class Reader extends IntakeAgent {
  constructor() {
    // to nobody but whoever wrote: outside of that nobody is even asked
    super({ name: '${agent}', trust: 'low', tools: [], proposes: [only(reply, { to: 'sender' })] });
  }
  async handle(message, session) {
    await session.report(\`Somebody writes: \${message.text}\`);
    if (message.address === undefined) return;
    const answer = { to: message.address, text: 'Thank you, we have your letter.' };
    await session.propose('executor', reply, answer, { why: 'every letter gets an answer' });
  }
}
`;

const EXECUTOR = `// The agent that acts. What you approve runs here, once. Put the code that really sends in the place of the file.
import { appendFile } from 'node:fs/promises';
import { ActionAgent, tool } from '@sallyport/core';
import { reply } from './contracts.mjs';

const outbox = new URL('outbox.txt', import.meta.url);

export class Executor extends ActionAgent {
  constructor() {
    const send = tool(reply, async ({ to, text }) => appendFile(outbox, \`to \${to}: \${text}\\n\`));
    super({ name: 'executor', trust: 'high', tools: [send] });
  }
  // orders in your own words; what is approved runs without it
  async handle() {}
}
`;

const START = `// \`node start.mjs\` starts both processes of sallyport.yaml; \`node start.mjs intake\` is one of them.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { loadRuntime } from '@sallyport/config';
import { createRuntime, SallyportError } from '@sallyport/core';

const stop = new AbortController();
const children = [];
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
// whoever started this one is gone
process.once('disconnect', end);

const [name] = process.argv.slice(2);
if (name === undefined) {
  for (const one of ['intake', 'executor']) {
    const child = fork(fileURLToPath(import.meta.url), [one]);
    children.push(child);
    child.once('exit', (code) => code && fail(\`\${one} has failed: nothing runs any more\`));
  }
  console.log('intake and executor start; Ctrl-C ends them. The desk takes another terminal');
} else await run(name).catch((error) => fail(SallyportError.isInstance(error) ? error.message : error));

async function run(name) {
  const options = await loadRuntime(fileURLToPath(new URL('sallyport.yaml', import.meta.url)), name);
  const runtime = await createRuntime(options);
  try {
    await runtime.run({ signal: stop.signal });
  } finally {
    await runtime.close();
    await options[Symbol.asyncDispose]();
    if (process.connected) process.disconnect();
  }
}

function end() {
  stop.abort();
  for (const child of children) child.kill('SIGTERM');
}

function fail(why) {
  console.error(why);
  process.exitCode = 1;
  if (process.connected) process.disconnect();
  end();
}
`;

const LETTER = [
  'From: Bob <bob@example.com>',
  'To: office@example.com',
  'Message-ID: <first-letter@example.com>',
  'Subject: Hours',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'When do you close?',
  '',
].join('\r\n');
