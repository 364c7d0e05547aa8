// A process that is done with a store and does not close it: it has to end by itself. argv: what it waited for, and the file.
import { setTimeout as pause } from 'node:timers/promises';
import { createRuntime, createTrustRoot, HumanGate, IntakeAgent, openDesk, signerOf } from '@sallyport/core';
import * as z from 'zod';
import { sqliteStore } from '../sqlite.js';

const [what, path = ''] = process.argv.slice(2);
const { root, keys } = createTrustRoot({
  owner: 'alice',
  runtimes: { intake: { agents: ['reader'] }, payments: { agents: ['payments'] } },
});
const store = await sqliteStore(path);
const signal = AbortSignal.timeout(300);

class Reader extends IntakeAgent<'low'> {
  constructor() {
    super({ name: 'reader', trust: 'low', tools: [] });
  }
  protected async handle() {}
}

if (what === 'run') {
  await using runtime = await createRuntime({ root, store, signer: signerOf(keys.intake), agents: [new Reader()] });
  await runtime.run({ signal });
}
if (what === 'gate') {
  const gate = new HumanGate({ name: 'payments', root, store, signer: signerOf(keys.payments) });
  const pay = gate.guard(async () => 1, { name: 'pay', input: z.strictObject({}) });
  await pay({}, { waitFor: '100ms' }).catch((error: { code: string }) => process.stdout.write(`${error.code}\n`));
}
if (what === 'watch') {
  const desk = await openDesk({ root, store, person: signerOf(keys.alice) });
  for await (const _ of desk.watch({ signal })) process.stdout.write('nothing happens here\n');
}
await pause(50);
process.stdout.write('done\n');
