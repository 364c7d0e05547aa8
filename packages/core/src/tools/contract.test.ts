import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { canonical, hashOf, type Json } from '../canonical.js';
import { SallyportError } from '../errors.js';
import { EFFECTS, TRUST, type Effect } from '../trust.js';
import { contract, contractData, controlOf, digestOf, isContract, schemaOf, type AnyContract } from './contract.js';

const input = z.strictObject({ to: z.string(), body: z.string() });
const spec = { name: 'send_email', effect: 'send', input } as const;

describe('a contract', () => {
  test('is frozen data, with the cautious defaults', () => {
    const email = contract({ ...spec, control: ['to'] });
    expect(contractData(email)).toEqual({
      name: 'send_email',
      effect: 'send',
      source: 'high',
      input: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        properties: { to: { type: 'string' }, body: { type: 'string' } },
        required: ['to', 'body'],
        additionalProperties: false,
      },
      output: {},
      control: ['to'],
      outsider: '*',
      egress: true,
      private: false,
      idempotent: false,
    });
    expect(JSON.parse(JSON.stringify(contractData(email)))).toEqual(contractData(email));
    expect(Object.isFrozen(email) && Object.isFrozen(email.control) && Object.isFrozen(email.input)).toBe(true);
    expect(contract(spec).control).toBe('*');
  });

  test.each(Object.keys(EFFECTS) as Effect[])('%s: egress and private are what the cautious would say', (effect) => {
    const isSourced = effect === 'ingest' || effect === 'query';
    const made = make({ ...spec, effect, ...(isSourced ? { source: 'low' } : {}) });
    expect(made.egress).toBe(['ingest', 'send', 'update', 'execute'].includes(effect));
    expect(made.private).toBe(effect === 'query');
    expect(made.idempotent).toBe(false);
    expect(made.source).toBe(isSourced ? 'low' : 'high');
    expect(made.outsider).toBe('*');
    const said = { egress: !made.egress, private: !made.private, idempotent: true };
    expect(make({ ...spec, effect, ...(isSourced ? { source: 'low' } : {}), ...said })).toMatchObject(said);
  });

  test('the live schema never hangs on the object', () => {
    const email = contract(spec);
    const seen: unknown[] = [email];
    for (const value of seen) {
      if (typeof value !== 'object' || value === null) expect(value).not.toBeTypeOf('function');
      else seen.push(...Object.values(value));
    }
    expect(schemaOf(email).input.check({ to: 'a' })).toHaveProperty('problems');
    expect(schemaOf(email).output).toBeUndefined();
  });

  test('a copy of a contract is no contract', () => {
    const email = contract(spec);
    for (const value of [
      { ...email },
      JSON.parse(JSON.stringify(email)),
      Object.create(email),
      new Proxy(email, {}),
      null,
      'x',
      undefined,
    ]) {
      expect(isContract(value)).toBe(false);
      expect(errorOf(() => digestOf(value as AnyContract)).code).toBe('NOT_A_TOOL');
    }
    expect(isContract(email)).toBe(true);
  });

  test('its control arguments are all of them, unless said', () => {
    expect(controlOf(contract(spec))).toEqual(['to', 'body']);
    expect(controlOf(contract({ ...spec, control: '*' }))).toEqual(['to', 'body']);
    expect(controlOf(contract({ ...spec, control: [] }))).toEqual([]);
    expect(controlOf(contract({ ...spec, input: z.strictObject({}) }))).toEqual([]);
    expect(controlOf(contract({ ...spec, effect: 'report', input: z.record(z.string(), z.string()) }))).toBe('open');
    const either = z.union([
      z.strictObject({ k: z.literal('a'), a: z.string() }),
      z.strictObject({ k: z.literal('b'), b: z.number() }),
    ]);
    expect(controlOf(contract({ ...spec, input: either }))).toEqual(['k', 'a', 'b']);
  });
});

describe('GATE-3: the digest of a contract', () => {
  test('GATE-3: is the hash of its canonical record, and covers every field', () => {
    const full = {
      name: 'find',
      effect: 'query',
      source: 'low',
      input: z.strictObject({ q: z.string(), r: z.string() }),
      output: z.strictObject({ a: z.string(), b: z.string() }),
      control: ['q'],
      outsider: ['a'],
      egress: false,
      private: false,
      idempotent: false,
      undo: '30s',
      resource: 'crm',
    };
    const changes: Readonly<Record<string, unknown>> = {
      name: 'find_2',
      effect: 'ingest',
      source: 'medium',
      input: z.strictObject({ q: z.string().max(9), r: z.string() }),
      output: z.strictObject({ a: z.string(), b: z.number() }),
      control: '*',
      outsider: ['b'],
      egress: true,
      private: true,
      idempotent: true,
      undo: '31s',
      resource: 'erp',
    };
    const made = make(full);
    expect(digestOf(made)).toBe(hashOf(contractData(made)));
    expect(digestOf(made)).toBe(digestOf(make(full)));
    // `as`: the record of a contract is an object
    expect(Object.keys(changes).sort()).toEqual(Object.keys(contractData(made) as object).sort());
    const digests = Object.entries(changes).map(([field, value]) => digestOf(make({ ...full, [field]: value })));
    expect(new Set([digestOf(made), ...digests]).size).toBe(13);
    expect(canonical(contractData(made))).toContain('"resource":"crm"');
  });

  test('GATE-3: knows nothing of an undo that nobody has declared, and is over milliseconds where somebody has', () => {
    expect(digestOf(contract({ ...spec, control: ['to'] }))).toBe(
      'd466ae3e39c1fc8ddee6eb659f5879dcb08170a852d106f8fc86f9d92b6a99f3',
    );
    const undone = contract({ ...spec, undo: '30s' });
    expect(undone.undo).toBe(30_000);
    expect(digestOf(contract({ ...spec, undo: 30_000 }))).toBe(digestOf(undone));
    expect(contract({ ...spec, undo: '24h' }).undo).toBe(86_400_000);
  });
});

describe('BAD_CONTRACT says who, what and the remedy', () => {
  const rows: readonly (readonly [title: string, change: Readonly<Record<string, unknown>>, why: RegExp])[] = [
    ['no name', { name: undefined }, /its name must match/],
    ['a name that is none', { name: 'Send' }, /'Send': its name must match/],
    ['__proto__', { name: '__proto__' }, /its name must match/],
    ['an unknown effect', { effect: 'read' }, /say one of ingest, analyze/],
    ['an inherited effect', { effect: 'toString' }, /say one of/],
    ['a misspelt field', { egres: false }, /it has no field 'egres': the fields are name,/],
    ['a symbol as a field', { [Symbol('x')]: 1 }, /it has no field/],
    ['no source', { effect: 'query' }, /it runs queries: source says how far its authors are trusted/],
    ['a source of no trust', { effect: 'ingest', source: 'medium-ish' }, /source says/],
    ['a source that cannot be', { source: 'low' }, /'send_email' cannot have a source: it sends messages/],
    [
      'control that the schema lacks',
      { control: ['too'] },
      /control names 'too', which its schema lacks; there are: to, body/,
    ],
    ['control of the prototype', { control: ['toString'] }, /control names 'toString'/],
    ['control twice', { control: ['to', 'to'] }, /twice/],
    ['control that is no list', { control: 'to' }, /'\*' or a list/],
    ['control of numbers', { control: [0] }, /'\*' or a list/],
    ['outsider without an output', { outsider: ['id'] }, /keys need an output schema: declare output/],
    [
      'outsider that the output lacks',
      { output: z.strictObject({ id: z.string() }), outsider: ['note'] },
      /outsider names 'note'/,
    ],
    [
      'outsider of a text',
      { output: z.string(), outsider: ['length'] },
      /outsider names 'length', which its schema lacks; there are: none/,
    ],
    [
      'outsider of a nested field that the output lacks',
      { output: z.strictObject({ mails: z.array(z.strictObject({ id: z.string() })) }), outsider: ['mails.body'] },
      /outsider names 'mails.body', which its schema lacks; there are: mails.id$/,
    ],
    [
      'outsider below a text',
      { output: z.strictObject({ id: z.string(), note: z.string().nullable() }), outsider: ['note.body'] },
      /outsider names 'note.body', which its schema lacks; there are: id, note$/,
    ],
    [
      'outsider below what may be anything',
      { output: z.strictObject({ note: z.unknown() }), outsider: ['note.body'] },
      /outsider names 'note.body', which its schema lacks; there are: note$/,
    ],
    [
      'outsider of half a path',
      { output: z.strictObject({ mail: z.strictObject({ id: z.string() }) }), outsider: ['mail.'] },
      /outsider names 'mail.', which its schema lacks; there are: mail.id$/,
    ],
    ['a flag that is none', { egress: 'no' }, /egress must be true or false/],
    [
      'an undo that is no time',
      { undo: '30 seconds' },
      /undo is '30 seconds': it is how long an approval can be taken/,
    ],
    ['an undo of no time', { undo: 0 }, /undo is '0'/],
    ['an undo of more than a day', { undo: '25h' }, /undo is '25h': .*24 h at most/],
    ['a resource that is none', { resource: '' }, /resource must be/],
    ['no input', { input: undefined }, /its input schema cannot be used: it is not a zod schema or a Standard Schema/],
    ['a fake schema', { input: { parse: (x: unknown) => x } }, /not a zod schema/],
    ['a fake zod schema', { input: { _zod: {}, '~standard': { validate: () => ({ value: 1 }) } } }, /cannot be used/],
    [
      'a Standard Schema without JSON Schema',
      { input: { '~standard': { version: 1, vendor: 'x', validate: () => ({ value: 1 }) } } },
      /brings no JSON Schema/,
    ],
    ['an input that is no object', { input: z.string() }, /must be an object with named arguments/],
    ['an input of anything', { input: z.any() }, /must be an object with named arguments/],
    ['an input that may be null', { input: input.nullable() }, /must be an object with named arguments/],
    ['a date', { input: z.strictObject({ at: z.date() }) }, /Date cannot be represented in JSON Schema/],
    ['a custom check', { input: z.strictObject({ at: z.custom() }) }, /Custom types cannot/],
    ['a transform', { input: z.strictObject({ at: z.string().transform(Number) }) }, /Transforms cannot/],
    ['a bigint', { input: z.strictObject({ at: z.bigint() }) }, /BigInt cannot/],
    ['a limit that JSON cannot hold', { input: z.strictObject({ at: z.float32() }) }, /minimum' is not plain JSON/],
    ['an open object', { input: z.object({ to: z.string() }) }, /lets unknown arguments pass: use z.strictObject/],
    ['an open object, control said', { input: z.object({ to: z.string() }), control: ['to'] }, /use z.strictObject/],
    ['an open branch', { input: z.union([input, z.object({ to: z.string() })]) }, /use z.strictObject/],
    [
      'a loose object without control',
      { input: z.looseObject({ to: z.string() }) },
      /takes arguments of any name: control says/,
    ],
    ['a record without control', { input: z.record(z.string(), z.string()) }, /takes arguments of any name/],
    ['a catchall without control', { input: input.catchall(z.string()) }, /takes arguments of any name/],
  ];
  test.each(rows)('%s', (_title, change, why) => {
    const error = errorOf(() => make({ ...spec, ...change }));
    expect(error.code).toBe('BAD_CONTRACT');
    expect(error.message).toMatch(why);
    expect(error.message.startsWith('contract ')).toBe(true);
  });
  test('the table above is whole', () => expect(rows).toHaveLength(45));

  test('a spec that is none', () => {
    for (const value of [undefined, null, 'x', 1])
      expect(errorOf(() => contract(value as never)).code).toBe('BAD_CONTRACT');
  });

  test('what is open may be declared where nothing is acted on, or where control is said', () => {
    expect(make({ ...spec, effect: 'analyze', input: z.object({ to: z.string() }) }).control).toBe('*');
    expect(make({ ...spec, input: z.looseObject({ to: z.string() }), control: ['to'] }).control).toEqual(['to']);
    expect(make({ ...spec, input: z.record(z.enum(['a', 'b']), z.string()) }).listable).toBe(
      `only(send_email, …) says what 'a' may be`,
    );
    expect(TRUST.map((source) => make({ ...spec, effect: 'query', source }).source)).toEqual(TRUST);
  });

  test('each field of a spec is read once', () => {
    let reads = 0;
    const made = make({
      ...spec,
      get effect() {
        return reads++ === 0 ? 'report' : 'execute';
      },
    });
    expect([made.effect, reads]).toEqual(['report', 1]);
    expect(digestOf(made)).toBe(hashOf({ ...(contractData(made) as { [key: string]: Json }), effect: 'report' }));
  });
});

// `as`: the tests hand over what the types refuse
const make = (fields: unknown): AnyContract => contract(fields as typeof spec) as AnyContract;

function errorOf(action: () => unknown): SallyportError {
  try {
    action();
  } catch (error) {
    if (SallyportError.isInstance(error)) return error;
    throw error;
  }
  return expect.fail('nothing was thrown');
}
