// People who decide the same proposal at the same moment, in every order that a seed brings about.
import type { Id, Json } from '../canonical.js';
import { systemClock } from '../clock.js';
import { quote, SallyportError } from '../errors.js';
import type { State } from '../record/body.js';
import type { Desk } from '../review/desk.js';
import type { ReviewItem } from '../review/item.js';
import { breathe } from './hand-clock.js';
import type { Turns } from './life.js';
import type { TestHouse } from './test-house.js';

/** What a person does in a race. An edit only rewrites: what comes of it is pending again. */
export type RaceAnswer =
  | 'approve'
  | 'deny'
  | 'withdraw'
  | { readonly deny: string }
  | { readonly edit: { readonly [name: string]: Json } };

export interface RaceOptions {
  /** How many races, each with a seed of its own. Unsaid: 20. */
  readonly runs?: number;
  /** Of the first run; the next ones count on. The same seed is the same race. Unsaid: 1. */
  readonly seed?: number;
}

/** How one race went. */
export interface Race {
  readonly seed: number;
  /** Whose word counts in the end, of several who had to approve the last one's; `undefined` where nobody's does. */
  readonly winner: Id | undefined;
  /** What became of the proposal. */
  readonly state: State;
  /** What each was told: nothing, where their answer was taken; else the error. */
  readonly told: Readonly<Record<Id, SallyportError | undefined>>;
  /** Who got to the store when: what the seed made of it. `runtime` is the process under test. */
  readonly order: readonly string[];
}

/**
 * Lets people answer the oldest pending proposal at the same moment, again and again, each time in another order of their
 * steps and of the process's own. `make` brings a `testRuntime()` or a `testGate()` in which something is pending, for each run.
 *
 * @throws SallyportError `BAD_OPTION` where nothing is pending, or for a person who is not of that test.
 * @example
 * ```ts
 * import { raceReviewers, testGate } from '@sallyport/core/testing';
 * import * as z from 'zod';
 *
 * const races = await raceReviewers(
 *   async () => {
 *     const t = await testGate({ people: ['bob'] });
 *     const wire = t.gate.guard(async () => 'done', { name: 'wire', input: z.strictObject({ amount: z.number() }) });
 *     wire({ amount: 1 }).catch(() => undefined);
 *     await t.idle();
 *     return t;
 *   },
 *   { owner: 'approve', bob: 'deny' },
 * );
 * console.log(races.map(({ winner }) => winner));
 * ```
 */
export async function raceReviewers(
  make: () => Promise<TestHouse>,
  answers: Readonly<Record<Id, RaceAnswer>>,
  { runs = 20, seed = 1 }: RaceOptions = {},
): Promise<readonly Race[]> {
  const races: Race[] = [];
  for (let run = 0; run < runs; run += 1) {
    await using t = await make();
    races.push(await race(t, answers, seed + run));
  }
  return Object.freeze(races);
}

async function race(t: TestHouse, answers: Readonly<Record<Id, RaceAnswer>>, seed: number): Promise<Race> {
  const [item] = await t.desk.pending();
  if (item === undefined)
    throw new SallyportError('BAD_OPTION', 'nothing is pending, so there is nothing to race about: idle() before');
  const people = Object.keys(answers);
  const desks = await Promise.all(people.map((person) => t.deskOf(person)));
  const turns = new SeededTurns(seed);
  const told: Record<Id, SallyportError | undefined> = {};
  // in brackets: the kit's own part, which a test has no business with
  const life = t['life'];
  life.takeTurns(turns);
  let left = people.length;
  const acts = people.map(async (person, at) => {
    told[person] = await act(desks[at]!, item, answers[person]!).then(() => undefined, refusalOf);
    left -= 1;
  });
  const working = async (): Promise<void> => {
    do await t['work']();
    while (left > 0);
  };
  await turns.drive(Promise.all([...acts, working()]));
  life.takeTurns(undefined);
  await t.idle();
  const { state, decided } = await t.desk.item(item.id);
  const winners = people.filter((person) => told[person] === undefined && decides(answers[person]!, state));
  // where several had to approve, whoever was the last of them
  const winner = winners.find((person) => person === decided?.by) ?? winners[0];
  return Object.freeze({ seed, winner, state, told: Object.freeze(told), order: Object.freeze(turns.order) });
}

async function act(desk: Desk, { id, digest }: ReviewItem, answer: RaceAnswer): Promise<unknown> {
  if (answer === 'approve') return desk.approve(id, { digest });
  if (answer === 'deny') return desk.deny(id);
  if (answer === 'withdraw') return desk.withdraw(id);
  return 'deny' in answer ? desk.deny(id, answer.deny) : desk.edit(id, answer.edit);
}

function refusalOf(error: unknown): SallyportError {
  if (SallyportError.isInstance(error)) return error;
  throw error;
}

/** Is this how it ends where that answer is the last word? */
function decides(answer: RaceAnswer, state: State): boolean {
  if (answer === 'withdraw') return state === 'withdrawn' || state === 'revoked';
  if (answer === 'approve')
    return ['approved', 'started', 'executed', 'failed', 'interrupted', 'rejected'].includes(state);
  return state === (answer === 'deny' || 'deny' in answer ? 'denied' : 'replaced');
}

interface Waiting {
  readonly who: string;
  readonly go: () => void;
}

/** How many times as fast as the slowest one a person may be, as a power of two. */
const FASTER = 6;

/**
 * One at a time, and a seed says who: everybody else stands still meanwhile. Each goes at a speed of their own, which the seed
 * says too: with equal speeds whoever has fewer steps to take would win every time.
 */
class SeededTurns implements Turns {
  readonly order: string[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #speeds = new Map<string, number>();
  #state: number;

  constructor(seed: number) {
    if (!Number.isSafeInteger(seed))
      throw new SallyportError('BAD_OPTION', `the seed ${quote(String(seed))} is no whole number`);
    this.#state = seed;
  }

  take(who: string): Promise<void> {
    return new Promise((go) => this.#waiting.push({ who, go }));
  }

  async drive(until: Promise<unknown>): Promise<void> {
    let isOver = false;
    const over = until.finally(() => (isOver = true));
    over.catch(() => undefined);
    for (;;) {
      await breathe();
      const next = this.#next();
      if (next !== undefined) {
        this.order.push(next.who);
        next.go();
      } else if (isOver) break;
      else await Promise.race([over, systemClock.sleep(1)]);
    }
    await over;
  }

  #next(): Waiting | undefined {
    const speeds = this.#waiting.map(({ who }) => this.#speedOf(who));
    let at = this.#random() * speeds.reduce((sum, speed) => sum + speed, 0);
    const chosen = speeds.findIndex((speed) => (at -= speed) < 0);
    return chosen < 0 ? undefined : this.#waiting.splice(chosen, 1)[0];
  }
  #speedOf(who: string): number {
    const speed = this.#speeds.get(who) ?? 2 ** (this.#random() * FASTER);
    this.#speeds.set(who, speed);
    return speed;
  }

  /** From 0 to 1. mulberry32: small, seeded, and good enough to shuffle with. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
}
