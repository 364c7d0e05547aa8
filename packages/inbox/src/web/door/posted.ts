// What the way in is sent, and how it says that something is wrong.
import { SallyportError } from '@sallyport/core';
import type { Context } from 'hono';

/** The fields of a plain object, whatever was sent. */
export function fieldsOf(given: unknown): Readonly<Record<string, unknown>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new SallyportError('BAD_INPUT', 'what was sent is not an object: load the page again');
  return { ...given };
}

/** Tells our own faults in their words, and nothing of others. */
export function told(error: Error, c: Context): Response {
  const [code, message] = SallyportError.isInstance(error)
    ? [error.code, error.message]
    : ['BAD_INPUT', 'this was not understood, or the desk failed: load the page again'];
  return c.json({ error: { code, message } }, 400);
}
