// The canonical form of JSON (RFC 8785) and its hash: the bytes that are judged, signed and run.
import { createHash } from 'node:crypto';
import { SallyportError } from './errors.js';
import { isCopy, toJson, type Json, type JsonOptions } from './json.js';
import { arrayPrototype, isArray, isFinite, isWellFormed, keysOf, quoted, sort } from './primordials.js';

export { toJson, type Json, type JsonOptions } from './json.js';

/** A name or a random id. */
export type Id = string;
/** SHA-256 in lower-case hexadecimal: 64 characters. */
export type Hash = string;

const FEW = 20;

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
  // JSON.stringify, by which others read what was signed, would call it.
  if ('toJSON' in arrayPrototype) {
    throw new SallyportError(
      'NOT_JSON',
      'Array.prototype or Object.prototype has a toJSON, which would change what is signed: remove it',
    );
  }
  const text = textOf(value);
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

/** RFC 8785 of a value that is plain JSON already; a member that is `undefined` is left out. canonicalize is its oracle in the tests. */
function textOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return stringOf(value);
    case 'number':
      if (!isFinite(value)) throw new SallyportError('NOT_JSON', `${value} is no number that JSON can write`);
      return `${value}`;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : isArray(value) ? arrayOf(value) : objectOf(value);
    default:
      throw new SallyportError('NOT_JSON', `a ${typeof value} has no canonical form`);
  }
}

function stringOf(text: string): string {
  if (!isWellFormed(text)) throw new SallyportError('NOT_JSON', 'a text holds half of a surrogate pair');
  return quoted(text);
}

function arrayOf(items: readonly unknown[]): string {
  let text = '';
  for (let i = 0; i < items.length; i++) text += `${i === 0 ? '' : ','}${textOf(items[i])}`;
  return `[${text}]`;
}

function objectOf(value: object): string {
  let text = '';
  const keys = inOrder(keysOf(value));
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    // `as`: an own key of it
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (member !== undefined) text += `${text === '' ? '' : ','}${stringOf(key)}:${textOf(member)}`;
  }
  return `{${text}}`;
}

/** Puts keys in the order of their UTF-16 units, as `<` compares. Few are put in place one by one, which allocates nothing. */
function inOrder(keys: string[]): readonly string[] {
  if (keys.length > FEW) return sort(keys);
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i]!;
    let at = i;
    for (; at > 0 && key < keys[at - 1]!; at--) keys[at] = keys[at - 1]!;
    keys[at] = key;
  }
  return keys;
}
