// What a gate is made with, what a call of it may say, and what it answers.
import type { Id } from '../canonical.js';
import type { Clock, Duration } from '../clock.js';
import type { ApprovalOptions } from '../people/approvers.js';
import type { Signer } from '../people/key.js';
import type { TrustRootJson } from '../people/trust-root.js';
import type { OpenLedger } from '../record/ledger.js';
import type { Store } from '../record/store.js';
import type { Args } from './proposal.js';

export interface GateOptions extends ApprovalOptions {
  /** Who asks and who executes: an agent's name in the TrustRoot, and one that the signer speaks for. */
  readonly name: Id;
  readonly root: TrustRootJson;
  readonly store: Store;
  readonly signer: Signer;
  /** How long a proposal waits for a person, and an approval for its start; 24 h unless said. */
  readonly expires?: Duration;
  /** How long a process counts as alive after its last sign of life; 10 s unless said. */
  readonly lease?: Duration;
  /** Where this gate's own ledger is, `fileLedger(path)`; unsaid: where the store says. `false`: none is kept. */
  readonly ledger?: OpenLedger | false;
  readonly clock?: Clock;
  /** How many proposals of this gate may wait for people at once; 100 unless said. More are refused (`PENDING_FULL`). */
  readonly caps?: { readonly pending?: number };
  /** What must never enter the journal, by name: arguments that hold it are refused, results show its name instead. */
  readonly secrets?: Readonly<Record<string, string>>;
}

export interface AskOptions {
  /** Why, in words for the person. */
  readonly why?: string;
  /** Aborted, it withdraws what nothing has started on, also for whoever waits under the same `once`: it will not run later. */
  readonly signal?: AbortSignal;
  /** How long this call waits. Then it throws `GateWaiting`, and the proposal stays pending. */
  readonly waitFor?: Duration;
  /** The same name and arguments are the same proposal, also after a restart: it is done once, and its result kept. */
  readonly once?: string;
}

/** What was released. */
export interface Release {
  readonly id: Id;
  /** The arguments as they were approved: perhaps edited. */
  readonly args: Args;
  /** Who approved it, last. */
  readonly by: Id;
  /** Everybody who has approved it, in their order; for a standing grant, who granted it. */
  readonly approvedBy: readonly Id[];
}

/** What a guarded function gets beside its input. */
export interface GuardContext {
  readonly signal: AbortSignal;
  /** The same for every attempt at the same thing. */
  readonly idempotencyKey: Id;
}
