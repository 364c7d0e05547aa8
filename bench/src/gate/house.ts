/** The house that is measured: one owner, one gate, one function behind it, on whichever store. */
import {
  createTrustRoot,
  HumanGate,
  openDesk,
  signerOf,
  type Desk,
  type Signer,
  type TrustRoot,
} from '@sallyport/core';
import type { SecretKey, Store } from '@sallyport/core/store';
import { fileLedger } from '@sallyport/store/ledger';
import { sqliteStore } from '@sallyport/store/sqlite';
import * as z from 'zod';

/** What a process needs to take part; plain JSON. */
export interface House {
  readonly root: TrustRoot;
  readonly keys: Readonly<Record<string, SecretKey>>;
}

/** Whose name is in the TrustRoot. */
const OWNER = 'alice';
const GATE = 'payments';

export function newHouse(): House {
  const { root, keys } = createTrustRoot({ owner: OWNER, runtimes: { [GATE]: { agents: [GATE] } } });
  return { root, keys };
}

/** More pending than any bench leaves. */
const ROOM = 1_000_000;

/** Where a process keeps things: the store that all share, and the ledgers of its own. */
export interface Place {
  readonly store: Store;
  /** What the names of their folders begin with. `false`: no ledger is kept. */
  readonly ledgers: string | false;
}

/** A file, its ledgers beside it. */
export async function placeAt(file: string): Promise<Place> {
  return { store: await sqliteStore(file), ledgers: ledgersOf(file) };
}
export const ledgersOf = (file: string): string => `${file}-ledger`;

export function gateOn({ store, ledgers }: Place, { root, keys }: House): HumanGate {
  const ledger = ledgers === false ? false : fileLedger(`${ledgers}-gate`);
  return new HumanGate({ name: GATE, root, store, ledger, signer: signerFor(keys, GATE), caps: { pending: ROOM } });
}

export function deskOn({ store, ledgers }: Place, { root, keys }: House): Promise<Desk> {
  const ledger = ledgers === false ? false : fileLedger(`${ledgers}-desk`);
  return openDesk({ root, store, ledger, person: signerFor(keys, OWNER) });
}

/** What is asked for, and what runs: nothing that takes time. */
export const input = { iban: 'DE02120300000000202051', amount: 250, text: 'invoice 4711, due on Friday' };

/** The guarded function. `ran` is told each time it starts, and for which proposal. */
export function guardedBy(gate: HumanGate, ran: (id: string) => void) {
  return gate.guard(
    async (_, { idempotencyKey }) => {
      ran(idempotencyKey);
      return null;
    },
    {
      name: 'wire_money',
      input: z.strictObject({ iban: z.string(), amount: z.number().positive(), text: z.string() }),
      control: ['iban', 'amount'],
    },
  );
}

function signerFor(keys: House['keys'], name: string): Signer {
  const key = keys[name];
  if (key === undefined) throw new Error(`the house has no key of ${name}`);
  return signerOf(key);
}
