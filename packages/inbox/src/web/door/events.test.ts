// What is streamed: that something has changed, until the session ends.
import { expect, test, vi } from 'vitest';
import { HEARTBEAT, MOST_STREAMS } from './events.js';
import { porch, type Porch } from './porch.fixture.js';
import { IDLE } from './sessions.js';

test('SEE-3: a change is told by a number, and with no word of what has changed', async () => {
  const p = porch();
  const { cookie } = await p.signIn();
  const stream = await opened(p, cookie);
  // what happened between the drawing of the page and this
  expect(await stream.next()).toBe('event: change\nid: 0\ndata: 0\n\n');
  const next = stream.next();
  p.desk.change();
  expect(await next).toBe('event: change\nid: 1\ndata: 1\n\n');
  const beat = stream.next();
  await slept(p);
  await p.clock.advance(HEARTBEAT);
  expect(await beat).toBe(': still here\n\n');
});

test('SEE-3: changes that nobody has read yet are one', async () => {
  const p = porch();
  const { cookie } = await p.signIn();
  const stream = await opened(p, cookie);
  await stream.next();
  for (let i = 0; i < 5; i += 1) {
    p.desk.change();
    await p.clock.advance(1);
  }
  const read = [await stream.next(), await stream.next()];
  expect(read.at(-1)).toBe('event: change\nid: 5\ndata: 5\n\n');
});

test('SEE-3: a stream ends when its person signs out, when the session runs out and when its passkey is revoked', async () => {
  const p = porch();
  const me = await p.signIn();
  const out = await opened(p, me.cookie);
  await out.next();
  const after = out.next();
  expect((await p.post('/sign-out', {}, me)).status).toBe(303);
  expect(await after).toBe(undefined);

  const idle = await opened(p, (await p.signIn()).cookie);
  await idle.next();
  // a window that is open is no use of the session
  const beats = IDLE / HEARTBEAT;
  for (let i = 1; i < beats; i += 1) {
    const beat = idle.next();
    await slept(p);
    await p.clock.advance(HEARTBEAT);
    expect(await beat).toBe(': still here\n\n');
  }
  const last = idle.next();
  await slept(p);
  await p.clock.advance(HEARTBEAT);
  expect(await last).toBe(undefined);

  const revoked = await opened(p, (await p.signIn()).cookie);
  await revoked.next();
  p.desk.revoke();
  const told = revoked.next();
  p.desk.change();
  expect(await told).toBe(undefined);
});

test('SEE-3: so many streams for a session; one that is closed makes room, and the last leaves the desk alone', async () => {
  const p = porch();
  const { cookie } = await p.signIn();
  const streams = [];
  for (let i = 0; i < MOST_STREAMS; i += 1) streams.push(await opened(p, cookie));
  expect((await p.ask('/events', { headers: { cookie } })).status).toBe(429);
  const other = await p.signIn();
  await (await opened(p, other.cookie)).close();
  expect(p.desk.watchers.size).toBe(1);
  await streams[0]!.close();
  const again = await p.ask('/events', { headers: { cookie } });
  expect(again.status).toBe(200);
  await again.body!.cancel();
  for (const stream of streams.slice(1)) await stream.close();
  const fresh = await opened(p, cookie);
  await fresh.next();
  const next = fresh.next();
  p.desk.change();
  expect(await next).toContain('event: change');
  await fresh.close();
});

test('SEE-3: nobody listens without a session', async () => {
  expect((await porch().ask('/events')).status).toBe(401);
});

/** Somebody waits for this clock. */
const slept = (p: Porch): Promise<void> =>
  vi.waitFor(() => expect(p.clock.sleeping).toBeGreaterThan(0), { interval: 1 });

async function opened(
  p: Porch,
  cookie: string,
): Promise<{ next(): Promise<string | undefined>; close(): Promise<void> }> {
  const answer = await p.ask('/events', { headers: { cookie } });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  const reader = answer.body!.getReader();
  return {
    async next() {
      const { value } = await reader.read();
      return value && new TextDecoder().decode(value);
    },
    close: () => reader.cancel(),
  };
}
