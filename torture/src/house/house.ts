// The house that is tortured: who lives in it, what they may do, and what a child process reads of it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  contract,
  createTrustRoot,
  openDesk,
  signerOf,
  type Desk,
  type SecretKey,
  type TrustRoot,
} from '@sallyport/core';
import type { Store } from '@sallyport/core/store';
import * as z from 'zod';
import { openStore, type StoreKind } from './store.js';

export interface House {
  readonly root: TrustRoot;
  readonly keys: Readonly<Record<string, SecretKey>>;
}

export const LEASE = '500ms';
/** How long the proposals of `hasty` wait for a person. */
export const HASTE = 400;
const note = z.strictObject({ to: z.string(), body: z.string() });

/** Sent twice, it arrives twice. */
export const sendNote = contract({ name: 'send_note', effect: 'send', control: ['to'], input: note });
/** Put twice under one key, it is there once. */
export const putNote = contract({ name: 'put_note', effect: 'send', control: ['to'], input: note, idempotent: true });

/** What is to become of the note with a number: the text of a mail says so, and the people keep to it. */
export const PLANS = [
  'send',
  'put',
  'send',
  'deny',
  'contest',
  'withdraw',
  'revoke',
  'edit',
  'contest',
  'send',
] as const;
export type Plan = (typeof PLANS)[number];
export const planOf = (n: number): Plan => PLANS[n % PLANS.length]!;

/** Makes the keys of a new house and writes them down for its processes. */
export function furnish(folder: string): House {
  const { root, keys } = createTrustRoot({
    owner: 'alice',
    people: ['bob'],
    runtimes: {
      intake: { agents: ['reader'] },
      hasty: { agents: ['hasty'] },
      executor: { agents: ['executor_agent'], ceiling: 'high' },
      payments: { agents: ['payments'] },
    },
  });
  writeFileSync(join(folder, 'keys.json'), JSON.stringify({ root, keys } satisfies House), { mode: 0o600 });
  return { root, keys };
}

export function enter(folder: string): House {
  // `as`: furnish() wrote it
  return JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8')) as House;
}

/** Looks at a house from outside of its processes. */
export async function look<T>(
  { kind, folder, place = folder }: { readonly kind: StoreKind; readonly folder: string; readonly place?: string },
  work: (seen: { readonly store: Store; readonly desk: Desk }) => Promise<T>,
): Promise<T> {
  const { root, keys } = enter(folder);
  await using store = await openStore(kind, { folder: place });
  const desk = await openDesk({ root, store, person: signerOf(keys['alice']!), ledger: false });
  return await work({ store, desk });
}
