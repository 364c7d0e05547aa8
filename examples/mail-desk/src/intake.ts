// The intake process: a maildir in, reports and proposals out. No code that can send is loaded here.
import { createRuntime } from '@sallyport/core';
import { maildir } from '@sallyport/adapters/maildir';
import { sqliteStore } from '@sallyport/store/sqlite';
import { MailAgent } from './mail-agent.js';
import { slowly } from './mind.js';
import { CHANNEL, CONTACTS, MAIL_AGENT } from './names.js';
import { Office } from './office.js';
import { mindOf } from './real-model.js';
import { shift } from './shift.js';

const [dir, pause] = process.argv.slice(2);
if (dir === undefined) throw new Error('intake.ts DIR [MILLISECONDS]: the office, and how long the model thinks');

const office = new Office(dir);
const mind = await mindOf();
const store = await sqliteStore(office.store);
const runtime = await createRuntime({
  root: await office.root(),
  signer: await office.key('intake'),
  store,
  agents: [new MailAgent({ ...mind, model: slowly(mind.model, Number(pause ?? 0)) })],
  contacts: CONTACTS,
  channels: [maildir(office.mail, { name: CHANNEL, to: MAIL_AGENT, unverified: 'low', poll: 100 })],
  lease: '1s',
});
await shift(runtime);
await runtime.close();
await store.close();
