// One way of telling a person that something waits: a request to an address of theirs that says how much, and nothing else.
import { createHmac } from 'node:crypto';
import { SallyportError, systemClock, type Clock } from '@sallyport/core';
import { clock, desk, maybe, mustFit, signal, someFunction, text } from '../options.js';

/** At most one request in so many milliseconds: what comes meanwhile is told with the next. */
export const BATCH = 10_000;
const TRIES = 8;
const LONGEST_PAUSE = 60_000;
const ANSWER_WITHIN = 10_000;
const REST = 5_000;

const NOTIFYING = {
  ...{ url: text, desk: desk('pending', 'watch'), signal, onFault: maybe(someFunction), clock: maybe(clock) },
  // with an empty one anybody could sign
  secret: maybe([(value) => typeof value === 'string' && value !== '', 'a text that is not empty']),
} as const;

/** The part of a person's desk that is asked. */
export interface NotifyDesk {
  pending(): Promise<readonly { readonly id: string }[]>;
  watch(options: { readonly signal: AbortSignal }): AsyncIterable<unknown>;
}

export interface NotifyOptions {
  /** https, or http to this machine. Redirects are not followed. */
  readonly url: string;
  readonly desk: NotifyDesk;
  /** Signs each request: `x-sallyport-signature: sha256=` and the HMAC of the body, in hex. */
  readonly secret?: string;
  readonly signal: AbortSignal;
  /** Is told when it was given up. The next that comes in is told again. */
  readonly onFault?: (fault: SallyportError) => void;
  readonly clock?: Clock;
}

/**
 * Sends `POST { "waiting": n }` when something new waits for this person, until `signal` aborts. No word of what waits is in it.
 *
 * @throws SallyportError `BAD_OPTION` for an address that is neither https nor on this machine; what the desk throws once it is closed.
 * @example
 * ```ts
 * import type { Desk } from '@sallyport/core';
 * import { notify } from '@sallyport/inbox/web';
 *
 * declare const desk: Desk;
 * const over = new AbortController();
 * await notify({ url: 'https://push.example/my-topic', desk, signal: over.signal });
 * ```
 */
export async function notify(options: NotifyOptions): Promise<void> {
  mustFit('notify()', options, NOTIFYING);
  const url = readUrl(options.url);
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const news = new News(options.desk);
  try {
    await Promise.race([news.watch({ ...options, signal }), tell({ ...options, url, signal }, news)]);
  } finally {
    over.abort();
  }
}

/** What waits that nobody was told about. */
class News {
  readonly #desk: NotifyDesk;
  #seen: ReadonlySet<string> = new Set();
  #isNew = false;
  #wake: () => void = () => undefined;

  constructor(desk: NotifyDesk) {
    this.#desk = desk;
  }

  async watch({ signal, clock = systemClock }: NotifyOptions): Promise<void> {
    while (!signal.aborted) {
      try {
        // it is listened to before it is looked at: what comes between the two is not missed
        const changes = this.#desk.watch({ signal })[Symbol.asyncIterator]();
        for (let next = changes.next(), isOver = false; !isOver; next = changes.next()) {
          await this.#look();
          isOver = (await next).done === true;
        }
      } catch (error) {
        // a store that fails now may be there again; one that is closed is not
        if (!signal.aborted && SallyportError.isInstance(error) && error.code === 'CLOSED') throw error;
        await clock.sleep(REST, signal).catch(() => undefined);
      }
    }
  }
  /** Resolves once there is something new, or it is over. */
  async some(signal: AbortSignal): Promise<void> {
    if (this.#isNew || signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
  /** How many wait; from here on they are told. */
  async take(): Promise<number> {
    this.#isNew = false;
    return (await this.#desk.pending()).length;
  }
  async #look(): Promise<void> {
    const ids = (await this.#desk.pending()).map(({ id }) => id);
    const isNew = ids.some((id) => !this.#seen.has(id));
    this.#seen = new Set(ids);
    if (!isNew) return;
    this.#isNew = true;
    this.#wake();
  }
}

type Telling = Omit<NotifyOptions, 'url'> & { readonly url: URL };

async function tell(telling: Telling, news: News): Promise<void> {
  const { signal, clock = systemClock } = telling;
  while (!signal.aborted) {
    await news.some(signal);
    await deliver(telling, news).catch((error: unknown) => {
      if (!signal.aborted && SallyportError.isInstance(error)) telling.onFault?.(error);
    });
    await clock.sleep(BATCH, signal).catch(() => undefined);
  }
}

async function deliver(telling: Telling, news: News): Promise<void> {
  const { signal, clock = systemClock } = telling;
  for (let tries = 1; !signal.aborted; tries += 1) {
    const waiting = await news.take();
    if (waiting === 0) return;
    const said = await post(telling, JSON.stringify({ waiting }));
    if (said === 'taken') return;
    if (said === 'refused' || tries >= TRIES) {
      const why = said === 'refused' ? 'refuses what it is sent, or sends it elsewhere' : 'does not answer';
      throw new SallyportError(
        'NOTIFY_FAILED',
        `nobody was told that ${waiting} wait: the webhook at ${telling.url.host} ${why}; look at what stands there`,
      );
    }
    await clock.sleep(Math.min(1_000 * 2 ** (tries - 1), LONGEST_PAUSE), signal);
  }
}

async function post({ url, secret, signal }: Telling, body: string): Promise<'taken' | 'refused' | 'later'> {
  const mark = secret !== undefined && `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  try {
    const { status, body: answer } = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', ...(mark && { 'x-sallyport-signature': mark }) },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN)]),
    });
    await answer?.cancel();
    if (status >= 200 && status < 300) return 'taken';
    return status >= 500 || status === 408 || status === 429 ? 'later' : 'refused';
  } catch {
    return 'later';
  }
}

/** The address may be a secret itself: it is quoted nowhere. */
function readUrl(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '');
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isHere);
  if (url !== undefined && isSafe && url.username === '' && url.password === '') return url;
  const why = 'a webhook is https://…, or http:// to this machine, without a name and password in it';
  throw new SallyportError('BAD_OPTION', why);
}
