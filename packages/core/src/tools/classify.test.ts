import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { SallyportError } from '../errors.js';
import { classify, unclassified, type ForeignTool } from './classify.js';
import { prepareInput } from './input.js';
import { register } from './registry.js';
import { sealOf } from './tool.js';

const run = async (input: unknown): Promise<string> => JSON.stringify(input);
const search = {
  name: 'search-web',
  input: {
    type: 'object',
    properties: { q: { type: 'string' }, limit: { type: 'integer', default: 10 } },
    required: ['q'],
  },
  run,
};
const drop = { name: 'drop_table', input: { type: 'object', properties: { default: { type: 'string' } } }, run };
const declared = {
  'search-web': { name: 'search_web', effect: 'ingest', source: 'low' },
  drop_table: { effect: 'execute', control: [] },
} as const;

describe('WALL-1: foreign tools', () => {
  test('WALL-1: fit nowhere until they are classified, and then where their effect fits', () => {
    const foreign = unclassified(search);
    expect(errorOf(() => register({ agent: 'a', role: 'intake', trust: 'zero', tools: [foreign] })).message).toBe(
      foreign.fits.role.intake,
    );
    const made = classify([foreign, drop], declared);
    expect(Object.keys(made)).toEqual(['search-web', 'drop_table']);
    expect(register({ agent: 'a', role: 'intake', trust: 'low', tools: [made['search-web']] }).names).toEqual([
      'search_web',
    ]);
    expect(
      errorOf(() => register({ agent: 'a', role: 'intake', trust: 'low', tools: [made.drop_table] })).message,
    ).toBe(`an IntakeAgent cannot register 'drop_table': it runs commands`);
  });

  test('WALL-1: one that is not named stays out', () => {
    expect(Object.keys(classify([search, drop], { drop_table: { effect: 'execute' } }))).toEqual(['drop_table']);
  });

  test('WALL-1: unsaid, all is cautious', () => {
    const { contract } = classify([search], { 'search-web': declared['search-web'] })['search-web'];
    expect(contract).toMatchObject({ control: '*', outsider: '*', egress: true, idempotent: false, source: 'low' });
    const { listable } = classify([drop], { drop_table: { effect: 'execute' } }).drop_table.contract;
    expect(listable).toBe(
      `'drop_table' takes arguments of any name: control says which of them decide where the effect lands`,
    );
  });

  test('WALL-3: its JSON Schema is closed where it does not say that it is open; its defaults are only notes', () => {
    const { contract } = classify([search], { 'search-web': declared['search-web'] })['search-web'];
    expect(prepareInput(contract, { q: 'x' }).value).toEqual({ q: 'x' });
    expect(errorOf(() => prepareInput(contract, { q: 'x', bcc: 'm' })).code).toBe('BAD_INPUT');
    expect(errorOf(() => prepareInput(contract, { q: 1 })).code).toBe('BAD_INPUT');
    const named = classify([drop], { drop_table: { effect: 'execute' } }).drop_table.contract;
    expect(prepareInput(named, { default: 'x' }).value).toEqual({ default: 'x' });
    expect(errorOf(() => prepareInput(named, { default: 1 })).code).toBe('BAD_INPUT');
    const open = {
      name: 'open',
      input: { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: true },
      run,
    };
    expect(errorOf(() => classify([open], { open: { effect: 'send' } })).message).toMatch(
      /takes arguments of any name/,
    );
    expect(
      prepareInput(classify([open], { open: { effect: 'send', control: ['a'] } }).open.contract, { a: 'x', b: 1 })
        .value,
    ).toEqual({ a: 'x', b: 1 });
  });

  test('a zod schema does as well, and run is what was handed over', async () => {
    const made = classify([{ name: 'greet', input: z.strictObject({ who: z.string() }), run }], {
      greet: { effect: 'analyze' },
    });
    expect(await sealOf(made.greet)?.run({ who: 'bob' } as never, { signal: new AbortController().signal })).toBe(
      '{"who":"bob"}',
    );
  });

  test.each([
    [
      'a name that no foreign tool has',
      () => classify([search], { serch: { effect: 'report' } }),
      'BAD_OPTION',
      /no foreign tool is named 'serch'; there are: 'search-web'/,
    ],
    [
      'a name that is none here',
      () => classify([search], { 'search-web': { effect: 'report' } }),
      'BAD_CONTRACT',
      /classify it as \{ name: 'another'/,
    ],
    [
      'an unknown effect',
      () => classify([drop], { drop_table: { effect: 'drop' } } as never),
      'BAD_CONTRACT',
      /say one of/,
    ],
    [
      'an ingest without source',
      () => classify([drop], { drop_table: { effect: 'ingest' } } as never),
      'BAD_CONTRACT',
      /source says/,
    ],
    [
      'a code of its own',
      () => classify([drop], { drop_table: { effect: 'send', run } } as never),
      'BAD_CONTRACT',
      /run is the foreign tool's own/,
    ],
    [
      'an input of its own',
      () => classify([drop], { drop_table: { effect: 'send', input: {} } } as never),
      'BAD_CONTRACT',
      /input is the foreign tool's own/,
    ],
    ['no declaration', () => classify([drop], { drop_table: undefined } as never), 'BAD_CONTRACT', /classify needs/],
    [
      'two of one name',
      () => classify([drop, { ...drop }], {}),
      'DUPLICATE_NAME',
      /two foreign tools are named 'drop_table'/,
    ],
    ['no array', () => classify({ drop } as never, {}), 'BAD_OPTION', /array/],
    ['a tool without a name', () => classify([{ input: {}, run } as never], {}), 'BAD_OPTION', /name/],
    [
      'a tool without code',
      () => unclassified({ name: 'x', input: {} } as never as ForeignTool),
      'BAD_OPTION',
      /run function/,
    ],
    ['nothing', () => classify([null as never], {}), 'BAD_OPTION', /foreign tool/],
    [
      'an input that is no object',
      () => classify([{ name: 'x', input: { type: 'string' }, run }], { x: { effect: 'report' } }),
      'BAD_CONTRACT',
      /named arguments/,
    ],
    [
      'an input that is no schema',
      () => classify([{ name: 'x', input: 'string', run }], { x: { effect: 'report' } }),
      'BAD_CONTRACT',
      /JSON Schema/,
    ],
    [
      'a schema that zod does not know',
      () =>
        classify([{ name: 'x', input: { type: 'object', properties: { a: { type: 'thing' } } }, run }], {
          x: { effect: 'report' },
        }),
      'BAD_CONTRACT',
      /cannot be used/,
    ],
  ])('WALL-1: %s is refused', (_title, action, code, why) => {
    expect(errorOf(action)).toMatchObject({ code, message: expect.stringMatching(why) });
  });
});

function errorOf(action: () => unknown): SallyportError {
  try {
    action();
  } catch (error) {
    if (SallyportError.isInstance(error)) return error;
    throw error;
  }
  return expect.fail('nothing was thrown');
}
