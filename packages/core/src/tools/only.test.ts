import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { SallyportError } from '../errors.js';
import { contract } from './contract.js';
import { boundsOf, oneOf, only } from './only.js';
import { tool } from './tool.js';

const email = contract({
  name: 'send_email',
  effect: 'send',
  input: z.strictObject({ to: z.email(), body: z.string() }),
  control: ['to'],
});
const pay = contract({
  name: 'pay',
  effect: 'execute',
  input: z.strictObject({
    iban: z.string(),
    amount: z.number(),
    speed: z.enum(['now', 'later']),
    cc: z.string().optional(),
    tags: z.array(z.string()),
    kind: z.literal('x').or(z.url()),
    either: z.union([z.string(), z.number()]),
  }),
});
const ticket = contract({
  name: 'open_ticket',
  effect: 'task',
  input: z.strictObject({ title: z.string() }),
  control: [],
});
const loose = contract({ name: 'loose', effect: 'log', input: z.looseObject({ id: z.string() }), control: ['id'] });
const page = contract({
  name: 'web_page',
  effect: 'ingest',
  source: 'low',
  input: z.strictObject({ url: z.string() }),
});
const whole: Parameters<typeof only<typeof pay>>[1] = {
  iban: 'contacts',
  amount: [10, 20],
  speed: 'sender',
  cc: 'anyone',
  tags: [['a'], []],
  kind: 'sender',
  either: 'anyone',
};

describe('WALL-1: only() says what each control argument may be', () => {
  test('WALL-1: it is sealed and frozen, and its bounds are plain', () => {
    const bounded = only(pay, whole);
    expect(boundsOf(bounded)).toEqual({ contract: pay, bounds: whole });
    expect(
      Object.isFrozen(bounded) && Object.isFrozen(bounded.bounds) && Object.isFrozen(bounded.bounds['amount']),
    ).toBe(true);
    expect(bounded).toMatchObject({
      name: 'pay',
      listable: true,
      proposable: 'only(pay, …) stands in proposes: a session proposes the contract',
    });
    for (const value of [
      { ...bounded },
      Object.create(bounded),
      new Proxy(bounded, {}),
      JSON.parse(JSON.stringify(bounded)),
    ])
      expect(boundsOf(value)).toBeTypeOf('string');
  });

  test('WALL-1: a list is copied, so that what is pushed later is not allowed', () => {
    const list = ['a@x.example'];
    const bounded = only(email, { to: list });
    list.push('thief@x.example');
    expect(bounded.bounds['to']).toEqual(['a@x.example']);
    expect(Object.isFrozen(oneOf({ a: 1 }))).toBe(true);
    expect(only(loose, { id: oneOf('a') }).bounds).toEqual({ id: ['a'] });
  });

  const { iban: _, ...missing } = whole;
  test.each([
    ['a missing entry', () => only(pay, missing as never), /^only\(pay, …\) says what 'iban' may be$/],
    ['no entries', () => only(email, undefined as never), /^only\(send_email, …\) says what 'to' may be$/],
    ['an inherited entry', () => only(email, Object.create({ to: 'anyone' }) as never), /says what 'to' may be/],
    [
      'a surplus entry',
      () => only(email, { to: 'sender', body: 'anyone' } as never),
      /bounds 'body', which is not a control argument; there are: to/,
    ],
    [
      'a word that is none',
      () => only(email, { to: 'me' } as never),
      /may be 'sender', 'contacts', 'anyone' or a list, not 'me'/,
    ],
    ['no word', () => only(email, { to: undefined } as never), /or a list/],
    ['an empty list', () => only(email, { to: [] }), /an empty list/],
    ['an empty oneOf', () => oneOf(), /name at least one/],
    [
      'the sender as a number',
      () => only(pay, { ...whole, amount: 'sender' } as never),
      /'amount' is not a string, so it cannot be the sender's address/,
    ],
    [
      'the contacts as a list',
      () => only(pay, { ...whole, tags: 'contacts' } as never),
      /'tags' is not a string, so it cannot be the contacts' address/,
    ],
    [
      'the sender where it may be a number',
      () => only(pay, { ...whole, either: 'sender' } as never),
      /'either' is not a string/,
    ],
    [
      'a list of what is not JSON',
      () => only(pay, { ...whole, amount: [new Date(0)] } as never),
      /'amount' at '\/0' is not plain JSON/,
    ],
    [
      'a contract without control arguments',
      () => only(ticket, {} as never),
      /^'open_ticket' has no control arguments: propose it without only\(\)$/,
    ],
    [
      'a contract that observes',
      () => only(page as never, {} as never),
      /^an agent cannot propose 'web_page': it reads outside content$/,
    ],
    [
      'a tool',
      () => only(tool(email, async () => 1) as never, {} as never),
      /^'send_email' is a tool: propose its contract$/,
    ],
    [
      'bounds twice',
      () => only(only(email, { to: 'sender' }) as never, {} as never),
      /^only\(send_email, …\) stands in proposes/,
    ],
    [
      'a copy of a contract',
      () => only({ ...email }, { to: 'sender' }),
      /was not made by this copy of @sallyport\/core/,
    ],
  ])('WALL-1: %s is refused', (_title, action, why) => {
    expect(errorOf(action).message).toMatch(why);
    expect(errorOf(action).code).toMatch(/^(BAD_OPTION|NOT_A_TOOL|NOT_JSON)$/);
  });

  test('WALL-1: a bare contract has bounds only where it has no control arguments', () => {
    expect(boundsOf(ticket)).toEqual({ contract: ticket, bounds: {} });
    expect(boundsOf(email)).toBe(`only(send_email, …) says what 'to' may be`);
    expect(boundsOf(page)).toBe(`an agent cannot propose 'web_page': it reads outside content`);
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
