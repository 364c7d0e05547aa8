// What a session does by itself and puts on record like a call: it plans, reads in quarantine, and remembers (ADR 7).
import * as z from 'zod';
import type { Hash, Json } from '../canonical.js';
import type { Label } from '../content/label.js';
import type { Draft } from '../record/draft.js';
import { recordOf, type ContractRecord } from '../review/contract-record.js';
import { propose, type Args } from '../review/proposal.js';
import { contract, digestOf, type AnyContract } from '../tools/contract.js';
import type { Handling } from './handling.js';

type Own = 'remember' | 'plan' | 'read';

const made = new Map<Own, AnyContract>();

/** The contract of one of them: a constant, made when it is first needed. */
export const ownContract = (name: Own): ContractRecord => recordOf(contractOf(name));

/** What a session did by itself. `result`: what it brought, where it brought something. */
export interface OwnCall {
  readonly name: Own;
  readonly args: Args;
  readonly once?: string;
  readonly failed?: boolean;
  readonly result?: { readonly value: Json; readonly label: Label };
}

/** Puts it on record, like a call that the rules allowed: begun and ended at once, all of it the session's own words. */
export function writeOwn(draft: Draft, handling: Handling, { name, args, once, failed, result }: OwnCall): void {
  const { host, spec, own, message } = handling;
  const { id } = propose(draft, {
    contract: ownContract(name),
    args,
    labels: Object.fromEntries(Object.keys(args).map((key) => [key, own])),
    requester: spec.name,
    executor: spec.name,
    message,
    why: 'the rules allow it',
    watermark: own,
    expires: draft.now + host.expires,
    ...(once !== undefined && { once }),
  });
  const brought = result === undefined ? {} : { result: draft.content(result.value, result.label) };
  draft.add({ kind: 'step', of: id, to: 'started', fence: 1 });
  draft.add({ kind: 'step', of: id, to: failed === true ? 'failed' : 'executed', fence: 1, ...brought });
}

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
