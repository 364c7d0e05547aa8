// What an agent remembers from one session to the next: the only door for it, so that text does not lose its label there.
import { canonical, toJson, type Json } from '../canonical.js';
import { join, labelOf, type Label } from '../content/label.js';
import { quote, SallyportError } from '../errors.js';
import { freeze } from '../primordials.js';
import type { Draft } from '../record/draft.js';
import type { Fold } from '../record/fold.js';
import type { Action } from '../record/standing.js';
import { readArguments } from '../review/proposal.js';
import type { Handling } from './handling.js';
import { ownContract, writeOwn } from './own-contracts.js';

/**
 * What an agent remembers, by key; all its sessions share it. Reading lowers the watermark to what the writer had read, and
 * so do a miss and a list: that something is not there says something, too.
 *
 * What is written counts in this session at once, and for others as soon as `handle` has ended well. A handling that throws,
 * or whose process dies, leaves the memory as it was. Of two sessions that write one key, the later to end wins.
 *
 * @example
 * ```ts
 * import { IntakeAgent, type IntakeSession, type Message } from '@sallyport/core';
 *
 * class Reader extends IntakeAgent<'low'> {
 *   constructor() {
 *     super({ name: 'reader', trust: 'low', tools: [], allowlist: ['*'] });
 *   }
 *   protected async handle({ from }: Message, { memory }: IntakeSession<'low'>) {
 *     const before = await memory.get(`mails of ${from}`);
 *     await memory.set(`mails of ${from}`, typeof before === 'number' ? before + 1 : 1);
 *   }
 * }
 * ```
 */
export interface Memory {
  /**
   * The value; `undefined` where there is none. Frozen.
   *
   * @throws SallyportError `BAD_INPUT` for what is no key: text of 1 to 256 characters. `SESSION_OVER`.
   */
  get(key: string): Promise<Json | undefined>;
  /**
   * A key that was not there lowers the watermark as a miss does: that there was room says something.
   *
   * @throws SallyportError `BAD_INPUT`; `NOT_JSON`; `TOO_LARGE` for a value of over 64 KiB, or for the 1,001st key.
   */
  set(key: string, value: Json): Promise<void>;
  /** Nothing happens where there is no such key. */
  delete(key: string): Promise<void>;
  /** All keys, sorted. */
  keys(): Promise<readonly string[]>;
}

const NAME = 'memory:';
const LONGEST_KEY = 256;
const MOST_KEYS = 1_000;
const LARGEST = { text: 64 * 1024, what: 'what is to be remembered' } as const;

class SessionMemory implements Memory {
  readonly #handling: Handling;

  constructor(handling: Handling) {
    this.#handling = handling;
    freeze(this);
  }

  async get(key: string): Promise<Json | undefined> {
    const { host, spec, remembered } = this.#ready(key);
    if (remembered.has(key)) return remembered.get(key);
    await host.journal.catchUp();
    const { fold } = host.journal;
    const entry = entriesOf(fold, spec.name).get(key);
    this.#handling.lower(entry === undefined ? wholeLabel(fold, this.#handling) : entry.proposal.why.label);
    if (entry === undefined || !isThere(entry)) return undefined;
    return (await readArguments(host.journal, entry.proposal, ownContract('remember')))['value'];
  }

  async set(key: string, value: Json): Promise<void> {
    const { remembered } = this.#ready(key);
    const plain = toJson(value, LARGEST);
    if (canonical(plain).length > LARGEST.text)
      throw tooLarge(this.#handling, `what ${quote(key)} is to hold is over 64 KiB`);
    const keys = this.#keys();
    // whether there is room for one more is something that the others have said
    if (!keys.has(key)) this.#handling.lower(wholeLabel(this.#handling.host.journal.fold, this.#handling));
    if (!keys.has(key) && keys.size >= MOST_KEYS)
      throw tooLarge(this.#handling, `it holds ${MOST_KEYS} keys: delete some`);
    remembered.set(key, plain);
  }

  async delete(key: string): Promise<void> {
    this.#ready(key).remembered.set(key, undefined);
  }

  async keys(): Promise<readonly string[]> {
    this.#handling.mustBeAlive();
    const { journal } = this.#handling.host;
    await journal.catchUp();
    this.#handling.lower(wholeLabel(journal.fold, this.#handling));
    return freeze([...this.#keys()].sort());
  }

  #ready(key: unknown): Handling {
    this.#handling.mustBeAlive();
    if (typeof key === 'string' && key !== '' && key.length <= LONGEST_KEY && key.isWellFormed()) return this.#handling;
    throw new SallyportError(
      'BAD_INPUT',
      `'${this.#handling.spec.name}' remembers something under ${quote(key)}: a key is text of 1 to ${LONGEST_KEY} characters`,
      { agent: this.#handling.spec.name },
    );
  }

  /** The keys that are there, as this session sees it. */
  #keys(): Set<string> {
    const { host, spec, remembered } = this.#handling;
    const keys = new Set<string>();
    for (const [key, entry] of entriesOf(host.journal.fold, spec.name)) if (isThere(entry)) keys.add(key);
    for (const [key, value] of remembered)
      if (value === undefined) keys.delete(key);
      else keys.add(key);
    return keys;
  }
}
freeze(SessionMemory.prototype);

export const memoryOf = (handling: Handling): Memory => new SessionMemory(handling);

/**
 * Writes down what a session remembers, as its handling ends: all of it under what the session has read by then, for even
 * whether it comes to this may hang on that. Each is a call of the agent's own, like any other (ADR 7).
 */
export function writeMemory(draft: Draft, handling: Handling): void {
  const before = entriesOf(draft.fold, handling.spec.name);
  for (const [key, value] of handling.remembered) {
    const entry = before.get(key);
    if (value === undefined && (entry === undefined || !isThere(entry))) continue;
    const args = value === undefined ? { key } : { key, value };
    writeOwn(draft, handling, { name: 'remember', args, once: NAME + key });
  }
}

/** What was last written under each key, deletions included. */
function entriesOf(fold: Fold, agent: string): ReadonlyMap<string, Action> {
  const entries = new Map<string, Action>();
  for (const [name, id] of fold.named.of(agent))
    if (name.startsWith(NAME)) entries.set(name.slice(NAME.length), fold.actions.get(id)!);
  return entries;
}

const isThere = ({ state, proposal }: Action): boolean => state === 'executed' && Object.hasOwn(proposal.args, 'value');

/** What the whole of an agent's memory says: everybody who has written to it, and whoever might have and did not. */
function wholeLabel(fold: Fold, { spec }: Handling): Label {
  const floor = labelOf(NAME + spec.name, spec.trust);
  return [...entriesOf(fold, spec.name).values()].reduce((all, { proposal }) => join(all, proposal.why.label), floor);
}

const tooLarge = ({ spec }: Handling, why: string): SallyportError =>
  new SallyportError('TOO_LARGE', `the memory of '${spec.name}' does not take it: ${why}`, { agent: spec.name });
