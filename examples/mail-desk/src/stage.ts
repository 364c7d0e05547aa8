// What the acts are played on: an office with its processes, the world that mail goes out into, and the owner's desk.
import { mkdtempSync, rmSync } from 'node:fs';
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

/** A new office in `dir`, or in a folder of its own that goes when the stage closes. Throws `Usage` for a folder that is not empty. */
export async function setStage(
  own: { readonly dir?: string | undefined; readonly outlet?: Outlet | undefined } = {},
): Promise<Stage> {
  const dir = own.dir ?? passingFolder();
  const post = own.outlet === undefined ? await PostOffice.open() : undefined;
  const close = async (): Promise<void> => {
    await post?.[Symbol.asyncDispose]();
    if (own.dir === undefined) rmSync(dir, { recursive: true, force: true });
  };
  try {
    const office = await furnish(dir, own.outlet ?? embedded(post!.options));
    const root = await office.root();
    const store = await sqliteStore(office.store);
    const desk = await openDesk({ root, store, person: await office.key(OWNER) });
    return { office, post, root, store, desk, close: () => store.close().then(close) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** One that goes at the latest when this process does. */
function passingFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'mail-desk-'));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
