// desk.ts: alice, on machine B. She approves what is to be sent to whomever she is told of, and says what has become of it.
import { createInterface } from 'node:readline';
import { loadDesk } from '@sallyport/config';
import { openDesk, verifyJournal } from '@sallyport/core';
import { until } from './until.js';

await using options = await loadDesk('sallyport.yaml', 'alice');
const desk = await openDesk(options);
const ids = new Map<string, string>();
console.log('ready');

for await (const line of createInterface({ input: process.stdin })) {
  const [word, who = ''] = line.split(' ');
  if (word === 'approve') await approve(who);
  if (word === 'await') console.log(`${who}: ${await fate(who)}`);
  if (word === 'notices') console.log(`told of: ${(await desk.notices()).map(({ what }) => what).join(', ')}`);
  if (word === 'verify') console.log(`journal: ${(await verifyJournal(options)).ok ? 'whole' : 'broken'}`);
}

/** Waits for the proposal to write to somebody, and approves exactly that. */
async function approve(who: string): Promise<void> {
  const item = await until(`a proposal to write to ${who}`, async () =>
    (await desk.pending()).find(({ parts }) => parts.some(({ value }) => value === who)),
  );
  await desk.approve(item.id, { digest: item.digest });
  ids.set(who, item.id);
  console.log(`${who}: approved`);
}

/** Waits until nothing more happens to it. */
function fate(who: string): Promise<string> {
  return until(`an end of what was to be sent to ${who}`, async () => {
    const { state } = await desk.item(ids.get(who)!);
    return state === 'approved' || state === 'started' ? undefined : state;
  });
}
