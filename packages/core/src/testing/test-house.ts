// What every kit stands on: one store in memory, a clock in the hand, people at their desks, and a process that can die.
import type { Id } from '../canonical.js';
import { milliseconds, newId, systemClock, type Duration } from '../clock.js';
import { quote, SallyportError } from '../errors.js';
import type { ApprovalRules } from '../people/approvers.js';
import { signerOf, type Signer } from '../people/key.js';
import { makeTrustRoot, TEST_REALM, type TrustRoot, type TrustRootOptions } from '../people/trust-root.js';
import { memoryStore } from '../record/memory-store.js';
import type { Store } from '../record/store.js';
import { openDesk, type Desk } from '../review/desk.js';
import { assertSeen, assertUnseen, type Attempt } from './attempts.js';
import { triggerOf, Witness, type CrashPoint, type Trigger } from './crash-points.js';
import { breathe, handClock, type HandClock } from './hand-clock.js';
import { Life } from './life.js';
import { Observer } from './observer.js';
import { nobody, type ScriptedReviewer } from './reviewers.js';

export interface HouseOptions {
  /** Unsaid: nobody is there, and everything stays pending. */
  readonly reviewer?: ScriptedReviewer | undefined;
  /** People beside the `owner`, who may be asked: `t.deskOf('bob')`. */
  readonly people?: readonly Id[] | undefined;
  readonly clock?: HandClock | undefined;
}

/** The owner of every test. */
const OWNER = 'owner';
/** How often somebody looks whether a test's process waits for its clock, once it is not at once clear. Milliseconds of real time. */
const LOOK_MS = 2;

/** The part that both kits share. */
export abstract class TestHouse {
  readonly clock: HandClock;
  /** Of this test alone, and untouched by crashes. */
  readonly store: Store;
  readonly root: TrustRoot;
  readonly reviewer: ScriptedReviewer;
  readonly #signers: ReadonlyMap<Id, Signer>;
  readonly #observer: Observer;
  readonly #witness: Witness;
  #life: Life;
  #desk: Desk | undefined;
  #armed: (Trigger & { readonly point: CrashPoint }) | undefined;
  /** The place in the journal up to which the reviewer was asked. */
  #answered = 0;
  #work: Promise<void> | undefined;

  protected constructor({ reviewer, people, clock }: HouseOptions, runtimes: TrustRootOptions['runtimes'] & object) {
    const { root, keys } = makeTrustRoot({ owner: OWNER, people: people ?? [], runtimes }, `${TEST_REALM}${newId()}`);
    this.clock = clock ?? handClock();
    this.store = memoryStore();
    this.root = root;
    this.reviewer = reviewer ?? nobody();
    this.#signers = new Map(Object.entries(keys).map(([name, key]) => [name, signerOf(key)]));
    this.#observer = new Observer({ root, store: this.store, clock: this.clock });
    this.#witness = new Witness(root);
    this.#life = this.#newLife();
  }

  /** The owner's. Its promises reject with `CLOSED` when the process dies. */
  get desk(): Desk {
    return this.#desk!;
  }
  /** Another person's, of `people`. */
  deskOf(person: Id): Promise<Desk> {
    return person === OWNER ? Promise.resolve(this.desk) : this.#open(person, person);
  }

  /**
   * Lets time pass, as much as is said, in no time: everything that waits for it wakes in its turn and does what it has to
   * do, and the reviewer answers. It waits for nothing outside of this test's memory: work that does goes on, and `idle()` waits for it.
   */
  async pass(by: Duration): Promise<void> {
    const ms = milliseconds(by);
    if (ms === undefined)
      throw new SallyportError('BAD_OPTION', `pass(${quote(String(by))}): it is a duration, as '24h'`);
    const until = this.clock.now() + ms;
    await this.#settle();
    for (;;) {
      const next = Math.max(
        Math.min(
          this.clock.next ?? Infinity,
          this.#observer.nextDue(this.clock.now(), (name) => this.rulesOf(name)),
        ),
        this.clock.now(),
      );
      if (next > until) break;
      await this.clock.advance(next - this.clock.now());
      await this.#settle();
    }
    await this.clock.advance(until - this.clock.now());
    await this.#settle();
    await this.#observer.look();
  }

  /** Works, and has the reviewer answer, until nothing can go on without a person, or without time passing on `clock`. */
  async idle(): Promise<void> {
    do await this.#untilStill(() => this.#working());
    while (await this.#answer());
    await this.#observer.look();
  }

  /** The process will die the next time that it comes to this point, and never before `restart()` do anything again. */
  crashAt(point: CrashPoint): void {
    this.#armed = { point, ...triggerOf(point) };
  }
  /** Where it died: the point, or `killed`; `undefined` while it lives. */
  get crashed(): CrashPoint | 'killed' | undefined {
    return this.#life.point;
  }

  /** Kills the process, if it lives, and starts the next one on what is left. The dead one's leases have run out by then. */
  async restart(): Promise<void> {
    this.#life.kill();
    this.#armed = undefined;
    this.#answered = 0;
    await this.#expireLeases();
    this.#life = this.#newLife();
    this.#work = undefined;
    await this.begin();
  }

  /** What was tried so far, as of the last `idle()` or `pass()`: by tool or effect, or everything. */
  attempts(what?: string): readonly Attempt[] {
    return this.#observer.attempts(what);
  }
  /** The attempts whose execution started. */
  reached(what?: string): readonly Attempt[] {
    return this.#observer.reached(what);
  }
  /** How many messages an agent was given to read, as of the last `idle()` or `pass()`. */
  get read(): number {
    return this.#observer.read;
  }

  /** For `node:assert` and whatever else has no matchers. Throws an `AssertionError` unless that tool or effect was tried. */
  assertAttempted(what: string): void {
    assertSeen(this, what, 'attempted');
  }
  /** … unless an execution of it started. */
  assertReached(what: string): void {
    assertSeen(this, what, 'reached');
  }
  /** … when an execution of it started, or when nothing was read or tried at all: then it would say nothing. */
  assertNeverReached(what: string): void {
    assertUnseen(this, what);
  }

  async close(): Promise<void> {
    await this.#untilStill(() => this.end());
    this.#life.kill();
    await this.store.close();
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Starts the process. */
  protected async begin(): Promise<void> {
    this.#desk = await this.#open(OWNER, OWNER);
  }
  /** Works until nothing can go on without a person. Never resolves when the process dies. */
  protected abstract work(): Promise<void>;
  /** Ends the process in peace. */
  protected abstract end(): Promise<void>;

  /** By which rules people approve what that agent executes, where this process looks at the time by itself. */
  protected abstract rulesOf(executor: Id): ApprovalRules | undefined;

  protected get life(): Life {
    return this.#life;
  }
  protected signer(name: Id): Signer {
    return this.#signers.get(name)!;
  }

  /** Resolves when nothing moves in memory any more. */
  protected async still(): Promise<void> {
    let seen: number;
    do {
      seen = await this.#observer.end();
      await breathe();
    } while (seen !== (await this.#observer.end()));
  }

  #newLife(): Life {
    const watch: ConstructorParameters<typeof Life>[0]['watch'] = (entries) => {
      const moments = this.#witness.moments(entries);
      return this.#armed?.at.some((moment) => moments.includes(moment)) ? this.#armed : undefined;
    };
    return new Life({ store: this.store, watch });
  }

  #open(person: Id, who: string): Promise<Desk> {
    if (!this.#signers.has(person))
      throw new SallyportError('BAD_OPTION', `${quote(person)} is nobody in this test: name them in people`);
    const store = this.#life.line({ dead: 'rejects', who });
    return openDesk({ root: this.root, store, clock: this.clock.background, person: this.signer(person) });
  }

  /** The work under way, started if there is none. */
  #working(): Promise<void> {
    if (this.#work === undefined) {
      const work = this.work().finally(() => {
        if (this.#work === work) this.#work = undefined;
      });
      work.catch(() => undefined);
      this.#work = work;
    }
    return this.#work;
  }

  /** Works as far as memory goes. */
  async #settle(): Promise<void> {
    do {
      if (this.crashed === undefined) void this.#working();
      await this.still();
    } while (await this.#answer());
  }

  /** Puts what is new before the reviewer, if anything is. */
  async #answer(): Promise<boolean> {
    const seq = await this.#observer.end();
    if (this.crashed !== undefined || seq === this.#answered) return false;
    this.#answered = seq;
    return this.reviewer.answer(this.desk).catch((error: unknown) => {
      if (this.crashed === undefined) throw error;
      return false;
    });
  }

  /** Until the work is done, the process is dead, or nothing moves and something waits for the clock: of the test's own, or what can be taken back. */
  async #untilStill(work: () => Promise<void>): Promise<void> {
    if (this.crashed !== undefined) return;
    let isOver = false;
    const over = Promise.race([work(), this.#life.died]).finally(() => (isOver = true));
    over.catch(() => undefined);
    for (let looks = 0; !isOver; looks += 1) {
      const seen = await this.#observer.end();
      await breathe();
      const isStill = seen === (await this.#observer.end());
      if (!isOver && isStill && this.clock.sleeping > 0) return;
      if (!isOver && isStill && looks > 2 && (await this.#observer.isHolding())) return;
      if (looks > 2) await Promise.race([over, systemClock.sleep(LOOK_MS)]);
    }
    await over;
  }

  async #expireLeases(): Promise<void> {
    const rows = await this.store.list('lease', { limit: Number.MAX_SAFE_INTEGER });
    await this.store.commit(0, () => ({ rows: rows.map(({ kind, id }) => ({ kind, id })) }));
  }
}
