import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { canonical, toJson } from '../canonical.js';
import { SallyportError } from '../errors.js';
import { contract, type AnyContract } from './contract.js';
import vectors from './fixtures/schema.json' with { type: 'json' };
import { prepareInput } from './input.js';
import type { Schema, StandardSchema } from './schema.js';

const email = taking(
  z.strictObject({ to: z.string(), body: z.string().optional(), meta: z.strictObject({ n: z.number() }).optional() }),
);

describe('WALL-3: what was judged is what runs', () => {
  test('WALL-3: the input comes out as frozen JSON and its canonical text', () => {
    const prepared = prepareInput(email, { to: 'bob', meta: { n: -0 }, body: 'hi' });
    expect(prepared).toEqual({
      value: { to: 'bob', body: 'hi', meta: { n: 0 } },
      text: '{"body":"hi","meta":{"n":0},"to":"bob"}',
    });
    expect(JSON.stringify(prepared.value)).toBe(prepared.text);
    // `as`: an object, as the line above shows
    expect(Object.isFrozen(prepared) && Object.isFrozen((prepared.value as { meta: object }).meta)).toBe(true);
  });

  test('WALL-3: whatever order the keys came in, the same thing runs', () => {
    const one = prepareInput(email, { to: 'bob', body: 'hi' });
    const two = prepareInput(email, { body: 'hi', to: 'bob' });
    expect(Object.entries(one.value as object)).toEqual(Object.entries(two.value as object));
  });

  test('WALL-3: a later mutation changes nothing', () => {
    const args = { to: 'bob', meta: { n: 1 } };
    const { value, text } = prepareInput(email, args);
    args.to = 'mallory';
    args.meta.n = 2;
    expect(canonical(value)).toBe(text);
    expect(text).toContain('bob');
    expect(() => Object.assign(value as object, { to: 'mallory' })).toThrow(TypeError);
  });

  test('WALL-3: getters are not run, toJSON is not asked, Proxies are not read', () => {
    let reads = 0;
    const count = (): string => `${reads++}`;
    const getter = {
      get to() {
        return count();
      },
    };
    const proxy = new Proxy({ to: 'bob' }, { get: count, ownKeys: () => [count()] });
    for (const value of [getter, { to: 'bob', toJSON: count }, proxy, { to: 'bob', meta: proxy }]) {
      expect(errorOf(() => prepareInput(email, value)).code).toBe('NOT_JSON');
    }
    expect(reads).toBe(0);
  });

  test('WALL-3: the schema sees a frozen copy; a check that meddles with its own is refused', () => {
    const meddling = taking(
      z.strictObject({ to: z.string() }).refine((mail) => Reflect.set(mail, 'to', 'mallory') || true),
    );
    expect(errorOf(() => prepareInput(meddling, { to: 'bob' })).message).toContain("at '/to'");
    const own = taking(
      standard((given) => ({ value: Reflect.set(given as object, 'to', 'mallory') ? undefined : given })),
    );
    expect(prepareInput(own, { to: 'bob' }).value).toEqual({ to: 'bob' });
  });

  test.each<readonly [string, z.ZodType, unknown, string]>([
    ['a default', z.string().default('x'), undefined, `at '/a': its schema would add a default: say the value`],
    ['a catch', z.string().catch('x'), 1, `at '/a': its schema would change the value`],
    ['a coercion', z.coerce.number(), '5', `at '/a': its schema would change the value`],
    ['trim', z.string().trim(), ' x ', `at '/a': its schema would change the value`],
    ['lower case', z.string().toLowerCase(), 'X', `at '/a': its schema would change the value`],
    [
      'a strip further down',
      z.object({ b: z.string() }),
      { b: 'x', c: 1 },
      `at '/a/c': its schema would drop this in silence`,
    ],
    [
      'a strip in a list',
      z.array(z.object({ 'b/': z.string() })),
      [{ 'b/': 'x', '~': 1 }],
      `at '/a/0/~0': its schema would drop this`,
    ],
    [
      'a codec',
      z.codec(z.string(), z.number(), { decode: Number, encode: String }),
      '5',
      `at '/a': its schema would change`,
    ],
    ['preprocess', z.preprocess((value) => `${String(value)}!`, z.string()), 'x', `at '/a': its schema would change`],
  ])('WALL-3: %s is refused where it changes the value, saying where', (_title, schema, value, why) => {
    const error = errorOf(() =>
      prepareInput(taking(z.strictObject({ a: schema })), value === undefined ? {} : { a: value }),
    );
    expect(error.code).toBe('BAD_INPUT');
    expect(error.message).toContain(why);
  });

  test('WALL-3: what does not change is let through: formats, branches, records, brands', () => {
    const wide = taking(
      z.strictObject({
        e: z.email(),
        n: z.coerce.number(),
        t: z.string().trim(),
        d: z.string().default('x'),
        r: z.record(z.string(), z.int()),
        b: z.string().brand('x'),
        u: z.union([z.string(), z.null()]),
        j: z.json(),
      }),
    );
    const value = { e: 'a@x.example', n: 5, t: 'x', d: 'y', r: { k: 1 }, b: 'b', u: null, j: [{ deep: [true] }] };
    expect(prepareInput(wide, value).value).toEqual(value);
  });

  test('WALL-3: for any JSON, it runs what came in or refuses it', () => {
    const loose = taking(z.looseObject({}), { control: [] });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        try {
          const { text } = prepareInput(loose, value);
          expect(text).toBe(canonical(toJson(value)));
        } catch (error) {
          expect(SallyportError.isInstance(error) && error.code).toBe('NOT_JSON');
        }
      }),
    );
  });

  test('WALL-3: a Standard Schema is held to the same', () => {
    expect(prepareInput(taking(standard((value) => ({ value }))), { to: 'bob' }).text).toBe('{"to":"bob"}');
    expect(
      errorOf(() => prepareInput(taking(standard(() => ({ value: { to: 'mallory' } }))), { to: 'bob' })).message,
    ).toContain("at '/to'");
    expect(
      errorOf(() => prepareInput(taking(standard(() => ({ value: new Date(0) }))), { to: 'bob' })).message,
    ).toContain('cannot judge it');
    expect(
      errorOf(() =>
        prepareInput(taking(standard(() => ({ issues: [{ message: 'no \u001b[2J', path: ['to', { key: 0 }] }] }))), {
          to: 'bob',
        }),
      ).message,
    ).toBe(`'send_email' does not take this input: at '/to/0': 'no \\u{1b}[2J'`);
    expect(errorOf(() => prepareInput(taking(standard(() => ({ issues: [] }))), { to: 'bob' })).code).toBe('BAD_INPUT');
    expect(errorOf(() => prepareInput(taking(standard(() => undefined)), { to: 'bob' })).code).toBe('BAD_INPUT');
  });

  test('WALL-3: a schema that answers later, or throws, lets nothing through', () => {
    const later = taking(z.strictObject({ to: z.string().refine(async () => true) }));
    expect(errorOf(() => prepareInput(later, { to: 'bob' })).message).toContain('asynchronously');
    const rejecting = taking(standard(() => Promise.reject(new Error('late'))));
    expect(errorOf(() => prepareInput(rejecting, { to: 'bob' })).code).toBe('BAD_INPUT');
    const throwing = taking(
      standard(() => {
        throw new Error('oops \u001b[2J');
      }),
    );
    expect(errorOf(() => prepareInput(throwing, { to: 'bob' })).message).toContain('oops \\u{1b}');
  });

  test('WALL-3: the check is captured: replacing it later changes nothing', () => {
    // `as`: standard() makes that half of the union
    const schema = standard((value) => ({ value })) as StandardSchema;
    const made = taking(schema);
    Object.assign(schema['~standard'], { validate: () => ({ value: { to: 'mallory' } }) });
    expect(prepareInput(made, { to: 'bob' }).text).toBe('{"to":"bob"}');
  });

  test('WALL-3: what is no contract prepares nothing', () => {
    expect(errorOf(() => prepareInput({ ...email }, { to: 'bob' })).code).toBe('NOT_A_TOOL');
  });
});

describe('WALL-3: the schema vectors', () => {
  test.each(Object.entries(schemas()))('WALL-3: %s', (_id, check) => check());
  test('WALL-3: every row is checked here or named with the issue that checks it', () => {
    expect(vectors).toHaveLength(24);
    expect([...Object.keys(schemas()), ...Object.keys(ELSEWHERE)].sort()).toEqual(vectors.map(({ id }) => id).sort());
  });
});

/** Rows about URLs: the tools that fetch have a URL type of their own. */
const ELSEWHERE = {
  'C6-schema-005': 'B: web fetch',
  'C6-schema-006': 'B: web fetch',
  'C6-schema-007': 'B: web fetch',
  'C6-schema-008': 'B: web fetch',
} as const;

function schemas(): Readonly<Record<string, () => void>> {
  const refuses = (schema: z.ZodType, values: readonly unknown[]) => () => {
    const made = taking(z.strictObject({ value: schema }));
    for (const value of values) expect(errorOf(() => prepareInput(made, { value })).code).toBe('BAD_INPUT');
  };
  /** The value of a coercion row is written as JSON. */
  const coerces = (id: string, schema: z.ZodType) => () => {
    const row = vectors.find((vector) => vector.id === id);
    // `as`: the rows of this area have their input in an object
    const value: unknown = JSON.parse((row!.input as { value: string }).value);
    expect(schema.safeParse(value).success).toBe(true);
    refuses(schema, [value])();
  };
  return {
    'C6-schema-001': () => {
      expect(z.object({ to: z.string() }).parse({ to: 'alice', bcc: 'mallory' })).toEqual({ to: 'alice' });
      expect(errorOf(() => prepareInput(email, { to: 'alice', bcc: 'mallory' })).message).toContain('bcc');
      const open = taking(z.object({ to: z.string() }), { effect: 'analyze' });
      expect(errorOf(() => prepareInput(open, { to: 'alice', bcc: 'mallory' })).message).toContain(
        "at '/bcc': its schema would drop this in silence",
      );
    },
    'C6-schema-003': () => {
      const made = taking(z.strictObject({ allow: z.array(z.string()).optional() }));
      Object.defineProperty(Object.prototype, 'allow', {
        configurable: true,
        enumerable: true,
        writable: true,
        value: ['*'],
      });
      try {
        const { value, text } = prepareInput(made, {});
        expect(text).toBe('{}');
        // `as`: to read a key that is not there
        expect((value as { allow?: unknown }).allow).toBeUndefined();
      } finally {
        Reflect.deleteProperty(Object.prototype, 'allow');
      }
    },
    'C6-schema-012': refuses(z.email(), ['"a b"@c.de']),
    'C6-schema-013': refuses(z.email(), ['alice@corp.com\n']),
    'C6-schema-014': refuses(z.email(), ['alice@corp.com,mallory@evil.com']),
    'C6-schema-017': coerces('C6-schema-017', z.coerce.number()),
    'C6-schema-018': coerces('C6-schema-018', z.coerce.number()),
    'C6-schema-019': coerces('C6-schema-019', z.coerce.number()),
    'C6-schema-020': coerces('C6-schema-020', z.coerce.number()),
    'C6-schema-021': coerces('C6-schema-021', z.coerce.number()),
    'C6-schema-022': coerces('C6-schema-022', z.coerce.number()),
    'C6-schema-023': coerces('C6-schema-023', z.coerce.boolean()),
    'C6-schema-024': coerces('C6-schema-024', z.coerce.boolean()),
    'C6-schema-026': () =>
      expect(errorOf(() => taking(z.strictObject({ value: z.coerce.date() }))).message).toContain(
        'Date cannot be represented',
      ),
    'C6-schema-029': () => {
      let asked = 0;
      const slow = taking(z.strictObject({ value: z.string().refine(() => ++asked > 0) }));
      expect(errorOf(() => prepareInput(slow, { value: 'a'.repeat(1_048_577) })).code).toBe('TOO_LARGE');
      expect(asked).toBe(0);
    },
    'C6-schema-030': () => {
      let asked = 0;
      const wide = taking(
        z.looseObject({}).refine(() => ++asked > 0),
        { control: [] },
      );
      const deep: unknown = JSON.parse(`${'['.repeat(10_000)}${']'.repeat(10_000)}`);
      expect(errorOf(() => prepareInput(wide, { deep })).code).toBe('TOO_LARGE');
      expect(
        errorOf(() => prepareInput(wide, Object.fromEntries(Array.from({ length: 1e6 }, (_, i) => [`k${i}`, i])))).code,
      ).toBe('TOO_LARGE');
      expect(asked).toBe(0);
    },
    'C6-schema-031': () => {
      const read = z.object({ path: z.string() });
      const write = z.object({ path: z.string(), data: z.string() });
      expect(z.union([read, write]).parse({ path: 'a', data: 'x' })).toEqual({ path: 'a' });
      expect(errorOf(() => taking(z.union([read, write]))).message).toContain('use z.strictObject');
      const strict = taking(z.union([z.strictObject(read.shape), z.strictObject(write.shape)]));
      expect(prepareInput(strict, { path: 'a', data: 'x' }).text).toBe('{"data":"x","path":"a"}');
    },
    'C6-schema-032': refuses(z.number(), ['1', [1], true, null]),
    'C6-schema-033': () =>
      expect(errorOf(() => taking({ parse: (x: unknown) => x } as unknown as Schema)).message).toContain(
        'not a zod schema',
      ),
    'C6-schema-034': () => {
      for (const text of ['```json {"to":"a"} ```', '{"to":"a"}', '{"to":"a"} and more']) {
        expect(errorOf(() => prepareInput(email, text)).code).toBe('BAD_INPUT');
      }
    },
  };
}

function taking(input: Schema, more: Readonly<Record<string, unknown>> = {}): AnyContract {
  // `as`: the tests change what the types would want to see
  return contract({ name: 'send_email', effect: 'send', input, ...more } as never) as AnyContract;
}

function standard(validate: (value: unknown) => unknown): Schema {
  const schema = {
    type: 'object',
    properties: { to: { type: 'string' } },
    required: ['to'],
    additionalProperties: false,
  };
  return {
    '~standard': { version: 1, vendor: 'test', validate, jsonSchema: { input: () => schema, output: () => schema } },
  };
}

function errorOf(action: () => unknown): SallyportError {
  try {
    action();
  } catch (error) {
    if (SallyportError.isInstance(error)) return error;
    throw error;
  }
  return expect.fail('nothing was thrown');
}
