// Plain JSON: one pass makes a frozen copy, or says where and why there is none.
import { types } from 'node:util';
import { quote, SallyportError } from './errors.js';
import {
  arrayPrototype,
  create,
  freeze,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  isArray,
  isWellFormed,
  objectPrototype,
  ownKeys,
  weakHas,
  weakSet,
} from './primordials.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** How large a value may be, and what it is called in an error. */
export interface JsonOptions {
  /** Objects and arrays inside one another; 64 unless said. */
  readonly depth?: number;
  /** Values in all; 100,000 unless said. */
  readonly nodes?: number;
  /** Bytes of UTF-8 in all strings and keys; 1 MiB unless said. */
  readonly text?: number;
  /** Put the keys in canonical order (RFC 8785), so that the copy says nothing that its canonical text does not. */
  readonly sorted?: boolean;
  /** What the value is, for the error message. */
  readonly what?: string;
  /** JSON that is copied in the place of an object; `undefined` leaves it to be copied itself. */
  readonly standIn?: (value: object, at: Standing) => Json | undefined;
}
/** Where an object stands: under which key of the root, and whether it is all that stands there. */
export interface Standing {
  readonly key: string;
  readonly isWhole: boolean;
}

interface Budget extends Required<Omit<JsonOptions, 'standIn'>> {
  readonly standIn: JsonOptions['standIn'];
  left: number;
  room: number;
}
/** Where the copy stands: a chain up to the root, for the JSON pointer and for cycles. */
interface Place {
  readonly up: Place | undefined;
  readonly key: string;
  source: unknown;
  readonly depth: number;
}

const { isDate, isMap, isProxy, isSet, isAnyArrayBuffer, isBoxedPrimitive } = types;
const { isView } = ArrayBuffer;
const { byteLength } = Buffer;
const { isFinite, MAX_SAFE_INTEGER } = Number;
const copies = new WeakMap<object, true>();

/**
 * Copies a value to frozen, plain JSON, reading each property once and running none of its code; `-0` becomes `0`.
 * Objects in the copy have no prototype, so that nothing shows through that is not in it.
 *
 * @throws SallyportError `NOT_JSON` for what JSON cannot say exactly, `TOO_LARGE` beyond the limits. `facts`: `pointer`, `why`.
 */
export function toJson(value: unknown, options?: JsonOptions): Json {
  // `as`: only plain JSON that this function made is in there.
  if (options === undefined && isCopy(value)) return value as Json;
  const { depth = 64, nodes = 100_000, text = 1_048_576, sorted = false, what = 'a value' } = options ?? {};
  const budget = { depth, nodes, text, sorted, what, left: nodes, room: text, standIn: options?.standIn };
  const copy = copyOf(value, { up: undefined, key: '', source: value, depth: 0 }, budget);
  if (typeof copy === 'object' && copy !== null) weakSet(copies, copy, true);
  return copy;
}

/** An object as JSON has them: no Proxy, of no class, without a symbol among its keys. Must not throw. */
export function isRecord(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || isProxy(value)) return false;
  const prototype: unknown = getPrototypeOf(value);
  return (
    (prototype === null || prototype === objectPrototype) && !ownKeys(value).some((key) => typeof key !== 'string')
  );
}

/** Was this made by `toJson`? It is then plain and frozen all the way down. */
export function isCopy(value: unknown): boolean {
  return typeof value === 'object' && value !== null && weakHas(copies, value);
}

function copyOf(value: unknown, at: Place, budget: Budget): Json {
  if (--budget.left < 0) throw tooLarge(at, budget, `more than ${budget.nodes} values`);
  switch (typeof value) {
    case 'string':
      return textOf(value, at, budget);
    case 'number':
      if (!isFinite(value)) throw notJson(at, budget, `${value} is no number that JSON can write`);
      if (value > MAX_SAFE_INTEGER || value < -MAX_SAFE_INTEGER)
        throw notJson(at, budget, 'it is beyond 2^53-1, where numbers run together: pass a string');
      return value === 0 ? 0 : value;
    case 'boolean':
      return value;
    case 'object':
      return value === null ? null : containerOf(value, at, budget);
    case 'undefined':
      throw notJson(at, budget, 'it is undefined: leave the key out, or pass null');
    default:
      throw notJson(at, budget, `it is a ${typeof value}`);
  }
}

function containerOf(value: object, at: Place, budget: Budget): Json {
  if (budget.standIn !== undefined && at.depth > 0) {
    const json = budget.standIn(value, standingOf(at));
    // it counts like all the rest
    if (json !== undefined) return copyOf(json, at, budget);
  }
  if (isProxy(value)) throw notJson(at, budget, 'it is a Proxy, which may answer differently each time');
  for (let up = at.up; up !== undefined; up = up.up)
    if (up.source === value) throw notJson(at, budget, 'it contains itself');
  if (at.depth >= budget.depth) throw tooLarge(at, budget, `deeper than ${budget.depth} levels`);
  const prototype: unknown = getPrototypeOf(value);
  if (isArray(value) && prototype === arrayPrototype) return arrayOf(value, at, budget);
  if (prototype !== null && prototype !== objectPrototype) throw notJson(at, budget, foreign(value));
  return objectOf(value, at, budget);
}

function arrayOf(value: readonly unknown[], at: Place, budget: Budget): Json {
  const { length } = value;
  if (length > budget.left) throw tooLarge(at, budget, `more than ${budget.nodes} values`);
  const copy: Json[] = [];
  for (let i = 0; i < length; i++) {
    const place = { up: at, key: `${i}`, source: undefined, depth: at.depth + 1 };
    if (!hasOwn(value, i)) throw notJson(place, budget, 'it is a hole: pass null');
    copy[i] = memberOf(value, `${i}`, place, budget);
  }
  if (ownKeys(value).length !== length + 1) throw notJson(at, budget, 'it is an array with properties of its own');
  return freeze(copy);
}

function objectOf(value: object, at: Place, budget: Budget): Json {
  const keys = ownKeys(value);
  if (keys.length > budget.left) throw tooLarge(at, budget, `more than ${budget.nodes} values`);
  const names: string[] = [];
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (typeof key !== 'string') throw notJson(at, budget, 'it has a symbol as a key');
    names[i] = key;
  }
  if (budget.sorted) names.sort();
  // `as`: an object without a prototype, so that assigning to it reaches no setter and reading it no stranger.
  const copy = create(null) as Record<string, Json>;
  for (let i = 0; i < names.length; i++) {
    const key = names[i]!;
    const place = { up: at, key, source: undefined, depth: at.depth + 1 };
    if (key === '__proto__') throw notJson(place, budget, 'a key must not be named __proto__');
    textOf(key, place, budget);
    copy[key] = memberOf(value, key, place, budget);
  }
  return freeze(copy);
}

/** Reads one property, once, without running a getter. */
function memberOf(owner: object, key: string, place: Place, budget: Budget): Json {
  const property = getOwnPropertyDescriptor(owner, key);
  if (property === undefined || !hasOwn(property, 'value'))
    throw notJson(place, budget, 'it is a getter: pass the value itself');
  if (property.enumerable !== true) throw notJson(place, budget, 'it is hidden (not enumerable)');
  const value: unknown = property.value;
  place.source = value;
  return copyOf(value, place, budget);
}

function textOf(text: string, at: Place, budget: Budget): string {
  // A UTF-16 unit is never less than a byte, so that a huge string is refused before it is walked through.
  if (text.length > budget.room) throw tooLarge(at, budget, `more than ${budget.text} bytes of text`);
  if (!isWellFormed(text)) throw notJson(at, budget, 'it holds half of a surrogate pair');
  budget.room -= byteLength(text);
  if (budget.room < 0) throw tooLarge(at, budget, `more than ${budget.text} bytes of text`);
  return text;
}

function foreign(value: object): string {
  if (isDate(value)) return 'it is a Date: pass date.toISOString()';
  if (isMap(value) || isSet(value)) return 'it is a Map or Set: pass an object or an array';
  if (isView(value) || isAnyArrayBuffer(value)) return 'it is bytes: pass a base64 string';
  if (isBoxedPrimitive(value)) return 'it is a boxed primitive: pass the primitive';
  return 'it is an instance of a class: pass a plain object or array';
}

function standingOf(at: Place): Standing {
  let place = at;
  while (place.up?.up !== undefined) place = place.up;
  return { key: place.key, isWhole: place === at };
}

function pointerOf(at: Place): string {
  let pointer = '';
  for (let place: Place | undefined = at; place?.up !== undefined; place = place.up) {
    pointer = `/${place.key.replaceAll('~', '~0').replaceAll('/', '~1')}${pointer}`;
  }
  return pointer;
}

function notJson(at: Place, { what }: Budget, why: string): SallyportError {
  const pointer = pointerOf(at);
  const where = pointer === '' ? '' : ` at ${quote(pointer)}`;
  return new SallyportError('NOT_JSON', `${what}${where} is not plain JSON: ${why}`, { pointer, why });
}

function tooLarge(at: Place, { what }: Budget, why: string): SallyportError {
  return new SallyportError('TOO_LARGE', `${what} is too large: ${why}`, { pointer: pointerOf(at), why });
}
