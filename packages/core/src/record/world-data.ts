// What a checkpoint keeps of a world: plain JSON, and nothing that the chain does not say.
import type { Hash, Id } from '../canonical.js';
import type { ChainData } from './chain.js';
import type { Enrolment } from './keyring.js';
import type { Action, Fault, Frozen, Grant, Mail } from './standing.js';

export interface WorldData {
  readonly chain: ChainData;
  readonly lastAt: number;
  readonly peopleAt: number;
  readonly othersAt: number;
  readonly forgotten: number;
  readonly actions: readonly Omit<Action, 'digest'>[];
  readonly mails: readonly Mail[];
  readonly frozen: readonly (readonly [Id, Frozen])[];
  readonly grants: readonly (readonly [Id, Grant])[];
  readonly epochs: readonly (readonly [Hash, readonly Id[]])[];
  readonly people: readonly Enrolment[];
  readonly faults: readonly Fault[];
}

/** Without its digest, which would have to be computed to be left out. */
export function withoutDigest(action: Action): Omit<Action, 'digest'> {
  const keys = Object.keys(action).filter((key) => key !== 'digest') as (keyof Action)[];
  // `as`: everything that an action has but the digest
  return Object.fromEntries(keys.map((key) => [key, action[key]])) as unknown as Omit<Action, 'digest'>;
}
