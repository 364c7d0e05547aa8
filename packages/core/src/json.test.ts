import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SallyportError } from './errors.js';
import { toJson } from './json.js';

describe('WALL-3: what is not plain JSON is refused, saying where and why', () => {
  class Mail {
    to = 'alice';
    get bcc(): string {
      return 'mallory';
    }
  }
  const cycle: Record<string, unknown> = {};
  cycle['self'] = [cycle];
  const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

  const rows: readonly (readonly [title: string, value: unknown, pointer: string, why: string])[] = [
    ['undefined', undefined, '', 'undefined'],
    ['an own key that is undefined', { a: { b: undefined } }, '/a/b', 'undefined'],
    ['a function', { a: () => 1 }, '/a', 'function'],
    ['a symbol', [Symbol('x')], '/0', 'symbol'],
    ['a bigint', { 'a/b~c': 1n }, '/a~1b~0c', 'bigint'],
    ['NaN', { a: Number.NaN }, '/a', 'NaN'],
    ['Infinity', [-Infinity], '/0', 'Infinity'],
    ['an integer beyond 2^53-1', { a: 2 ** 53 }, '/a', '2^53-1'],
    ['a fraction beyond 2^53-1', { a: -1.5e300 }, '/a', '2^53-1'],
    ['a lone surrogate', { a: 'x\ud800y' }, '/a', 'surrogate'],
    ['a low surrogate first', { a: '\udc00\ud800' }, '/a', 'surrogate'],
    ['a lone surrogate in a key', { '\udfff': 1 }, '/\udfff', 'surrogate'],
    ['an instance of a class', { a: new Mail() }, '/a', 'instance of a class'],
    ['an inherited property', Object.create({ bcc: 'mallory' }), '', 'instance of a class'],
    ['a Map', new Map([['a', 1]]), '', 'Map'],
    ['a Set', new Set([1]), '', 'Map or Set'],
    ['a Date', { at: new Date(0) }, '/at', 'toISOString'],
    ['a RegExp', [/x/], '/0', 'instance of a class'],
    ['an Error', [new Error('x')], '/0', 'instance of a class'],
    ['a Buffer', { a: Buffer.from('x') }, '/a', 'base64'],
    ['a SharedArrayBuffer', { a: new SharedArrayBuffer(1) }, '/a', 'base64'],
    ['a boxed string', { a: Object('x') }, '/a', 'boxed'],
    [
      'a getter',
      {
        a: {
          get to() {
            throw new Error('the getter ran');
          },
        },
      },
      '/a/to',
      'getter',
    ],
    ['a setter', Object.defineProperty({}, 'a', { set() {}, enumerable: true }), '/a', 'getter'],
    ['a hidden property', Object.defineProperty({ to: 'a' }, 'bcc', { value: 'm' }), '/bcc', 'not enumerable'],
    ['a symbol as a key', { [Symbol('x')]: 1 }, '', 'symbol as a key'],
    ['toJSON', { to: 'a', toJSON: () => ({}) }, '/toJSON', 'function'],
    ['__proto__ as an own key', JSON.parse('{"a":{"__proto__":{"x":1}}}'), '/a/__proto__', '__proto__'],
    ['a Proxy', { a: new Proxy({}, {}) }, '/a', 'Proxy'],
    ['a Proxy of an array', new Proxy([], {}), '', 'Proxy'],
    ['a sparse array', Object.assign([1], { 2: 2 }), '/1', 'hole'],
    ['an array with a property', Object.assign([1], { x: 1 }), '', 'properties of its own'],
    ['an array of a subclass', new (class extends Array {})(), '', 'instance of a class'],
    [
      'arguments',
      (function () {
        return arguments;
      })(),
      '',
      'symbol as a key',
    ],
    ['a cycle', cycle, '/self/0', 'contains itself'],
  ];
  test.each(rows)('WALL-3: %s', (_title, value, pointer, why) => {
    const error = errorOf(() => toJson(value));
    expect(error.code).toBe('NOT_JSON');
    expect(error.facts['pointer']).toBe(pointer);
    expect(error.message).toContain(why);
  });
  test('WALL-3: the table above is whole', () => expect(rows).toHaveLength(35));

  test.each([
    ['too deep', nested(65), 'deeper than 64'],
    ['too many values', Array.from({ length: 100_000 }, () => 0), '100000 values'],
    ['too many keys', Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [i, 0])), '100000 values'],
    [
      'too many by sharing',
      [1, 2, 3, 4].reduce<unknown>((a) => Array.from({ length: 20 }, () => a), 1),
      '100000 values',
    ],
    ['an array that says it is huge', Object.assign([], { length: 4_000_000_000 }), '100000 values'],
    ['too much text', { a: 'x'.repeat(600_000), b: 'x'.repeat(600_000) }, '1048576 bytes'],
    ['too much text in bytes', 'é'.repeat(600_000), '1048576 bytes'],
    ['too much text in keys', { ['x'.repeat(1_100_000)]: 1 }, '1048576 bytes'],
  ])('WALL-3: %s is TOO_LARGE', (_title, value, why) => {
    const error = errorOf(() => toJson(value));
    expect(error.code).toBe('TOO_LARGE');
    expect(error.message).toContain(why);
  });

  test('WALL-3: the limits are inclusive, and can be said', () => {
    expect(() => toJson(nested(64))).not.toThrow();
    expect(() => toJson(Array.from({ length: 99_999 }, () => 0))).not.toThrow();
    expect(() => toJson('x'.repeat(1_048_576))).not.toThrow();
    expect(errorOf(() => toJson([[1]], { depth: 1 })).code).toBe('TOO_LARGE');
    expect(errorOf(() => toJson([1], { nodes: 1 })).code).toBe('TOO_LARGE');
    expect(errorOf(() => toJson('ab', { text: 1 })).code).toBe('TOO_LARGE');
    expect(errorOf(() => toJson(toJson('ab'), { text: 1 })).code).toBe('TOO_LARGE');
  });

  test('WALL-3: the message names what it is about, and draws nothing on a terminal', () => {
    const error = errorOf(() => toJson({ '\u001b[2J': undefined }, { what: 'the input of send_email' }));
    expect(error.message).toBe(
      `the input of send_email at '/\\u{1b}[2J' is not plain JSON: it is undefined: leave the key out, or pass null`,
    );
  });
});

describe('WALL-3: the copy', () => {
  test('WALL-3: is frozen all the way down and shares nothing', () => {
    const inner = { c: [1, { d: 2 }] };
    const copy = toJson({ a: inner, b: inner });
    inner.c.push(3);
    expect(copy).toEqual({ a: { c: [1, { d: 2 }] }, b: { c: [1, { d: 2 }] } });
    expect(isFrozenDeep(copy)).toBe(true);
  });
  test('WALL-3: has no prototype through which a polluted option could show', () => {
    const prototype = Object.prototype as Record<string, unknown>;
    prototype['cc'] = 'mallory';
    try {
      // `as`: to read a key that is not there
      expect((toJson({ to: 'alice' }) as Record<string, unknown>)['cc']).toBeUndefined();
      expect(toJson([{}])).toEqual([Object.create(null)]);
    } finally {
      delete prototype['cc'];
    }
  });
  test('WALL-3: reaches no setter', () => {
    let seen = 0;
    Object.defineProperty(Object.prototype, 'to', { configurable: true, set: () => seen++ });
    try {
      expect(JSON.stringify(toJson(JSON.parse('{"to":"alice"}')))).toBe('{"to":"alice"}');
    } finally {
      Reflect.deleteProperty(Object.prototype, 'to');
    }
    expect(seen).toBe(0);
  });
  test('WALL-3: -0 is 0, keys keep their order unless sorted', () => {
    expect(Object.is(toJson(-0), 0)).toBe(true);
    expect(Object.is((toJson([-0]) as number[])[0], 0)).toBe(true);
    expect(Object.keys(toJson({ b: 1, a: 2 }) as object)).toEqual(['b', 'a']);
    expect(Object.keys(toJson({ b: 1, a: 2 }, { sorted: true }) as object)).toEqual(['a', 'b']);
  });
  test('WALL-3: a copy of a copy is itself', () => {
    const copy = toJson({ a: 1 });
    expect(toJson(copy)).toBe(copy);
  });
  test('WALL-3: for any JSON, the copy says the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        fc.pre(!isBeyond(plain));
        expect(toJson(plain)).toEqual(plain);
        expect(isFrozenDeep(toJson(plain))).toBe(true);
      }),
    );
  });
  test('WALL-3: for any value at all, a copy that JSON can round-trip, or an error of ours', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withDate: true,
          withMap: true,
          withTypedArray: true,
          withSparseArray: true,
          withNullPrototype: true,
        }),
        (value) => {
          try {
            const copy = toJson(value);
            expect(JSON.parse(JSON.stringify(copy))).toEqual(copy);
          } catch (error) {
            expect(SallyportError.isInstance(error)).toBe(true);
          }
        },
      ),
    );
  });
});

function errorOf(action: () => unknown): SallyportError {
  try {
    action();
  } catch (error) {
    if (SallyportError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function isFrozenDeep(value: unknown): boolean {
  return (
    typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozenDeep))
  );
}

function isBeyond(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) > Number.MAX_SAFE_INTEGER;
  if (typeof value === 'string') return /\p{Surrogate}/u.test(value);
  return (
    typeof value === 'object' &&
    value !== null &&
    (Object.keys(value).includes('__proto__') || Object.values(value).some(isBeyond))
  );
}
