// The trap in a child process: at the named point it dies, by its own SIGKILL, as if somebody had pulled the plug.
import type { TrustRoot } from '@sallyport/core';
import type { Change, EntryRow, Store } from '@sallyport/core/store';
import { crashPoints, type CrashPoint } from '@sallyport/core/testing';
import { triggerOf, Witness } from '../../../packages/core/src/testing/crash-points.js';
import type { Connect, Driver, Value } from '../../../packages/store/src/sqlite/driver.js';
import type { Fault } from '../house/orders.js';
import { ENDS, STAGES, type Stage } from './points.js';

/** Before and after a statement of the driver, by the point that stands there. */
const STATEMENTS: Readonly<Record<string, { readonly sql: RegExp; readonly when: 'before' | 'after' }>> = {
  opening: { sql: /^BEGIN IMMEDIATE/, when: 'after' },
  opened: { sql: /^COMMIT/, when: 'after' },
  'emptying the WAL': { sql: /^PRAGMA wal_checkpoint/, when: 'before' },
  'emptied the WAL': { sql: /^PRAGMA wal_checkpoint/, when: 'after' },
  'making the first table': { sql: /^CREATE TABLE entries/, when: 'before' },
  'made the first table': { sql: /^CREATE TABLE entries/, when: 'after' },
  'made the file': { sql: /^PRAGMA user_version =/, when: 'after' },
  'turning to WAL': { sql: /^PRAGMA journal_mode/, when: 'before' },
};

export class Trap {
  readonly #fault: Fault | undefined;
  readonly #witness: Witness;
  readonly #stage: Stage | undefined;
  readonly #moment: string;
  #left: number;
  /** A commit is on its way, and dies on it. */
  #isDying = false;

  constructor(root: TrustRoot, fault: Fault | undefined) {
    this.#fault = fault;
    this.#witness = new Witness(root);
    this.#left = fault?.nth ?? Infinity;
    this.#stage = STAGES.find((stage) => fault?.point.startsWith(`${stage} `));
    this.#moment = fault === undefined ? '' : fault.point.slice(fault.point.indexOf(' ') + 1);
  }

  /** Dies here, if this is the place. */
  pass(point: string): void {
    if (this.#fault?.point === point) this.#hit();
  }

  /** The store, with the trap in it. */
  store(store: Store): Store {
    return {
      local: store.local,
      commit: async (after, build) => {
        let isHit = false;
        const done = await store.commit(after, (tail) => {
          this.#see(tail);
          const change = build(tail);
          isHit = change !== undefined && this.#meets(change);
          return change;
        });
        if (isHit && done.conflict === undefined) this.#hit();
        return done;
      },
      entries: async (after, limit) => {
        const rows = await store.entries(after, limit);
        this.#see(rows);
        this.pass('catching up');
        this.pass('verifying');
        return rows;
      },
      get: (kind, id) => store.get(kind, id),
      list: (kind, options) => store.list(kind, options),
      search: (...asked) => store.search(...asked),
      watch: (after, signal) => store.watch(after, signal),
      close: () => {
        this.pass('closing');
        return store.close();
      },
    };
  }

  /** The driver, with the trap in it. */
  connect(connect: Connect): Connect {
    return (path, mode) => {
      const driver = connect(path, mode);
      return mode === 'write' ? this.#driver(driver) : driver;
    };
  }

  #driver(driver: Driver): Driver {
    const around = <T>(sql: string, work: () => T): T => {
      this.#before(sql);
      const result = work();
      this.#after(sql);
      return result;
    };
    return {
      run: (sql: string, ...values: readonly Value[]) => around(sql, () => driver.run(sql, ...values)),
      all: <T>(sql: string, ...values: readonly Value[]) => around(sql, () => driver.all<T>(sql, ...values)),
      get: <T>(sql: string, ...values: readonly Value[]) => around(sql, () => driver.get<T>(sql, ...values)),
      inTransaction: () => driver.inTransaction(),
      close: () => driver.close(),
    };
  }

  /** What others have written: a step is known by what it is a step of. */
  #see(rows: readonly EntryRow[]): void {
    if (this.#fault !== undefined) this.#witness.moments(rows);
  }

  #before(sql: string): void {
    if (this.#is(sql, 'before')) this.#hit();
    if (this.#isDying && this.#stage === 'uncommitted' && sql === 'COMMIT') this.#die();
  }
  #after(sql: string): void {
    if (this.#is(sql, 'after')) this.#hit();
    if (this.#isDying && this.#stage === 'half-written' && sql.startsWith('INSERT')) this.#die();
  }
  #is(sql: string, when: 'before' | 'after'): boolean {
    const statement = this.#fault && STATEMENTS[this.#fault.point];
    return statement?.when === when && statement.sql.test(sql);
  }

  /** Inside of the write transaction. True: it dies as soon as it is written. */
  #meets({ entries = [], rows = [] }: Change): boolean {
    if (this.#fault === undefined) return false;
    const { point } = this.#fault;
    const moments = this.#witness.moments(entries);
    if (this.#moment === 'renew') {
      const isRenewal = entries.length === 0 && rows.some(({ kind }) => kind === 'lease');
      if (isRenewal && point === 'before renew') this.#hit();
      return isRenewal && point === 'after renew';
    }
    // the tool itself comes by there
    if (this.#moment === 'execute') return false;
    if (this.#stage !== undefined) {
      const isHit = moments.some((moment) => moment === this.#moment);
      if (isHit && (this.#left -= 1) === 0) this.#isDying = true;
      return false;
    }
    if (!isCrashPoint(point)) return false;
    const { at, written } = triggerOf(point);
    const isHit = moments.some((moment) => at.includes(moment));
    if (isHit && !written) this.#hit();
    return isHit && written;
  }

  #hit(): void {
    this.#left -= 1;
    if (this.#left === 0) this.#die();
  }

  #die(): void {
    const point = this.#fault?.point;
    if (point === 'exit in a tool') process.exit(ENDS[point]);
    // nobody is there to catch it, as in a callback of a user's
    if (point === 'throw in a tool')
      return queueMicrotask(() => {
        throw new Error('nobody catches this');
      });
    process.kill(process.pid, 'SIGKILL');
    throw new Error('nobody gets here');
  }
}

const isCrashPoint = (name: string): name is CrashPoint => crashPoints.some((point) => point === name);
