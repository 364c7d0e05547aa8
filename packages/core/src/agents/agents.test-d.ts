// What agents and sessions take, by the sentences of the types.
import { describe, expectTypeOf, test } from 'vitest';
import * as z from 'zod';
import type { Ref } from '../content/ref-type.js';
import type { Letter } from '../record/body.js';
import { contract, type Listable, type Proposable } from '../tools/contract.js';
import { only } from '../tools/only.js';
import type { Extra } from '../tools/shield.js';
import { tool, type ActionTool, type InputOf, type IntakeTool } from '../tools/tool.js';
import type { TrustLevel } from '../trust.js';
import { ActionAgent, type ActionOptions } from './action-agent.js';
import { IntakeAgent, type IntakeOptions } from './intake-agent.js';
import type { ActionSession, Forwarded, IntakeSession, Message, Order } from './session.js';

const email = contract({
  name: 'send_email',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.string(), body: z.string(), cc: z.string().optional() }),
});
const ticket = contract({
  name: 'open_ticket',
  effect: 'task',
  control: [],
  input: z.strictObject({ title: z.string() }),
});
const sendEmail = tool(email, async ({ to }) => ({ id: to.length }));
const webPage = tool({
  name: 'web_page',
  effect: 'ingest',
  source: 'low',
  input: z.strictObject({ url: z.string() }),
  run: async ({ url }) => ({ title: url, bytes: 1 }),
});
const lookup = tool({
  name: 'lookup',
  effect: 'query',
  source: 'high',
  input: z.strictObject({ id: z.string() }),
  output: z.strictObject({ id: z.string(), note: z.string() }),
  outsider: ['note'],
  run: async ({ id }) => ({ id, note: '' }),
});
const toSender = only(email, { to: 'sender' });

type HandleOf<A> = A extends { handle(first: infer F, second: infer S): Promise<void> } ? [F, S] : never;
/** `handle` is protected: a subclass that lays it open says what it takes. */
abstract class OpenAction extends ActionAgent<'high'> {
  abstract override handle(order: Order, session: ActionSession<'high'>): Promise<void>;
}
abstract class OpenIntake extends IntakeAgent<'low', 'send_email'> {
  abstract override handle(message: Message, session: IntakeSession<'low', 'send_email'>): Promise<void>;
}

describe('TYPE-4: an action agent takes orders', () => {
  test('TYPE-4: a message is no order, and an order is no message', () => {
    expectTypeOf<Message>().not.toExtend<Order>();
    expectTypeOf<Order>().not.toExtend<Message>();
    expectTypeOf<{ id: string; from: string; text: string; material: [] }>().not.toExtend<Order>();
    expectTypeOf<HandleOf<OpenAction>[0]>().toEqualTypeOf<Order>();
    expectTypeOf<HandleOf<OpenIntake>[0]>().toEqualTypeOf<Message>();
  });
  test('TYPE-4: what was forwarded with an order is behind Refs, with a message it is there to be read', () => {
    expectTypeOf<Order['material']>().toEqualTypeOf<readonly Forwarded[]>();
    expectTypeOf<Forwarded['text']>().toEqualTypeOf<Ref<string>>();
    expectTypeOf<Forwarded['from']>().not.toExtend<string>();
    expectTypeOf<Message['material']>().toEqualTypeOf<readonly Letter[]>();
    expectTypeOf<Order['text']>().toEqualTypeOf<string>();
  });
});

describe('TYPE-2: what an agent is made with', () => {
  test('TYPE-2: the tools are those of its role and trust', () => {
    expectTypeOf<IntakeOptions<'low'>['tools']>().toEqualTypeOf<readonly IntakeTool<'low'>[]>();
    expectTypeOf<ActionOptions<'high'>['tools']>().toEqualTypeOf<readonly ActionTool<'high'>[]>();
    expectTypeOf(webPage).toExtend<IntakeOptions<'low'>['tools'][number]>();
    expectTypeOf(webPage).not.toExtend<IntakeOptions<'medium'>['tools'][number]>();
    expectTypeOf(sendEmail).not.toExtend<IntakeOptions<'low'>['tools'][number]>();
    expectTypeOf(sendEmail).not.toExtend<ActionOptions<'medium'>['tools'][number]>();
    expectTypeOf(webPage).not.toExtend<ActionOptions<'high'>['tools'][number]>();
  });
  test('TYPE-2: an agent of zero trust proposes nothing, by its sentence', () => {
    expectTypeOf<IntakeOptions<'zero'>['proposes']>().toEqualTypeOf<
      'a zero-trust agent proposes nothing' | undefined
    >();
    expectTypeOf<IntakeOptions<'zero' | 'low'>['proposes']>().toEqualTypeOf<
      'a zero-trust agent proposes nothing' | undefined
    >();
    expectTypeOf<IntakeOptions<'low'>['proposes']>().toEqualTypeOf<readonly Listable[] | undefined>();
  });
  test('TYPE-2: a list of approvers and of agents is for who acts', () => {
    expectTypeOf<IntakeOptions<'low'>>().not.toHaveProperty('approvers');
    expectTypeOf<IntakeOptions<'low'>>().not.toHaveProperty('acceptsFrom');
    expectTypeOf<ActionOptions<'high'>>().not.toHaveProperty('proposes');
  });
  test('TYPE-2: the session is that of the agent’s trust', () => {
    expectTypeOf<HandleOf<OpenAction>[1]>().toEqualTypeOf<ActionSession<'high'>>();
    expectTypeOf<ActionSession<'medium'>>().not.toExtend<ActionSession<'high'>>();
    expectTypeOf<IntakeSession<'low'>>().not.toExtend<ActionSession<'low'>>();
    expectTypeOf<ActionSession<TrustLevel>['role']>().toEqualTypeOf<'action'>();
    expectTypeOf<IntakeSession<'low'>>().not.toHaveProperty('reveal');
    expectTypeOf<ActionSession<'high'>>().not.toHaveProperty('propose');
  });
});

describe('TYPE-6: what a session takes and gives', () => {
  test('TYPE-6: an intake session reads what it calls for, an action session gets Refs', () => {
    const intake = (session: IntakeSession<'low'>) => session.call(webPage, { url: '' });
    expectTypeOf(intake).returns.resolves.toEqualTypeOf<{ title: string; bytes: number }>();
    const plain = (session: ActionSession<'high'>) => session.call(lookup, { id: '' });
    expectTypeOf(plain).returns.resolves.toEqualTypeOf<{ readonly id: string; readonly note: Ref<string> }>();
    const given = (session: ActionSession<'high'>, ref: Ref<string>) => session.call(lookup, { id: ref });
    expectTypeOf(given).returns.resolves.toEqualTypeOf<Ref<{ id: string; note: string }>>();
    const sent = (session: ActionSession<'high'>) => session.call(sendEmail, { to: '', body: '' });
    expectTypeOf(sent).returns.resolves.toEqualTypeOf<Ref<{ id: number }>>();
  });
  test('TYPE-6: reveal() gives what is behind a Ref, field by field', () => {
    const reveal = (session: ActionSession<'high'>, order: Order) => session.reveal(order.material[0]!.text);
    expectTypeOf(reveal).returns.toEqualTypeOf<string>();
    expectTypeOf<ReturnType<Ref<{ id: number }>['at']>>().toEqualTypeOf<Ref<number>>();
  });
  test('TYPE-6: an argument that the contract does not have is named', () => {
    expectTypeOf<Extra<{ to: Ref<string>; body: string; bcc: string }, typeof sendEmail>>().toEqualTypeOf<{
      readonly bcc: `send_email takes no 'bcc'`;
    }>();
  });
  test('TYPE-6: a proposal’s arguments are the contract’s, and only what is listed by name is proposed', () => {
    type Args<S extends IntakeSession<'low'>> = Parameters<S['propose']>;
    expectTypeOf<Args<IntakeSession<'low'>>[3]>().toEqualTypeOf<{ readonly why: string }>();
    expectTypeOf<InputOf<typeof email>>().toEqualTypeOf<{ to: string; body: string; cc?: string | undefined }>();
    expectTypeOf(email).toExtend<Proposable<'send_email'>>();
    expectTypeOf(ticket).not.toExtend<Proposable<'send_email'>>();
    const propose = (session: IntakeSession<'low', 'send_email'>) =>
      session.propose('executor_agent', email, { to: '', body: '' }, { why: '' });
    expectTypeOf(propose).returns.resolves.toEqualTypeOf<string>();
  });
  test('TYPE-6: a control argument without bounds is not listed, by its sentence', () => {
    expectTypeOf(email.listable).toEqualTypeOf<`only(send_email, …) says what 'to' may be`>();
    expectTypeOf(toSender).toExtend<Listable<'send_email'>>();
    expectTypeOf(ticket).toExtend<Listable<'open_ticket'>>();
    expectTypeOf(toSender).not.toExtend<Proposable>();
  });
});
