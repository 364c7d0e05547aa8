// Which store the house stands on: the one place that knows them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '@sallyport/core/store';
import { postgresStore } from '../../../packages/store/src/postgres/open.js';
import type { Connect } from '../../../packages/store/src/sqlite/driver.js';
import { openSqlite } from '../../../packages/store/src/sqlite/open.js';
import { connect as photostructure } from '../../../packages/store/src/sqlite/photostructure.js';

export interface Opening {
  /** Where the store of this house is. */
  readonly folder: string;
  /** Gets between the store and its file, where the store has one. */
  readonly wrap?: (connect: Connect) => Connect;
}
type Open = (opening: Opening) => Promise<Store & AsyncDisposable>;

const STORES = {
  sqlite: ({ folder, wrap = (connect) => connect }) =>
    openSqlite(fileOf(folder), { lockTimeout: 30_000 }, wrap(photostructure)),
  postgres: ({ folder }) =>
    postgresStore({ url: readFileSync(urlOf(folder), 'utf8'), lockTimeout: 30_000, connectTimeout: 20_000 }),
} as const satisfies Readonly<Record<string, Open>>;

export type StoreKind = keyof typeof STORES;
// `as`: the keys of the table are its type's own
export const STORE_KINDS = Object.keys(STORES) as readonly StoreKind[];

/** Where the file of a house is, on a store that has one. */
export const fileOf = (folder: string): string => join(folder, 'house.db');

/** Where a house has written down its database, on a store that has one. */
export const urlOf = (folder: string): string => join(folder, 'store.url');

export const openStore = (kind: StoreKind, opening: Opening): Promise<Store & AsyncDisposable> => STORES[kind](opening);
