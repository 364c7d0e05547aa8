// One handling of one message, from the inside: its watermark, its Refs, and whether it is still alive.
import type { Id } from '../canonical.js';
import { join, type Label } from '../content/label.js';
import { heldBy, type Held } from '../content/ref.js';
import { SallyportError } from '../errors.js';
import { weakGet, weakSet } from '../primordials.js';
import type { Letter } from '../record/body.js';
import type { Host } from './host.js';
import type { AgentSpec } from './spec.js';

export interface HandlingFacts {
  readonly host: Host;
  readonly spec: AgentSpec;
  readonly message: Id;
  readonly letter: Letter;
  readonly label: Label;
  readonly signal: AbortSignal;
}

export class Handling {
  readonly host: Host;
  readonly spec: AgentSpec;
  readonly message: Id;
  readonly letter: Letter;
  readonly signal: AbortSignal;
  /** The proposals that it waits for a person to decide. */
  readonly waiting = new Set<Id>();
  #running = 0;
  #label: Label;
  #over = false;

  constructor({ host, spec, message, letter, label, signal }: HandlingFacts) {
    this.host = host;
    this.spec = spec;
    this.message = message;
    this.letter = letter;
    this.signal = signal;
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
  mustBeAlive(): void {
    if (this.#over) {
      throw new SallyportError(
        'SESSION_OVER',
        `the session of '${this.spec.name}' is over: await every call inside handle()`,
        { agent: this.spec.name },
      );
    }
    this.signal.throwIfAborted();
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
