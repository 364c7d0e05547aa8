// One of several processes on one store, for the tests beside this file: argv is a role and what it needs.
import { writeSync } from 'node:fs';
import type { Store } from '@sallyport/core/store';
import { countUp } from '../count-up.fixture.js';
import { sqliteStore } from '../sqlite.js';

const [role, path, count] = process.argv.slice(2);
if (path === undefined) throw new Error('the path of the store is missing');

/** Out before the next line of code: what was said is heard even when the process is killed. */
const say = (line: string): void => void writeSync(1, `${line}\n`);

const now = (): number => performance.timeOrigin + performance.now();

/** Commits until it is killed, and says each time what was acknowledged. */
async function writeOn(store: Store): Promise<never> {
  for (let n = 0, after = 0; ; n++) {
    const text = `${process.pid} ${n} ${'x'.repeat(n % 500)}`;
    const { seq } = (await store.commit(after, (tail) => {
      const entry = { seq: (after = tail.at(-1)?.seq ?? after) + 1, text };
      return { entries: [entry], rows: [{ kind: 'content', id: `${process.pid} ${n}`, value: text }] };
    })) as { seq: number };
    say(JSON.stringify({ seq, text }));
  }
}

/** Says when it saw each entry. */
async function look(store: Store, until: number): Promise<void> {
  for (let seen = 0; seen < until;) {
    await store.watch(seen, new AbortController().signal);
    const at = now();
    for (const { seq, text } of await store.entries(seen, 1_000)) {
      say(JSON.stringify({ seq, late: at - Number(text) }));
      seen = seq;
    }
  }
}

/** Makes one store after the other until it is killed. */
async function make(folder: string): Promise<never> {
  say('ready');
  for (let n = 0; ; n++) await (await sqliteStore(`${folder}/${process.pid}-${n}.db`)).close();
}

/** Opens the store as somebody who may only read it, and says what came of it. */
async function readOnly(file: string): Promise<void> {
  // Only a POSIX process has it, and only there is this role asked for.
  if (process.getuid?.() === 0) process.setuid!(65_534);
  await sqliteStore(file).then(
    () => say('opened'),
    (error: unknown) => say(String(error)),
  );
}

if (role === 'make') await make(path);
else if (role === 'read-only') await readOnly(path);
else {
  const store = await sqliteStore(path);
  say('ready');
  if (role === 'count') await countUp(store, Number(count));
  else if (role === 'write') await writeOn(store);
  else if (role === 'watch') await look(store, Number(count));
  await store.close();
}
