// payments.ts FOLDER WHERE: a process with a gate around wire(). It asks for two transfers, and is killed where it is told to be.
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HumanGate, SallyportError, signerOf, type SecretKey, type TrustRoot } from '@sallyport/core';
import { sqliteStore } from '@sallyport/store/sqlite';
import * as z from 'zod';

const [folder = '', where = ''] = process.argv.slice(2);
// `as`: main.ts wrote it
const { root, key } = JSON.parse(readFileSync(join(folder, 'payments.json'), 'utf8')) as {
  root: TrustRoot;
  key: SecretKey;
};
const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('nobody gets here');
};

await using store = await sqliteStore(join(folder, 'store.db'));
const gate = new HumanGate({ name: 'payments', root, store, signer: signerOf(key), lease: '500ms' });
const wire = gate.guard(
  async ({ to, amount }) => {
    // the bank: one line for each transfer that happened
    appendFileSync(join(folder, 'bank'), `${amount} to ${to}\n`);
    if (where === 'in the middle') die();
    return 'sent';
  },
  { name: 'wire', input: z.strictObject({ to: z.string(), amount: z.number() }) },
);

const invoices = [
  { once: 'invoice 1', to: 'Bob', amount: 100 },
  { once: 'invoice 2', to: 'Carol', amount: 200 },
];
for (const { once, ...transfer } of invoices) {
  // killed in the middle of the first, it never comes to the second
  const waitFor = where === 'before the decision' ? '100ms' : '20s';
  const outcome = await wire(transfer, { once, why: once, waitFor }).catch((error: unknown) => {
    if (SallyportError.isInstance(error)) return error.code;
    throw error;
  });
  console.log(`${once}: ${outcome}`);
}
if (where === 'before the decision') die();
