// One life of a process in a test: its lines to the store, cut all at once when it dies. What was asked never comes back.
import { SallyportError } from '../errors.js';
import type { EntryRow, Store } from '../record/store.js';
import type { CrashPoint } from './crash-points.js';

/** Whoever stands at the store's door and says who is next. */
export interface Turns {
  take(who: string): Promise<void>;
}

export interface LifeOptions {
  readonly store: Store;
  /** Is told of each commit before it is written: where the process dies at it, and whether it is written all the same. */
  readonly watch: (
    entries: readonly EntryRow[],
  ) => { readonly point: CrashPoint; readonly written: boolean } | undefined;
}

export interface LineOptions {
  /** What becomes of a promise once the process is dead: an agent's never comes back, whoever tests is told. */
  readonly dead?: 'never' | 'rejects';
  /** Who asks, where somebody says who is next. */
  readonly who?: string;
}

const never = new Promise<never>(() => undefined);

export class Life {
  /** Resolves when the process dies. */
  readonly died: Promise<void>;
  readonly #options: LifeOptions;
  readonly #die: () => void;
  #point: CrashPoint | 'killed' | undefined;
  #turns: Turns | undefined;

  constructor(options: LifeOptions) {
    this.#options = options;
    let die = (): void => undefined;
    this.died = new Promise((resolve) => (die = resolve));
    this.#die = die;
  }

  /** Where it died; `undefined` while it lives. */
  get point(): CrashPoint | 'killed' | undefined {
    return this.#point;
  }

  kill(point: CrashPoint | 'killed' = 'killed'): void {
    this.#point ??= point;
    this.#die();
  }

  /** From now on everybody who wants something of the store waits for their turn; `undefined`: nobody does any more. */
  takeTurns(turns: Turns | undefined): void {
    this.#turns = turns;
  }

  /** A line to the store, for one part of the process. */
  line({ dead = 'never', who = 'runtime' }: LineOptions = {}): Store {
    const { store } = this.#options;
    const gone = (): Promise<never> => (dead === 'never' ? never : Promise.reject(this.#gone()));
    const answer = async <T>(ask: () => Promise<T>): Promise<T> => {
      if (this.#point !== undefined) return gone();
      await this.#turns?.take(who);
      if (this.#point !== undefined) return gone();
      const answered = await settled(ask());
      if (this.#point !== undefined) return gone();
      return answered();
    };
    return Object.freeze<Store>({
      local: store.local,
      commit: (after, build) => answer(() => this.#commit(after, build)),
      entries: (after, limit) => answer(() => store.entries(after, limit)),
      get: (kind, id) => answer(() => store.get(kind, id)),
      list: (kind, options) => answer(() => store.list(kind, options)),
      search: (query) => answer(() => store.search(query)),
      // it only says when to look; that the store was closed meanwhile is no news to the dead
      watch: (after, signal) =>
        store.watch(after, signal).catch((error: unknown) => {
          if (this.#point !== undefined && !signal.aborted) return never;
          throw error;
        }),
      close: async () => undefined,
    });
  }

  async #commit(...[after, build]: Parameters<Store['commit']>): ReturnType<Store['commit']> {
    const { store, watch } = this.#options;
    let hit: ReturnType<LifeOptions['watch']>;
    const committing = store.commit(after, (tail) => {
      const change = build(tail);
      hit = watch(change?.entries ?? []);
      return hit?.written === false ? undefined : change;
    });
    const committed = await settled(committing);
    if (hit !== undefined) this.kill(hit.point);
    return committed();
  }

  #gone(): SallyportError {
    return new SallyportError(
      'CLOSED',
      `the process of this test died (${this.#point}): restart() starts the next one`,
      {
        point: this.#point,
      },
    );
  }
}

/** How it ended, without throwing it yet: whoever died meanwhile is told nothing. */
async function settled<T>(work: Promise<T>): Promise<() => T> {
  try {
    const value = await work;
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
