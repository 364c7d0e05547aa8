// What the acts are played on: an office with its processes, the world that mail goes out into, and the owner's desk.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDesk } from '@sallyport/core';
import { sqliteStore } from '@sallyport/store/sqlite';
import type { Source } from './chronicle.js';
import type { Claims } from './claims.js';
import type { Fixture } from './fixtures.js';
import { furnish } from './furnish.js';
import type { Mind } from './mind.js';
import { OWNER } from './names.js';
import type { Office } from './office.js';
import { embedded, type Outlet } from './outlet.js';
import { PostOffice } from './post-office.js';

/** Says one line of progress. */
export type Say = (line: string) => void;

/** What every act has at hand. */
export interface Cast {
  readonly fixtures: readonly Fixture[];
  readonly claims: Claims;
  readonly say: Say;
  readonly mind: Mind;
  /** Print every screen that the scripted reviewer is shown? */
  readonly screens: boolean;
}

export interface Stage extends Source {
  readonly office: Office;
  /** The embedded server; `undefined` where mail goes to a server of one's own. */
  readonly post: PostOffice | undefined;
  close(): Promise<void>;
}

/** A new office in `dir`, or in a folder of its own that goes when the stage closes. */
export async function setStage(
  own: { readonly dir?: string | undefined; readonly outlet?: Outlet | undefined } = {},
): Promise<Stage> {
  const post = own.outlet === undefined ? await PostOffice.open() : undefined;
  const dir = own.dir ?? (await mkdtemp(join(tmpdir(), 'mail-desk-')));
  const office = await furnish(dir, own.outlet ?? embedded(post!.options));
  const root = await office.root();
  const store = await sqliteStore(office.store);
  const desk = await openDesk({ root, store, person: await office.key(OWNER) });
  const close = async (): Promise<void> => {
    await store.close();
    await post?.[Symbol.asyncDispose]();
    if (own.dir === undefined) await rm(dir, { recursive: true, force: true });
  };
  return { office, post, root, store, desk, close };
}
