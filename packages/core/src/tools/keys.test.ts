import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { toJson, type Json } from '../json.js';
import { isText, keysOf, recordKeysOf, type Keys } from './keys.js';

const closed = { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false };
const unsaid = { type: 'object', properties: { b: {} } };
const declared = { type: 'object', properties: { c: {} }, additionalProperties: {} };

describe('the keys of a JSON Schema', () => {
  test.each<readonly [string, Json, readonly string[], string]>([
    ['closed', closed, ['a'], 'refused'],
    ['unsaid', unsaid, ['b'], 'unsaid'],
    ['declared', declared, ['c'], 'declared'],
    ['closed by unevaluatedProperties', { ...unsaid, unevaluatedProperties: false }, ['b'], 'refused'],
    ['patterns are any name', { ...closed, patternProperties: { '^x': {} } }, ['a'], 'declared'],
    [
      'names that are listed',
      { type: 'object', propertyNames: { enum: ['x', 'y'] }, additionalProperties: {} },
      ['x', 'y'],
      'refused',
    ],
    ['branches: the loosest', { anyOf: [closed, declared] }, ['a', 'c'], 'declared'],
    ['branches: one that does not say', { oneOf: [closed, declared, unsaid] }, ['a', 'c', 'b'], 'unsaid'],
    ['parts: one that refuses is enough', { allOf: [closed, unsaid] }, ['a', 'b'], 'refused'],
    ['parts beside its own', { ...unsaid, anyOf: [{ required: ['b'] }, { required: ['c'] }] }, ['b'], 'unsaid'],
    ['a reference', { $ref: '#/$defs/x~1y', $defs: { 'x/y': closed } }, ['a'], 'refused'],
    ['a reference to itself further down', { ...closed, properties: { a: { $ref: '#' } } }, ['a'], 'refused'],
    [
      'a reference next to a branch of it',
      { anyOf: [{ $ref: '#/$defs/x' }, { $ref: '#/$defs/x' }], $defs: { x: closed } },
      ['a', 'a'],
      'refused',
    ],
  ])('%s', (_title, schema, names, rest) => {
    const keys = keysOf(schema);
    expect([...(keys?.properties.keys() ?? [])]).toEqual([...new Set(names)]);
    expect(keys?.rest).toBe(rest);
  });

  test.each<readonly [string, Json]>([
    ['anything', {}],
    ['true', true],
    ['a text', { type: 'string' }],
    ['an object or null', { type: ['object', 'null'] }],
    ['a branch that is none', { anyOf: [closed, { type: 'null' }] }],
    ['a reference to nothing', { $ref: '#/$defs/none' }],
    ['a reference to a prototype', { $ref: '#/constructor' }],
    ['a reference elsewhere', { $ref: 'https://example.com/schema' }],
    ['a reference that cannot be decoded', { $ref: '#/%' }],
    ['a reference to itself', { $ref: '#' }],
    ['references in a circle', { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } }],
  ])('%s has none', (_title, schema) => expect(keysOf(schema)).toBeUndefined());

  test('a schema of references upon references costs no more than its text', () => {
    const doubled = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [
        `d${i}`,
        { anyOf: [{ $ref: `#/$defs/d${i + 1}` }, { $ref: `#/$defs/d${i + 1}` }] },
      ]),
    );
    const schema = { $ref: '#/$defs/d0', $defs: { ...doubled, d60: closed } };
    expect(keysOf(schema)?.rest).toBe('refused');
    expect(isText(schema, schema)).toBe(false);
    const looped = { anyOf: [{ $ref: '#' }, { $ref: '#' }] };
    expect(keysOf(looped)).toBeUndefined();
    expect(isText(looped, looped)).toBe(false);
  });
});

test('the keys of records: of the object, of the objects in a list, of what may be null', () => {
  const names = (schema: z.ZodType): readonly string[] => [
    ...((recordKeysOf(json(schema)) as Keys | undefined)?.properties.keys() ?? []),
  ];
  const row = z.strictObject({ id: z.string() });
  expect(names(row)).toEqual(['id']);
  expect(names(z.array(row))).toEqual(['id']);
  expect(names(z.array(z.array(row)))).toEqual(['id']);
  expect(names(row.nullable())).toEqual(['id']);
  expect(names(z.array(row).nullable())).toEqual(['id']);
  expect(names(z.union([row, z.strictObject({ text: z.string() })]))).toEqual(['id', 'text']);
  expect(names(z.tuple([row, z.string()]))).toEqual(['id']);
  expect(names(z.string())).toEqual([]);
});

test('FLOW-2: the keys of a record are data where nobody declares them', () => {
  const row = z.strictObject({ id: z.string() });
  const areData = (schema: z.ZodType): boolean | undefined => recordKeysOf(json(schema))?.areData;
  const texts = z.record(z.string(), z.string());
  for (const schema of [
    texts,
    z.record(z.string(), z.unknown()),
    z.array(texts),
    z.union([row, texts]),
    z.looseObject({}),
  ])
    expect(areData(schema)).toBe(true);
  expect(areData(z.object({ id: z.string() }).catchall(z.string()))).toBe(true);
  expect(areData(z.union([row, z.unknown()]))).toBe(true);
  for (const schema of [row, z.array(row), z.looseObject({ id: z.string() }), z.record(z.enum(['a']), z.string())])
    expect(areData(schema)).toBe(false);
});

test('what can only be a string', () => {
  const answers = (schema: z.ZodType): boolean => isText(json(schema), json(schema));
  for (const schema of [
    z.string(),
    z.email(),
    z.enum(['a']),
    z.literal('a'),
    z.literal(['a', 'b']),
    z.string().or(z.literal('x')),
    z.string().meta({ id: 'text_of_keys_test' }),
  ])
    expect(answers(schema)).toBe(true);
  for (const schema of [
    z.number(),
    z.literal(['a', 1]),
    z.string().nullable(),
    z.union([z.string(), z.number()]),
    z.unknown(),
    z.array(z.string()),
  ])
    expect(answers(schema)).toBe(false);
  expect(isText({ allOf: [{ type: 'string' }, { maxLength: 3 }] }, {})).toBe(true);
});

const json = (schema: z.ZodType): Json => toJson(JSON.parse(JSON.stringify(z.toJSONSchema(schema))));
