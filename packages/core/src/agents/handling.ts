// One handling of one message, from the inside: its watermark, its Refs, and whether it is still alive.
import { AsyncLocalStorage } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';
import type { Id, Json } from '../canonical.js';
import { join, type Label } from '../content/label.js';
import { heldBy, type Held } from '../content/ref.js';
import { SallyportError } from '../errors.js';
import { weakGet, weakSet } from '../primordials.js';
import type { Letter } from '../record/body.js';
import type { Fold } from '../record/fold.js';
import type { Host } from './host.js';
import type { Plan } from './plan.js';
import type { AgentSpec } from './spec.js';

export interface HandlingFacts {
  readonly host: Host;
  readonly spec: AgentSpec;
  readonly message: Id;
  readonly letter: Letter;
  readonly label: Label;
  readonly signal: AbortSignal;
  /** Under which it was started: another one has taken it over as soon as the journal says another. */
  readonly fence: number;
}

export class Handling {
  readonly host: Host;
  readonly spec: AgentSpec;
  readonly message: Id;
  readonly letter: Letter;
  readonly signal: AbortSignal;
  /** The proposals that it waits for a person to decide. */
  readonly waiting = new Set<Id>();
  /** What it is to remember, written down when it ends well; `undefined`: what is to be forgotten. */
  readonly remembered = new Map<string, Json | undefined>();
  /** How many reports it has made. */
  reports = 0;
  #running = 0;
  readonly fence: number;
  /** What it has committed to, before it read anything that outsiders wrote. */
  plan: Plan | undefined;
  #label: Label;
  #glimpsed: Label | undefined;
  #over = false;
  readonly #lost = new AbortController();

  constructor({ host, spec, message, letter, label, signal, fence }: HandlingFacts) {
    this.host = host;
    this.spec = spec;
    this.message = message;
    this.letter = letter;
    this.signal = AbortSignal.any([signal, this.#lost.signal]);
    // whatever waits for a person listens to it: more than ten of them are no leak, and no warning
    setMaxListeners(0, this.signal);
    this.fence = fence;
    this.#label = label;
  }

  /** The watermark: everything that this session has read. */
  get label(): Label {
    return this.#label;
  }
  /** It only falls (FLOW-1). */
  lower(label: Label): void {
    this.#label = join(this.#label, label);
  }
  /**
   * Of whatever this session writes itself. A bounded value tells it nothing that could be an instruction, so that the watermark
   * stays; but what is written after it may hold that value, and counts with its author's trust.
   */
  get own(): Label {
    return this.#glimpsed === undefined ? this.#label : join(this.#label, this.#glimpsed);
  }
  /** It has seen a bounded value. */
  glimpse(label: Label): void {
    this.#glimpsed = this.#glimpsed === undefined ? label : join(this.#glimpsed, label);
  }

  /** Does it run a tool at this moment? */
  get isRunning(): boolean {
    return this.#running > 0;
  }
  /** Runs a tool. */
  async busy<T>(run: () => Promise<T>): Promise<T> {
    this.#running += 1;
    try {
      return await run();
    } finally {
      this.#running -= 1;
    }
  }

  end(): void {
    this.#over = true;
  }
  /** For whatever a session is asked to do. A reader in quarantine has seen what its session has not, and asks it for nothing. */
  mustBeAlive(): void {
    this.mustGoOn();
    if (reading.getStore() === this) throw this.stray();
  }
  /** What a reader is told that uses its session, and then whoever has it read. */
  stray(): SallyportError {
    const stray = new SallyportError(
      'NOT_ALLOWED',
      `a reader of '${this.spec.name}' used its session: it can do nothing but answer, so give converse() what read() passes beside the content`,
      { agent: this.spec.name },
    );
    strays.add(stray);
    return stray;
  }
  /** Runs a reader: in there this session does nothing. It is work like that of a tool. */
  aside(read: () => unknown): Promise<unknown> {
    return this.busy(async () => await reading.run(this, read));
  }
  mustGoOn(): void {
    if (this.#over) {
      throw new SallyportError(
        'SESSION_OVER',
        `the session of '${this.spec.name}' is over: await every call inside handle()`,
        { agent: this.spec.name },
      );
    }
    this.signal.throwIfAborted();
  }

  /** Is it still ours, inside a transaction? A process that was only asleep acts no more, and is told to stop. */
  mustBeOurs(fold: Fold): void {
    const mail = fold.mails.get(this.message);
    if (mail?.state === 'started' && mail.fence === this.fence) return;
    const lost = new SallyportError(
      'SESSION_OVER',
      `the handling of ${this.message} by '${this.spec.name}' was taken over by another process`,
      {
        agent: this.spec.name,
      },
    );
    this.#lost.abort(lost);
    throw lost;
  }

  /** What is behind a Ref of this very session. */
  open(ref: unknown): Held {
    const held = heldBy(ref);
    if (held === undefined || held.session !== this) {
      throw new SallyportError(
        'NOT_A_REF',
        `what '${this.spec.name}' passed is not a Ref of this session: a Ref is dead once its session is over`,
      );
    }
    return held;
  }
}

/** Which handling reads, as far as its reader has gone: through whatever it awaits, and nowhere else. */
const reading = new AsyncLocalStorage<Handling>();
const strays = new WeakSet<object>();
/** Was it thrown here, because a reader used its session? */
export const isStray = (error: unknown): boolean => typeof error === 'object' && error !== null && strays.has(error);

const ledger = new WeakMap<object, Handling>();
export const bindSession = (session: object, handling: Handling): void => void weakSet(ledger, session, handling);

/** The handling behind a session object. Throws `NOT_ALLOWED` for an object that no runtime made. */
export function handlingOf(session: unknown): Handling {
  const handling = typeof session === 'object' && session !== null ? weakGet(ledger, session) : undefined;
  if (handling === undefined)
    throw new SallyportError(
      'NOT_ALLOWED',
      'that is not a session: a runtime makes one for each message and passes it to handle()',
    );
  return handling;
}
