// The canonical form of JSON (RFC 8785) and its hash: the bytes that are judged, signed and run.
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { SallyportError } from './errors.js';
import { isCopy, toJson, type Json, type JsonOptions } from './json.js';
import { arrayPrototype, isWellFormed } from './primordials.js';

export { toJson, type Json, type JsonOptions } from './json.js';

/** A name or a random id. */
export type Id = string;
/** SHA-256 in lower-case hexadecimal: 64 characters. */
export type Hash = string;

/**
 * Canonical JSON after RFC 8785: the same text for the same value, whatever the order of its keys.
 *
 * @throws SallyportError `NOT_JSON` or `TOO_LARGE`, as {@link toJson}.
 */
export function canonical(value: Json, options?: JsonOptions): string {
  return canonicalOf(isCopy(value) ? value : toJson(value, options));
}

/**
 * The same, of a value that was built right here of nothing but plain JSON: nothing is copied or counted first.
 *
 * @throws SallyportError `NOT_JSON`; `TOO_LARGE` for a text of over `longest` characters.
 */
export function canonicalOf(value: object | Json, longest = Infinity): string {
  // The serialiser calls toJSON where it finds one, and an array finds what somebody hung on its prototype.
  if ('toJSON' in arrayPrototype) {
    throw new SallyportError(
      'NOT_JSON',
      'Array.prototype or Object.prototype has a toJSON, which would change what is signed: remove it',
    );
  }
  const text = canonicalize(value);
  if (text === undefined) throw new SallyportError('NOT_JSON', 'a value without a canonical form');
  if (text.length > longest) {
    throw new SallyportError('TOO_LARGE', `a text of ${text.length} characters, and ${longest} are taken`);
  }
  return text;
}

/** Hashes bytes, or text as UTF-8. Half a surrogate pair has no UTF-8: it is refused, or two different texts would hash alike. */
export function sha256(data: string | Uint8Array): Hash {
  if (typeof data === 'string' && !isWellFormed(data)) {
    throw new SallyportError('NOT_JSON', 'text with half of a surrogate pair has no bytes to hash');
  }
  return createHash('sha256').update(data).digest('hex');
}

/** The hash of the canonical form. */
export const hashOf = (value: Json): Hash => sha256(canonical(value));
