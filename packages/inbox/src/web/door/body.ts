// The body of a request: at most so long, and without a key that means something to JavaScript.
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { MOST_BYTES, TOO_LONG, type Refusal } from './checks.js';

const KEYS = new Set(['__proto__', 'constructor', 'prototype']);
const limit = bodyLimit({ maxSize: MOST_BYTES, onError: (c) => c.body(null, TOO_LONG.status) });

/** Reads it once. Whoever asks for it again gets what was looked at. */
export async function readBody(c: Context): Promise<Refusal | undefined> {
  const tooLong = await limit(c, () => Promise.resolve());
  if (tooLong !== undefined) return TOO_LONG;
  const text = await c.req.text();
  if (Buffer.byteLength(text) > MOST_BYTES) return TOO_LONG;
  const isJson = /^application\/json\b/i.test(c.req.header('content-type') ?? '');
  return isJson && !isPlain(text)
    ? { status: 400, why: 'what was sent is not plain JSON: load the page again' }
    : undefined;
}

function isPlain(text: string): boolean {
  try {
    JSON.parse(text, (key, value: unknown) => {
      if (KEYS.has(key)) throw new Error('not a plain key');
      return value;
    });
    return true;
  } catch {
    return false;
  }
}
