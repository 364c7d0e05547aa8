// The executor's process: the only one that can send. It runs what a person has approved, exactly that, once.
import { createRuntime } from '@sallyport/core';
import { sqliteStore } from '@sallyport/store/sqlite';
import { emailSender } from '@sallyport/tools/send';
import { ExecutorAgent } from './executor-agent.js';
import { CONTACTS } from './names.js';
import { Office } from './office.js';
import { mindOf } from './real-model.js';
import { shift } from './shift.js';

const [dir] = process.argv.slice(2);
if (dir === undefined) throw new Error('executor.ts DIR: the office');

const office = new Office(dir);
const { smtp, from, files } = await office.outlet();
const store = await sqliteStore(office.store);
const runtime = await createRuntime({
  root: await office.root(),
  signer: await office.key('executor'),
  store,
  agents: [new ExecutorAgent(await mindOf(), { sender: emailSender({ from, smtp }), files })],
  contacts: CONTACTS,
  lease: '1s',
});
await shift(runtime);
await runtime.close();
await store.close();
