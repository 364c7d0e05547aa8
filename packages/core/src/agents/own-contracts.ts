// What a session does by itself and puts on record like a call: it plans, reads in quarantine, and remembers (ADR 7).
import * as z from 'zod';
import { digestOf } from '../tools/contract.js';
import type { Hash } from '../canonical.js';
import { recordOf, type ContractRecord } from '../review/contract-record.js';
import { contract, type AnyContract } from '../tools/contract.js';

type Own = 'remember' | 'plan' | 'read';

const made = new Map<Own, AnyContract>();

/** The contract of one of them: a constant, made when it is first needed. */
export const ownContract = (name: Own): ContractRecord => recordOf(contractOf(name));

/** Does a contract stand for something that only observes, and may be done again? */
export const isOwnObserving = (digest: Hash): boolean =>
  digest === digestOf(contractOf('plan')) || digest === digestOf(contractOf('read'));

function contractOf(name: Own): AnyContract {
  let own = made.get(name);
  if (own === undefined) made.set(name, (own = make(name)));
  return own;
}

function make(name: Own): AnyContract {
  if (name === 'remember')
    return contract({
      name,
      effect: 'analyze',
      control: ['key'],
      idempotent: true,
      input: z.strictObject({ key: z.string(), value: z.json().optional() }),
    });
  if (name === 'plan')
    return contract({ name, effect: 'analyze', control: [], input: z.strictObject({ steps: z.json() }) });
  return contract({ name, effect: 'analyze', control: [], input: z.strictObject({ schema: z.json() }) });
}
