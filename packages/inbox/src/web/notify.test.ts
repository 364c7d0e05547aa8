// The webhook: a real server is told how much waits, and nothing else.
import { SallyportError } from '@sallyport/core';
import { handClock, type HandClock } from '@sallyport/core/testing';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { BATCH, notify, type NotifyDesk, type NotifyOptions } from './notify.js';

test('SEE-3: how much waits is told, and no word of what it is', async () => {
  const { desk, asked, clock } = await begun({ secret: 'shared' });
  desk.add('an outsider’s words', 'p2');
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  const [{ method, headers, body }] = asked as [Asked];
  expect([method, body]).toEqual(['POST', '{"waiting":2}']);
  expect(headers['x-sallyport-signature']).toBe(`sha256=${createHmac('sha256', 'shared').update(body).digest('hex')}`);
  expect(JSON.stringify([headers, body])).not.toContain('outsider');
  // what was decided is no news, what came meanwhile is told with the next
  desk.remove('p2');
  desk.add('p3');
  desk.add('p4', 'p5');
  await slept(clock);
  await clock.advance(BATCH - 1);
  expect(asked).toHaveLength(1);
  await clock.advance(1);
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  expect(asked[1]!.body).toBe('{"waiting":4}');
  await slept(clock);
  await clock.advance(BATCH);
  desk.remove('p3', 'p4');
  await clock.advance(BATCH);
  expect(asked).toHaveLength(2);
});

test('what is decided before it is told is not told, and a swap is', async () => {
  const { desk, asked, clock } = await begun();
  desk.add('p1');
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  desk.add('p2');
  desk.remove('p1', 'p2');
  await slept(clock);
  await clock.advance(BATCH);
  await clock.advance(BATCH);
  expect(asked).toHaveLength(1);
  desk.add('p3');
  await vi.waitFor(() => expect(asked).toHaveLength(2));
});

test('what fails is sent again, later and later, and given up at last', async () => {
  const { desk, asked, clock, faults, answers } = await begun();
  answers.push(503, 500, 429);
  desk.add('p1');
  for (const [i, pause] of [1_000, 2_000, 4_000].entries()) {
    await vi.waitFor(() => expect(asked).toHaveLength(i + 1));
    await slept(clock);
    await clock.advance(pause);
  }
  await vi.waitFor(() => expect(asked).toHaveLength(4));
  expect(faults).toEqual([]);
  await slept(clock);
  await clock.advance(BATCH);
  answers.push(...Array.from({ length: 8 }, () => 503));
  desk.add('p2');
  while (faults.length === 0) {
    await slept(clock);
    await clock.advance(clock.next! - clock.now());
  }
  expect(asked).toHaveLength(12);
  expect(faults[0]).toMatchObject({ code: 'NOTIFY_FAILED' });
  // the address may be a secret
  expect(faults[0]!.message).not.toContain('/hook');
});

test('SEE-3: a redirect is not followed', async () => {
  const { desk, asked, faults, answers } = await begun();
  answers.push(307);
  desk.add('p1');
  await vi.waitFor(() => expect(faults).toHaveLength(1));
  expect(asked.map(({ url }) => url)).toEqual(['/hook']);
});

test('SEE-3: only https, or this machine', async () => {
  const { signal } = new AbortController();
  const desk = new Desk();
  const wrong = [
    'http://desk.example/',
    'http://localhost.evil.example/',
    'http://127.0.0.1.evil.example',
    'ftp://localhost/',
    'https://a:b@desk.example',
    '',
    'file:///etc/passwd',
  ];
  for (const url of wrong) await expect(notify({ url, desk, signal })).rejects.toMatchObject({ code: 'BAD_OPTION' });
});

test('a desk that was closed ends it; a store that fails is asked again', async () => {
  const failed = new SallyportError('STORE_FAILED', 'disk full');
  const { desk, asked, clock } = await begun();
  desk.fail(failed);
  await slept(clock);
  desk.add('p1');
  await clock.advance('5s');
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  const closed = new Desk();
  const over = notify({ url: 'https://desk.example', desk: closed, signal: new AbortController().signal });
  closed.fail(new SallyportError('CLOSED', 'closed'));
  await expect(over).rejects.toMatchObject({ code: 'CLOSED' });
});

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What waits, in the test's hand. */
class Desk implements NotifyDesk {
  #ids: string[] = [];
  #changes = 0;
  #fault: Error | undefined;
  #wake: () => void = () => undefined;
  add(...ids: string[]): void {
    this.#ids.push(...ids);
    this.#change();
  }
  remove(...ids: string[]): void {
    this.#ids = this.#ids.filter((id) => !ids.includes(id));
    this.#change();
  }
  fail(fault: Error): void {
    this.#fault = fault;
    this.#wake();
  }
  pending(): Promise<readonly { readonly id: string }[]> {
    return Promise.resolve(this.#ids.map((id) => ({ id })));
  }
  async *watch({ signal }: { readonly signal: AbortSignal }): AsyncGenerator<undefined, void> {
    let seen = this.#changes;
    while (!signal.aborted) {
      const fault = this.#fault;
      this.#fault = undefined;
      if (fault) throw fault;
      if (seen !== this.#changes) {
        seen = this.#changes;
        yield undefined;
        continue;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
  #change(): void {
    this.#changes += 1;
    this.#wake();
  }
}

interface Begun {
  readonly desk: Desk;
  readonly asked: Asked[];
  /** What the server says next; 204 once they are used up. */
  readonly answers: number[];
  readonly faults: SallyportError[];
  readonly clock: HandClock;
}

async function begun(options: Partial<NotifyOptions> = {}): Promise<Begun> {
  const [asked, answers, faults]: [Asked[], number[], SallyportError[]] = [[], [], []];
  const server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (more: string) => void (body += more));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      asked.push({ method, url, headers, body });
      outgoing.writeHead(answers.shift() ?? 204, { location: '/elsewhere' }).end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  // `as`: a server that listens on a port has an address of this kind
  const { port } = server.address() as AddressInfo;
  const [desk, clock, over] = [new Desk(), handClock(), new AbortController()];
  const url = `http://127.0.0.1:${port}/hook`;
  const running = notify({
    url,
    desk,
    clock,
    signal: over.signal,
    onFault: (fault) => void faults.push(fault),
    ...options,
  });
  onTestFinished(async () => {
    over.abort();
    await running;
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  });
  return { desk, asked, answers, faults, clock };
}

/** Somebody waits for this clock. */
const slept = (clock: HandClock): Promise<void> => vi.waitFor(() => expect(clock.sleeping).toBeGreaterThan(0));
