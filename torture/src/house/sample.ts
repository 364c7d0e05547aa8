// A sample: a small journal in which everything has happened once, with its file as bytes, for whoever damages copies of it.
import { readFileSync } from 'node:fs';
import type { Signed, TrustRoot } from '@sallyport/core';
import { inFolder } from '../lib/folder.js';
import { furnish } from './house.js';
import { handle, live } from './life.js';
import { fileOf, openStore, type Opening } from './store.js';

export interface Sample {
  readonly root: TrustRoot;
  /** The texts of all entries, in their order. */
  readonly entries: readonly string[];
  /** Everything that counts beside the journal. Leases say only when to look, and are left out. */
  readonly rows: string;
  /** A person's statement of where the journal ends. */
  readonly checkpoint: Signed;
  readonly file: Buffer;
}

/** Lives through these mails and closes the file. `after` is called when one has been dealt with. */
export function sampleOf(
  mails: readonly number[],
  { wrap, after }: Pick<Opening, 'wrap'> & { readonly after?: (folder: string) => void } = {},
): Promise<Sample> {
  return inFolder(
    async (folder) => {
      const { root } = furnish(folder);
      const open = () => openStore('sqlite', { folder, ...(wrap && { wrap }) });
      const checkpoint = await live({ folder, open }, async (life) => {
        for (const n of mails) {
          await handle(life, n);
          after?.(folder);
        }
        return life.alice.checkpoint();
      });
      const { entries, rows } = await contentsOf(folder);
      return { root, entries, rows, checkpoint, file: readFileSync(fileOf(folder)) };
    },
    { fast: true },
  );
}

/** What a store answers to whoever reads all of it. */
export async function contentsOf(folder: string): Promise<Pick<Sample, 'entries' | 'rows'>> {
  await using store = await openStore('sqlite', { folder });
  const entries = (await store.entries(0, 1_000_000)).map(({ text }) => text);
  const kinds = await Promise.all(
    (['content', 'contract'] as const).map((kind) => store.list(kind, { limit: 1_000_000 })),
  );
  return { entries, rows: JSON.stringify(kinds) };
}
