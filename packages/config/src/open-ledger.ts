// Where an entry says that its principal's own ledger is.
import { resolve } from 'node:path';
import type { KeyEntry } from '@sallyport/core/config';
import type { OpenLedger } from '@sallyport/core/store';
import { fileLedger } from '@sallyport/store/ledger';
import type { LoadedConfig } from './load-config.js';

/** What createRuntime() and openDesk() take of it; nothing where nothing is said. */
export function ledgerOf({ folder }: LoadedConfig, { ledger }: KeyEntry): { readonly ledger?: OpenLedger | false } {
  if (ledger === undefined) return {};
  return { ledger: ledger === false ? false : fileLedger(resolve(folder, ledger)) };
}
