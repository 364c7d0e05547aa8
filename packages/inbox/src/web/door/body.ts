// The body of a request: at most so long, and without a key that means something to JavaScript.
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { MOST_BYTES, TOO_LONG, type Refusal } from './checks.js';

const KEYS = new Set(['__proto__', 'constructor', 'prototype']);
const NOT_PLAIN: Refusal = { status: 400, why: 'what was sent is not plain JSON: load the page again' };
const limit = bodyLimit({ maxSize: MOST_BYTES, onError: (c) => c.body(null, TOO_LONG.status) });

/** Reads it once. Whoever asks for it again gets what was looked at. */
export async function readBody(c: Context): Promise<Refusal | undefined> {
  const text = await read(c);
  if (typeof text !== 'string') return text;
  const isJson = /^application\/json\b/i.test(c.req.header('content-type') ?? '');
  return isJson && !isPlain(text) ? NOT_PLAIN : undefined;
}

async function read(c: Context): Promise<string | Refusal> {
  try {
    const tooLong = await limit(c, () => Promise.resolve());
    return tooLong === undefined ? await c.req.text() : TOO_LONG;
  } catch {
    // whoever sent it has gone, or took too long
    return NOT_PLAIN;
  }
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
