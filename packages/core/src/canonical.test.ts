import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { canonical, canonicalOf, hashOf, sha256, toJson, type Json } from './canonical.js';
import { SallyportError } from './errors.js';
import vectors from './tools/fixtures/binding.json' with { type: 'json' };

describe('WALL-3: the canonical form is RFC 8785', () => {
  test('WALL-3: the example of RFC 8785, section 3.2', () => {
    const text = String.raw`{"numbers":[333333333.33333329,1E3,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`;
    expect(canonical(toJson(JSON.parse(text)))).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1000,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });
  test('WALL-3: keys are in the order of their UTF-16 units', () => {
    const text = canonical({ '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 });
    expect(text).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
  });
  test('WALL-3: it does not depend on the order of keys, and differs when a value does', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string(), fc.boolean())),
        fc.string(),
        (value, key) => {
          fc.pre(!Object.keys(value).includes('__proto__') && key !== '__proto__');
          const reversed = Object.fromEntries(Object.entries(value).reverse());
          expect(canonical(toJson(reversed))).toBe(canonical(toJson(value)));
          expect(canonical(toJson({ ...value, [key]: 'another value entirely' }))).not.toBe(
            canonical(toJson({ ...value, [key]: null })),
          );
        },
      ),
    );
  });
  test('WALL-3: JSON.parse of it is the value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.maxSafeInteger(), fc.string({ unit: 'grapheme' }), fc.constant(null), fc.boolean())),
        (value) => {
          expect(JSON.parse(canonical(toJson(value)))).toEqual(toJson(value));
        },
      ),
    );
  });
  test('WALL-3: it is what canonicalize writes, of any JSON, copied or as it is', () => {
    fc.assert(
      fc.property(ANY_JSON, (value) => {
        expect(canonicalOf(value)).toBe(canonicalize(value));
        expect(canonicalOf({ value, none: undefined })).toBe(canonicalize({ value, none: undefined }));
        if (!JSON.stringify(value).includes('"__proto__"')) expect(canonical(toJson(value))).toBe(canonicalize(value));
      }),
      { numRuns: 2_000 },
    );
  });
  test('WALL-3: many keys come in the same order as few', () => {
    fc.assert(
      fc.property(fc.uniqueArray(KEY, { maxLength: 60 }), (keys) => {
        const value = Object.fromEntries(keys.map((key) => [key, key.length]));
        expect(canonicalOf(value)).toBe(canonicalize(value));
      }),
    );
  });
  test('WALL-3: numbers are written as canonicalize writes them', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(canonicalOf(value)).toBe(canonicalize(value));
      }),
      { numRuns: 5_000 },
    );
    expect(canonicalOf([-0, 1e21, 5e-324, 2 ** 53])).toBe(canonicalize([-0, 1e21, 5e-324, 2 ** 53]));
  });
  test.each([[Number.NaN], [Infinity], ['\ud800'], [{ '\udfff': 1 }], [() => 1], [Symbol('a')], [1n], [[undefined]]])(
    'WALL-3: what is no JSON has no canonical form: %s',
    (value) => {
      // `as`: what the types refuse
      expect(() => canonicalOf({ a: [value] } as unknown as Json)).toThrow(SallyportError);
    },
  );
  test('WALL-3: a toJSON on a prototype is refused, not asked', () => {
    for (const prototype of [Array.prototype, Object.prototype]) {
      Object.defineProperty(prototype, 'toJSON', { configurable: true, value: () => 'forged' });
      let error: unknown;
      try {
        canonical(['alice']);
      } catch (thrown) {
        error = thrown;
      } finally {
        Reflect.deleteProperty(prototype, 'toJSON');
      }
      expect(SallyportError.isInstance(error) && error.code).toBe('NOT_JSON');
    }
  });
  test('WALL-3: what is not a copy is copied first, own keys only', () => {
    // `as`: what a JavaScript user hands over
    expect(() => canonical({ at: new Date(0) } as unknown as Json)).toThrow('toISOString');
    expect(() => canonical({ a: undefined } as unknown as Json)).toThrow('undefined');
  });
});

describe('hashes', () => {
  test('WALL-3: text is hashed as UTF-8, bytes as they are, in hexadecimal', () => {
    const expected = createHash('sha256').update('é', 'utf8').digest('hex');
    expect(sha256('é')).toBe(expected);
    expect(sha256(new TextEncoder().encode('é'))).toBe(expected);
    expect(hashOf({ b: 1, a: 2 })).toBe(sha256('{"a":2,"b":1}'));
  });
  test('WALL-3: two halves of surrogate pairs do not hash alike: neither is hashed', () => {
    expect(createHash('sha256').update('\ud800').digest('hex')).toBe(
      createHash('sha256').update('\udfff').digest('hex'),
    );
    expect(() => sha256('\ud800')).toThrow('surrogate');
    expect(() => sha256('\udfff')).toThrow('surrogate');
  });
});

describe('WALL-3: the binding vectors', () => {
  test.each(Object.entries(binding()))('WALL-3: %s', (_id, check) => check());
  test('WALL-3: every row is checked here or named with the room that checks it', () => {
    const here = Object.keys(binding());
    expect(vectors).toHaveLength(28);
    expect([...here, ...Object.keys(ELSEWHERE)].sort()).toEqual(vectors.map(({ id }) => id).sort());
  });
});

const KEY = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string(), fc.nat().map(String));
const ANY_JSON = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.string(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null)),
    fc.array(tie('json')),
    fc.dictionary(KEY, tie('json')),
  ),
})).json;

/** Rows about approvals, processes and shipped tools: `review/` binds them by digest, the tools judge at the moment of use. */
const ELSEWHERE = {
  'A2-binding-036': 'review: a proposal names the digest of its contract',
  'A2-binding-037': 'review: a proposal names the digest of its contract',
  'A2-binding-041': 'tools/execute',
  'A2-binding-044': 'tools: paths',
  'A2-binding-045': 'tools/ingest: addresses',
  'A2-binding-046': 'review: an approval covers the canonical arguments',
  'A2-binding-049': 'record: the signed domain names its version',
  'A2-binding-050': 'review: an edit is a new proposal',
  'A2-binding-051': 'review: an edit is validated again',
} as const;

function binding(): Readonly<Record<string, () => void>> {
  const refused = (value: unknown): void => expect(() => toJson(value)).toThrow(/is not plain JSON/);
  let reads = 0;
  class Mail {
    to = 'alice';
    get bcc(): string {
      return 'mallory';
    }
  }
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  return {
    'A2-binding-001': () => {
      const args = { to: 'alice' };
      const copy = toJson(args);
      const before = hashOf(copy);
      args.to = 'mallory';
      expect(copy).toEqual({ to: 'alice' });
      expect(hashOf(copy)).toBe(before);
    },
    'A2-binding-003': () =>
      refused({
        get to() {
          return reads++ ? 'mallory' : 'alice';
        },
      }),
    'A2-binding-004': () =>
      refused(
        new Proxy({ to: 'alice' }, { get: (t, k) => (k === 'to' && reads++ > 2 ? 'mallory' : Reflect.get(t, k)) }),
      ),
    'A2-binding-005': () => refused({ to: 'alice', bcc: 'mallory', toJSON: () => ({ to: 'alice' }) }),
    'A2-binding-007': () => refused(Object.defineProperty({ to: 'alice' }, 'bcc', { value: 'mallory' })),
    'A2-binding-008': () => refused(Object.create({ bcc: 'mallory' })),
    'A2-binding-009': () => refused(new Mail()),
    'A2-binding-013': () => [new Map([['a', 'mallory']]), new Set(['a']), /a/].forEach((to) => refused({ to })),
    'A2-binding-014': () => refused({ at: new Date(0) }),
    'A2-binding-015': () => refused({ at: new Date(Number.NaN) }),
    'A2-binding-016': () => [Number.NaN, Infinity, -Infinity].forEach((amount) => refused({ amount })),
    'A2-binding-019': () => {
      refused(JSON.parse('{"amount":9007199254740993}'));
      expect(toJson({ amount: '9007199254740993' })).toEqual({ amount: '9007199254740993' });
    },
    'A2-binding-021': () => ['\ud800', '\udfff'].forEach(refused),
    'A2-binding-027': () => refused(JSON.parse('{"__proto__":{"bcc":"mallory"},"to":"alice"}')),
    'A2-binding-029': () =>
      [Buffer.from('x'), new Uint8Array(new SharedArrayBuffer(8)), new SharedArrayBuffer(8)].forEach(refused),
    'A2-binding-030': () => refused({ file: new WeakRef({}) }),
    'A2-binding-031': () => refused(cycle),
    'A2-binding-035': () => {
      const inner = { to: 'alice' };
      const copy = toJson({ inner });
      inner.to = 'mallory';
      expect(copy).toEqual({ inner: { to: 'alice' } });
    },
    'A2-binding-040': () => expect(hashOf(['git ', 'status'])).not.toBe(hashOf(['git', 'status'])),
  };
}
