// The desk as a process of its own, for the run in which it is killed: it shows each proposal, and answers when it is told to go on.
import { createInterface } from 'node:readline';
import { openDesk } from '@sallyport/core';
import { sqliteStore } from '@sallyport/store/sqlite';
import { CarefulReviewer } from './careful-reviewer.js';
import { OWN, OWNER } from './names.js';
import { Office } from './office.js';
import { review } from './review.js';

const [dir, edit = '', skip = ''] = process.argv.slice(2);
if (dir === undefined)
  throw new Error('desk.ts DIR SUBJECT SUBJECT: the office, the mail to rewrite, and the one that can wait');

const office = new Office(dir);
const store = await sqliteStore(office.store);
const desk = await openDesk({ root: await office.root(), store, person: await office.key(OWNER) });
const reviewer = new CarefulReviewer({ edit, forward: '', skip }, OWN);
const told = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

await review(desk, reviewer, {
  before: async ({ id }) => {
    console.log(`showing ${id}`);
    if ((await told.next()).done === true) process.exit(0);
  },
  after: ({ verdict, item }) => console.log(`${verdict.is} ${item.id}`),
});
console.log('done');
await store.close();
process.exit(0);
