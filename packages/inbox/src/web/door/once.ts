// What a browser sends twice is done once, and answered twice in the same words.
import type { Context } from 'hono';
import type { Id } from '@sallyport/core';
import { hashOf } from './secrets.js';

const MOST_ANSWERS = 200;

interface Told {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** The last answers to what was signed and handed in, by who sent it and the exact bytes. What failed is not kept. */
export class Once {
  readonly #told = new Map<string, Promise<Told>>();

  async answer(c: Context, key: Id, next: () => Promise<void>): Promise<void> {
    const hash = hashOf(`${key}\n${c.req.path}\n${await c.req.text()}`);
    const before = this.#told.get(hash);
    if (before !== undefined) {
      const { status, type, text } = await before;
      c.res = new Response(text, { status, headers: { 'content-type': type } });
      return;
    }
    const answered = next().then(() => toldIn(c.res));
    this.#told.set(hash, answered);
    for (const oldest of this.#told.keys()) {
      if (this.#told.size <= MOST_ANSWERS) break;
      this.#told.delete(oldest);
    }
    const isDone = await answered.then(({ status }) => status === 200).catch(() => false);
    if (!isDone) this.#told.delete(hash);
    await answered;
  }
}

async function toldIn(answer: Response): Promise<Told> {
  const type = answer.headers.get('content-type') ?? 'application/json';
  return { status: answer.status, type, text: await answer.clone().text() };
}
