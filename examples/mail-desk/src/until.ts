// Waiting for something to become so: looks again and again, and says what it waited for when that takes too long.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Desk, State } from '@sallyport/core';
import { MAIL_AGENT } from './names.js';

const PATIENCE = 120_000;
const PAUSE = 60;

/** The first answer that is not `undefined`. Rejects after two minutes, with `what` in its words. */
export async function until<T>(what: string, probe: () => Promise<T | undefined>): Promise<T> {
  const late = Date.now() + PATIENCE;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > late) throw new Error(`waited ${PATIENCE / 1_000} s, and still not: ${what}`);
    await sleep(PAUSE);
  }
}

const BUSY: ReadonlySet<State> = new Set(['pending', 'started']);
const OPEN: ReadonlySet<State> = new Set(['pending', 'approved', 'started']);

/** Until so many mails have come in, and the mail agent is through with each of them. */
export function allHandled(desk: Desk, count: number): Promise<true> {
  return until(`${count} mails are handled`, async () => {
    const mails = (await desk.messages()).filter(({ to }) => to === MAIL_AGENT);
    return mails.length >= count && !mails.some(({ state }) => BUSY.has(state)) ? true : undefined;
  });
}

/** Until nothing more happens to any of these proposals. */
export function allEnded(desk: Desk, ids: readonly string[]): Promise<true> {
  return until('what was decided has ended', async () => {
    const items = await Promise.all(ids.map((id) => desk.item(id)));
    return items.some(({ state }) => OPEN.has(state)) ? undefined : true;
  });
}

/** Until what the owner handed on is done with, or asks for something. */
export function answeredOrAsking(desk: Desk, order: string): Promise<'done' | 'asking'> {
  return until('what was handed on is seen to', async () => {
    if ((await desk.pending()).some(({ message }) => message?.id === order)) return 'asking';
    const message = (await desk.messages()).find(({ id }) => id === order);
    return message === undefined || BUSY.has(message.state) ? undefined : 'done';
  });
}
