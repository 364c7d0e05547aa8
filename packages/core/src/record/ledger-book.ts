// The ledger's lines and what they say: what was started, where the chain stood, what was stopped. In their order, first come first.
import type { Hash, Id } from '../canonical.js';
import { SallyportError } from '../errors.js';
import type { Head } from './body.js';
import type { Fold } from './fold.js';
import type { Holder, Saved } from './ledger.js';

/** Something that was started, once per fence. `by` is drawn for each attempt: the first line of a fence has it. */
export interface Start {
  readonly id: Id;
  readonly fence: number;
  /** From then on nothing can start it again. */
  readonly until: number;
  /** The handling that did so, and its fence: done again, it would do this again, under another id. */
  readonly handling?: { readonly id: Id; readonly fence: number } | undefined;
}
/** A tightening, and where on the chain it stood. Of a proposal's, `until` says when it no longer matters. */
export interface SeenStop extends Head {
  readonly target: Id;
  readonly until?: number | undefined;
}
export type Line =
  | { readonly of: Holder }
  | { readonly head: Head; readonly at: number }
  | { readonly started: Start & { readonly by: Id } }
  | { readonly stop: SeenStop }
  | { readonly lifted: Id }
  /** A handling that had acted, shown to a person at this place of the chain. */
  | { readonly shown: Id; readonly head: Head }
  /** A person has accepted that this head is lost: from here on the chain goes on from another one. */
  | { readonly epoch: Hash; readonly head: Head };

/** How long a handling that has acted is remembered. A message that is put back later than that is handled like a new one. */
export const HANDLINGS_KEPT_MS = 90 * 24 * 60 * 60_000;

interface Acted {
  readonly fence: number;
  readonly until: number;
  readonly shown?: Head | undefined;
}

/** The sum of a ledger's lines. */
export class LedgerBook {
  #of: Holder | undefined;
  #head: Head | undefined;
  #at = 0;
  readonly #starts = new Map<Id, Start & { readonly by: Id }>();
  readonly #acted = new Map<Id, Acted>();
  readonly #stops = new Map<Id, SeenStop>();
  /** Stops of a chain that is gone: the one that goes on may lack them. */
  readonly #doubted = new Map<Id, SeenStop>();

  /** Where the chain stood when somebody last looked; `undefined`: nothing was ever written down. */
  get head(): Head | undefined {
    return this.#head;
  }
  /** The time of the journal by then. */
  get at(): number {
    return this.#at;
  }

  /** Takes the next line. Throws `LEDGER_FAILED` for another holder's, and for one of a newer version. */
  take(text: string, holder: Holder): void {
    // `as`: the ledger has seen that it is what was written, and it was written here; what is none of these is newer
    const line = JSON.parse(text) as Line;
    if ('of' in line) return this.#mustBe(line.of, holder);
    if ('head' in line && 'at' in line) return this.#see(line.head, line.at);
    if ('started' in line) return this.#start(line.started);
    if ('stop' in line) return this.#stop(line.stop);
    if ('lifted' in line) return this.#lift(line.lifted);
    if ('shown' in line) return this.#show(line.shown, line.head);
    if ('epoch' in line) return this.#goOn(line.head);
    throw new SallyportError('LEDGER_FAILED', 'the ledger holds lines of a newer version: update Sallyport');
  }

  /** Was it started under this fence or a later one? */
  hasStarted(id: Id, fence: number): boolean {
    return (this.#starts.get(id)?.fence ?? 0) >= fence;
  }
  /** Whose start of it came first. */
  starter(id: Id, fence: number): Id | undefined {
    const start = this.#starts.get(id);
    return start?.fence === fence ? start.by : undefined;
  }
  /** Has a handling of this message acted under this fence or a later one, on a chain that is gone, without anybody knowing? */
  hasActed(message: Id, fence: number, fold: Fold): boolean {
    const acted = this.#acted.get(message);
    return acted !== undefined && acted.fence >= fence && !(acted.shown !== undefined && fold.holds(acted.shown));
  }
  /** Is it known from here already? */
  knows({ target, hash }: SeenStop): boolean {
    return this.#stops.get(target)?.hash === hash;
  }
  isStopped(target: Id): boolean {
    return this.#stops.has(target) || this.#doubted.has(target);
  }
  /** What was stopped on a chain that is gone, and is not on the one that goes on. */
  missing({ frozen, actions, grants, keyring }: Fold): readonly Id[] {
    for (const [target, stop] of [...this.#doubted]) {
      const state = actions.get(target)?.state;
      const isOpen = state === 'pending' || state === 'approved' || grants.has(target);
      // a key only its owner revokes: what it approves is not taken here
      if (isOpen || (keyring.isAgent(target) && !frozen.has(target))) continue;
      this.#doubted.delete(target);
      this.#stops.set(target, stop);
    }
    return [...this.#doubted.keys()];
  }

  /** Everything that still matters, in as few lines as it takes. What no longer does is forgotten. */
  lines(): Saved['lines'] {
    for (const all of [this.#starts, this.#acted, this.#stops, this.#doubted])
      for (const [id, { until = Infinity }] of all as Map<Id, { readonly until?: number | undefined }>)
        if (until <= this.#at) all.delete(id);
    const stops = [...this.#stops.values()].map((stop) => ({ stop }));
    const lines: Line[] = [
      ...(this.#of === undefined ? [] : [{ of: this.#of }]),
      ...[...this.#starts.values()].map((started) => ({ started })),
      ...[...this.#acted].flatMap(([id, { shown }]) => (shown === undefined ? [] : [{ shown: id, head: shown }])),
      ...[...this.#doubted.values()].map((stop) => ({ stop })),
      ...(this.#head === undefined
        ? []
        : [{ epoch: this.#head.hash, head: this.#head }, ...stops, { head: this.#head, at: this.#at }]),
    ];
    return lines.map((line) => JSON.stringify(line));
  }

  #mustBe(of: Holder, { realm, name }: Holder): void {
    this.#of = of;
    if (of.realm === realm && of.name === name) return;
    throw new SallyportError(
      'LEDGER_FAILED',
      `the ledger belongs to '${of.name}' of another installation, or to somebody else than '${name}': give each its own place`,
    );
  }
  #see(head: Head, at: number): void {
    if (this.#head === undefined || head.seq > this.#head.seq) this.#head = head;
    this.#at = Math.max(this.#at, at);
  }
  #start(start: Start & { readonly by: Id }): void {
    if ((this.#starts.get(start.id)?.fence ?? 0) < start.fence) this.#starts.set(start.id, start);
    const { handling, until } = start;
    if (handling === undefined || (this.#acted.get(handling.id)?.fence ?? -1) > handling.fence) return;
    this.#acted.set(handling.id, { fence: handling.fence, until });
  }
  #stop(stop: SeenStop): void {
    this.#stops.set(stop.target, stop);
    this.#doubted.delete(stop.target);
  }
  #lift(target: Id): void {
    this.#stops.delete(target);
    this.#doubted.delete(target);
  }
  #goOn(head: Head): void {
    this.#head = head;
    for (const [target, stop] of this.#stops) this.#doubted.set(target, stop);
    this.#stops.clear();
  }
  #show(message: Id, head: Head): void {
    const acted = this.#acted.get(message);
    if (acted !== undefined) this.#acted.set(message, { ...acted, shown: head });
  }
}
