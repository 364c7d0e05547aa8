// A house for the tests of the full screen: agents in the test's process, on a SQLite file that a desk elsewhere opens.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRuntime, createTrustRoot, openDesk, signerOf } from '@sallyport/core';
import type { SecretKey, TrustRoot } from '@sallyport/core';
import { sqliteStore } from '@sallyport/store/sqlite';
import { Executor, Researcher, type Wanted } from '../agents.fixture.js';

/** What a desk elsewhere is opened with. */
export interface Papers {
  readonly root: TrustRoot;
  readonly owner: SecretKey;
  readonly store: string;
}

/** The owner is alice. */
export async function house() {
  const dir = mkdtempSync(join(tmpdir(), 'sallyport-tui-'));
  const file = join(dir, 'house.db');
  const { root, keys } = createTrustRoot({
    owner: 'alice',
    runtimes: { house: { agents: ['research_agent', 'executor_agent'], ceiling: 'high' } },
  });
  const papers = join(dir, 'papers.json');
  writeFileSync(papers, JSON.stringify({ root, owner: keys['alice']!, store: file } satisfies Papers));
  const done: unknown[] = [];
  const store = await sqliteStore(file);
  const channels = [{ name: 'mail', to: 'research_agent', unverified: 'low', listen: async () => undefined } as const];
  const runtime = await createRuntime({
    root,
    store,
    signer: signerOf(keys['house']!),
    agents: [new Researcher(), new Executor({ owner: 'alice', done })],
    channels,
  });
  const desk = await openDesk({ root, store, person: signerOf(keys['alice']!) });
  let mails = 0;
  return {
    dir,
    papers,
    /** What was sent. */
    done,
    desk,
    runtime,
    async mail(wanted: Wanted, { from = 'supplier@example.com', text = 'Please send the invoice again.' } = {}) {
      await runtime.deliver('mail', {
        id: String(mails++),
        from,
        proof: 'none',
        subject: 'Invoice',
        text: `${text}\n${JSON.stringify(wanted)}`,
      });
      await runtime.idle();
    },
    async [Symbol.asyncDispose]() {
      await runtime.close();
      await desk.close();
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
