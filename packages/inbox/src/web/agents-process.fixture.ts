// The agents of a house in a process of their own, on a SQLite file: one mail comes in, and what is done is told on a line each.
import { readFileSync } from 'node:fs';
import { createRuntime, signerOf, type SecretKey, type TrustRoot } from '@sallyport/core';
import { sqliteStore } from '@sallyport/store/sqlite';
import { Executor, Reader, type Done, type Wanted } from './house.fixture.js';

/** What they are started with. */
export interface Papers {
  readonly root: TrustRoot;
  readonly key: SecretKey;
  readonly store: string;
  readonly wanted: Wanted;
}

const [papers = ''] = process.argv.slice(2);
// `as`: the test wrote it
const { root, key, store: file, wanted } = JSON.parse(readFileSync(papers, 'utf8')) as Papers;
const tell = (one: Done[number]): unknown => process.stdout.write(`${JSON.stringify(one)}\n`);
const over = new AbortController();
process.once('SIGTERM', () => over.abort());
await using store = await sqliteStore(file);
await using runtime = await createRuntime({
  ...{ root, store, signer: signerOf(key), agents: [new Reader(), new Executor(tell)] },
  channels: [
    {
      ...{ name: 'mail', to: 'reader', unverified: 'low' },
      listen: (deliver) =>
        deliver({ id: '1', from: 'x@example.com', proof: 'none', text: `Hello,\n${JSON.stringify(wanted)}` }).then(
          () => undefined,
        ),
    },
  ],
});
await runtime.run({ signal: over.signal });
