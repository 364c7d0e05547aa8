// One of several processes on one server, for the tests beside this file: argv is a role, the URL of the server, and a number.
import { writeSync } from 'node:fs';
import { SallyportError, type Store } from '@sallyport/core/store';
import { countUp } from '../count-up.fixture.js';
import { postgresStore } from '../postgres.js';

const [role, url = '', count] = process.argv.slice(2);

/** Out before the next line of code: what was said is heard even when the process is killed. */
const say = (line: unknown): void => void writeSync(1, `${JSON.stringify(line)}\n`);

/** Commits until it is told to stop, and says each time what came of it: acknowledged, refused, or unknown. */
async function writeOn(store: Store): Promise<void> {
  let stopped = false;
  process.once('SIGTERM', () => (stopped = true));
  for (let n = 0, after = 0; !stopped; n++) {
    const text = `${process.pid} ${n}`;
    let builds = 0;
    try {
      const done = await store.commit(after, (tail) => {
        builds++;
        const entry = { seq: (after = tail.at(-1)?.seq ?? after) + 1, text };
        return { entries: [entry], rows: [{ kind: 'content', id: text, value: text }] };
      });
      say({ text, builds, seq: done.conflict === undefined ? done.seq : 0 });
    } catch (error) {
      if (!SallyportError.isInstance(error) || error.code !== 'STORE_FAILED') throw error;
      say({ text, builds, outcome: error.facts['outcome'] ?? 'undone' });
    }
  }
}

/** Says when it saw each entry. */
async function look(store: Store, until: number): Promise<void> {
  for (let seen = 0; seen < until;) {
    await store.watch(seen, new AbortController().signal);
    for (const { seq } of await store.entries(seen, 1_000)) say({ seq: (seen = seq) });
  }
}

/** Waits for nothing, and does not close the store: it has to end by itself. */
async function leave(store: Store): Promise<void> {
  await store.commit(0, (tail) => ({ entries: [{ seq: tail.length + 1, text: 'left' }] }));
  await store.watch(9, AbortSignal.timeout(200)).catch(() => say('gave up'));
}

const store = await postgresStore({ url, pollEvery: 100, connectTimeout: 20_000 });
say('ready');
if (role === 'count') await countUp(store, Number(count));
if (role === 'write') await writeOn(store);
if (role === 'watch') await look(store, Number(count));
if (role === 'leave') await leave(store);
else await store.close();
say('done');
