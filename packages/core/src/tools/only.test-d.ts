// Bounds, by their sentences: a control argument without bounds does not compile.
import * as z from 'zod';
import { describe, expectTypeOf, test } from 'vitest';
import { contract, type AnyContract, type Listable, type Proposable } from './contract.js';
import { oneOf, only, type Bounded } from './only.js';
import { tool } from './tool.js';

const email = contract({
  name: 'send_email',
  effect: 'send',
  input: z.strictObject({ to: z.string(), body: z.string() }),
  control: ['to'],
});
const ticket = contract({
  name: 'open_ticket',
  effect: 'task',
  input: z.strictObject({ title: z.string() }),
  control: [],
});
const move = contract({ name: 'move', effect: 'update', input: z.strictObject({ from: z.string(), to: z.string() }) });
const ping = contract({ name: 'ping', effect: 'log', input: z.strictObject({}) });
const page = contract({
  name: 'web_page',
  effect: 'ingest',
  source: 'low',
  input: z.strictObject({ url: z.string() }),
});
const free = contract({ name: 'free', effect: 'log', input: z.record(z.string(), z.string()) });
const pay = contract({
  name: 'pay',
  effect: 'execute',
  input: z.strictObject({
    iban: z.string(),
    amount: z.number(),
    speed: z.enum(['now', 'later']),
    cc: z.string().optional(),
  }),
});
const either = contract({
  name: 'either',
  effect: 'update',
  input: z.union([
    z.strictObject({ k: z.literal('a'), a: z.string() }),
    z.strictObject({ k: z.literal('b'), b: z.number() }),
  ]),
});
const sender = tool(email, async () => 1);

describe('TYPE-6: what may be listed', () => {
  test('TYPE-6: a control argument without bounds does not compile', () => {
    expectTypeOf(email.listable).toEqualTypeOf<`only(send_email, …) says what 'to' may be`>();
    expectTypeOf(email).not.toExtend<Listable>();
    expectTypeOf(move.listable).toEqualTypeOf<
      `only(move, …) says what 'from' may be` | `only(move, …) says what 'to' may be`
    >();
    expectTypeOf(
      free.listable,
    ).toEqualTypeOf<`'free' takes arguments of any name: control says which of them decide where the effect lands`>();
  });
  test('TYPE-6: without control arguments, and within bounds, it does', () => {
    expectTypeOf(ticket).toExtend<Listable>();
    expectTypeOf(ping).toExtend<Listable>();
    expectTypeOf(only(email, { to: 'sender' })).toExtend<Listable<'send_email'>>();
    expectTypeOf(only(email, { to: 'sender' })).toEqualTypeOf<Bounded<'send_email'>>();
  });
  test('TYPE-6: what observes, a tool and a contract of unknown name are never listed or proposed', () => {
    expectTypeOf(page.listable).toEqualTypeOf<`an agent cannot propose 'web_page': it reads outside content`>();
    expectTypeOf(page.proposable).toEqualTypeOf<`an agent cannot propose 'web_page': it reads outside content`>();
    expectTypeOf(sender.listable).toEqualTypeOf<`'send_email' is a tool: propose its contract`>();
    expectTypeOf(
      only(email, { to: 'sender' }).proposable,
    ).toEqualTypeOf<`only(send_email, …) stands in proposes: a session proposes the contract`>();
    expectTypeOf<AnyContract>().not.toExtend<Proposable>();
    expectTypeOf(email).toExtend<Proposable<'send_email'>>();
    expectTypeOf(email).not.toExtend<Proposable<'open_ticket'>>();
  });
});

describe('TYPE-6: what a bound may be', () => {
  type Of<C extends Proposable> = Parameters<typeof only<C>>[1];
  test('TYPE-6: an entry for each control argument, optional ones too, of its own type', () => {
    expectTypeOf<Of<typeof email>>().toEqualTypeOf<{
      readonly to: 'anyone' | readonly string[] | 'sender' | 'contacts';
    }>();
    expectTypeOf<Of<typeof pay>['amount']>().toEqualTypeOf<'anyone' | readonly number[]>();
    expectTypeOf<Of<typeof pay>['speed']>().toEqualTypeOf<
      'anyone' | readonly ('now' | 'later')[] | 'sender' | 'contacts'
    >();
    expectTypeOf<Of<typeof pay>['cc']>().toEqualTypeOf<'anyone' | readonly string[] | 'sender' | 'contacts'>();
  });
  test('TYPE-6: all members of a union have their keys bounded', () => {
    expectTypeOf<keyof Of<typeof either>>().toEqualTypeOf<'k' | 'a' | 'b'>();
    expectTypeOf<Of<typeof either>['b']>().toEqualTypeOf<'anyone' | readonly number[]>();
  });
  test('TYPE-6: a contract with nothing to bound says so', () => {
    expectTypeOf<
      Of<typeof ticket>
    >().toEqualTypeOf<`'open_ticket' has no control arguments: propose it without only()`>();
    expectTypeOf<
      Of<typeof free>
    >().toEqualTypeOf<`'free' takes arguments of any name: control says which of them decide where the effect lands`>();
  });
  test('TYPE-6: oneOf is a list of the values, and plain arrays do', () => {
    expectTypeOf(oneOf('a', 'b')).toEqualTypeOf<readonly ('a' | 'b')[]>();
    expectTypeOf(only(email, { to: ['a@example.com'] })).toEqualTypeOf<Bounded<'send_email'>>();
    expectTypeOf(
      only(pay, { iban: 'contacts', amount: oneOf(10, 20), speed: oneOf('later'), cc: 'anyone' }),
    ).toEqualTypeOf<Bounded<'pay'>>();
  });
});
