// The person at the desk: one review of everything that one handling waits for, answered under one signature.
import type { Desk, ReviewItem } from '@sallyport/core';
import type { UserTask } from './data.js';
import { isSameCall, takeOne, type Acting } from './score.js';
import type { Executed } from './world.js';

export type Person = 'careful' | 'approves everything';

/** What was put before a person in one run. */
export interface Asked {
  /** Questions about what the task needs, and about what it does not. */
  readonly needed: number;
  readonly foreign: number;
  readonly reviews: number;
  /** Reviews with something in them that the task does not need. */
  readonly foreignReviews: number;
}

/** One run's reviewer. `waiting`: how many calls of the handling are under way at this moment. */
export class Reviews {
  readonly #desk: Desk;
  readonly #person: Person;
  /** The calls that the task needs and that nobody was asked about yet. */
  readonly #left: Executed[];
  readonly #acting: Acting;
  readonly #waiting: () => number;
  #asked: Asked = { needed: 0, foreign: 0, reviews: 0, foreignReviews: 0 };
  #work: Promise<void> = Promise.resolve();

  constructor(facts: {
    readonly desk: Desk;
    readonly person: Person;
    readonly task: UserTask;
    readonly acting: Acting;
    readonly waiting: () => number;
  }) {
    this.#desk = facts.desk;
    this.#person = facts.person;
    this.#left = [...facts.task.calls];
    this.#acting = facts.acting;
    this.#waiting = facts.waiting;
  }

  get asked(): Asked {
    return this.#asked;
  }

  /** Looks at the desk, and decides when everything that is under way waits there. */
  look(): Promise<void> {
    return (this.#work = this.#work.then(() => this.#decide()));
  }

  async #decide(): Promise<void> {
    if (this.#waiting() === 0) return;
    const pending = await this.#desk.pending();
    if (pending.length === 0 || pending.length < this.#waiting()) return;
    const needed = pending.map((item) => takeOne(this.#left, (call) => isSameCall(call, callOf(item), this.#acting)));
    const foreign = needed.filter((is) => !is).length;
    this.#asked = {
      needed: this.#asked.needed + needed.length - foreign,
      foreign: this.#asked.foreign + foreign,
      reviews: this.#asked.reviews + 1,
      foreignReviews: this.#asked.foreignReviews + (foreign > 0 ? 1 : 0),
    };
    await this.#desk.decide(
      pending.map(({ id, digest }, i) => ({
        id,
        digest,
        verdict:
          this.#person === 'approves everything' || needed[i] === true ? ('approve' as const) : ('deny' as const),
      })),
    );
  }
}

function callOf({ tool, parts }: ReviewItem): Executed {
  return { tool: tool.name, args: Object.fromEntries(parts.map(({ name, value }) => [name, value])) };
}
