// The built-ins that the wall leans on, captured at load: replacing them later gets nobody past it.

const { bind, call } = Function.prototype;

/** Turns a method into a function that takes its `this` first, and looks nothing up when it is called. */
// `as`: the type of a bound `call` cannot be written without overloads; the shape is the one in the signature.
const uncurry = bind.bind(call) as unknown as <This, Args extends readonly unknown[], Result>(
  method: (this: This, ...args: Args) => Result,
) => (self: This, ...args: Args) => Result;

export const { create, freeze, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, keys: keysOf } = Object;
export const { isFinite } = Number;
export const { apply, ownKeys } = Reflect;
export const { isArray } = Array;
/** Freezes a table of plain data all the way down: `as const` alone holds the compiler only. */
export function freezeAll<T extends object>(table: T): T {
  for (const value of Object.values(table)) if (typeof value === 'object' && value !== null) freezeAll(value);
  return freeze(table);
}

const MapBuiltin = Map;
export const newMap = <K, V>(): Map<K, V> => new MapBuiltin<K, V>();

export const arrayPrototype: object = Array.prototype;
export const objectPrototype: object = Object.prototype;

// `as` below: the built-in types are generic in ways that a detached function cannot be; each line states the one it has.
export const mapGet = uncurry(Map.prototype.get) as <K, V>(map: ReadonlyMap<K, V>, key: K) => V | undefined;
export const mapHas = uncurry(Map.prototype.has) as <K, V>(map: ReadonlyMap<K, V>, key: K) => boolean;
export const mapSet = uncurry(Map.prototype.set) as <K, V>(map: Map<K, V>, key: K, value: V) => Map<K, V>;
export const weakGet = uncurry(WeakMap.prototype.get) as <K extends WeakKey, V>(
  map: WeakMap<K, V>,
  key: K,
) => V | undefined;
export const weakHas = uncurry(WeakMap.prototype.has) as <K extends WeakKey, V>(map: WeakMap<K, V>, key: K) => boolean;
export const weakSet = uncurry(WeakMap.prototype.set) as <K extends WeakKey, V>(
  map: WeakMap<K, V>,
  key: K,
  value: V,
) => unknown;

const codeAt = uncurry(String.prototype.charCodeAt);

/** Is every surrogate half of a pair? A lone one has no UTF-8, and two different ones would hash alike. */
export const isWellFormed = uncurry(String.prototype.isWellFormed) as (text: string) => boolean;

/** Sorts in place, by UTF-16 units. */
export const sort = uncurry(Array.prototype.sort) as (texts: string[]) => string[];
/** A text as JSON writes it. */
export const quoted = JSON.stringify as (text: string) => string;

/** `^[a-z][a-z0-9_]{0,63}$`, without a RegExp whose `exec` somebody may have replaced. */
export function isName(value: unknown): value is string {
  if (typeof value !== 'string' || value.length < 1 || value.length > 64) return false;
  for (let i = 0; i < value.length; i++) {
    const unit = codeAt(value, i);
    const isLetter = unit >= 0x61 && unit <= 0x7a;
    const isRest = (unit >= 0x30 && unit <= 0x39) || unit === 0x5f;
    if (!isLetter && !(isRest && i > 0)) return false;
  }
  return true;
}
