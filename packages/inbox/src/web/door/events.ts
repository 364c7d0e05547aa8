// What is streamed to the page (SSE): that something has changed, and never what.
import type { Clock } from '@sallyport/core';
import type { Context } from 'hono';
import type { DoorDesk } from './door-options.js';
import { refuse } from './refuse.js';
import type { Session } from './sessions.js';

/** Of one session at the same time. */
export const MOST_STREAMS = 6;
/** A sign of life, in milliseconds: proxies close what is silent. */
export const HEARTBEAT = 20_000;

const STREAM = { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' };

interface EventsOptions {
  readonly desk: DoorDesk;
  readonly clock: Clock;
  /** Is this session still good? Streaming to it is no use of it. */
  readonly isAlive: (session: Session) => Promise<boolean>;
}

/** One look at the desk for all who listen. */
export class Events {
  readonly #options: EventsOptions;
  readonly #streams = new Map<Session, Set<Stream>>();
  #looking: AbortController | undefined;
  #changes = 0;

  constructor(options: EventsOptions) {
    this.#options = options;
  }

  answer(c: Context, session: Session): Response {
    if (c.req.method === 'HEAD') return c.body(null, 200, STREAM);
    const mine = this.#streams.get(session) ?? new Set();
    if (mine.size >= MOST_STREAMS) return refuse(c, { status: 429, why: 'this desk is open in too many windows' });
    const stream = new Stream(() => this.#leave(session, stream));
    this.#streams.set(session, mine.add(stream));
    session.signal.addEventListener('abort', () => stream.end(), { once: true, signal: stream.over });
    this.#look();
    const { clock, isAlive } = this.#options;
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const what = await stream.next(clock);
        // whoever was signed out meanwhile is told nothing more
        if (what === 'over' || !(await isAlive(session))) {
          stream.end();
          return controller.close();
        }
        const text =
          what === 'change' ? `event: change\nid: ${this.#changes}\ndata: ${this.#changes}\n\n` : ': still here\n\n';
        controller.enqueue(new TextEncoder().encode(text));
      },
      cancel: () => stream.end(),
    });
    return c.body(body, 200, STREAM);
  }

  #leave(session: Session, stream: Stream): void {
    const mine = this.#streams.get(session);
    mine?.delete(stream);
    if (mine?.size === 0) this.#streams.delete(session);
    if (this.#streams.size > 0) return;
    this.#looking?.abort();
    this.#looking = undefined;
  }

  /** A desk that fails is looked at again by the next who comes. */
  #look(): void {
    if (this.#looking !== undefined) return;
    const looking = (this.#looking = new AbortController());
    const watch = async (): Promise<void> => {
      for await (const _ of this.#options.desk.watch({ signal: looking.signal })) {
        this.#changes += 1;
        for (const streams of this.#streams.values()) for (const stream of streams) stream.change();
      }
    };
    void watch()
      .catch(() => undefined)
      .finally(() => {
        if (this.#looking === looking) this.#looking = undefined;
      });
  }
}

/** One window: changes that come faster than it reads are one change. */
class Stream {
  readonly #ending = new AbortController();
  readonly #left: () => void;
  // the page was drawn a moment ago: what changed since is seen by looking once
  #isBehind = true;
  #wake: () => void = () => undefined;

  constructor(left: () => void) {
    this.#left = left;
  }
  get over(): AbortSignal {
    return this.#ending.signal;
  }
  change(): void {
    this.#isBehind = true;
    this.#wake();
  }
  end(): void {
    if (this.over.aborted) return;
    this.#ending.abort();
    this.#wake();
    this.#left();
  }
  async next(clock: Clock): Promise<'change' | 'heartbeat' | 'over'> {
    if (!this.#isBehind && !this.over.aborted) {
      const woken = new AbortController();
      this.#wake = () => woken.abort();
      await clock.sleep(HEARTBEAT, woken.signal).catch(() => undefined);
    }
    if (this.over.aborted) return 'over';
    if (!this.#isBehind) return 'heartbeat';
    this.#isBehind = false;
    return 'change';
  }
}
