// The typed passport, by its sentences.
import * as z from 'zod';
import { describe, expectTypeOf, test } from 'vitest';
import type { TrustLevel } from '../trust.js';
import { classify, unclassified, type ForeignInput } from './classify.js';
import { contract } from './contract.js';
import type { StandardSchema } from './schema.js';
import { tool, type ActionTool, type InputOf, type IntakeTool, type OutputOf, type Tool } from './tool.js';

const input = z.strictObject({ q: z.string() });
const email = contract({
  name: 'send_email',
  effect: 'send',
  input: z.strictObject({ to: z.string() }),
  control: ['to'],
});
const sendEmail = tool(email, async ({ to }) => ({ id: to.length }));
const put = tool({ name: 'put', effect: 'update', input, run: async () => 1 });
const ask = tool({ name: 'ask', effect: 'query', source: 'low', input, run: async () => 1 });
const wipe = tool({ name: 'wipe', effect: 'execute', input, run: async () => 1 });
const page = tool({ name: 'web_page', effect: 'ingest', source: 'low', input, run: async ({ q }) => q });
const form = tool({ name: 'contact_form', effect: 'ingest', source: 'zero', input, run: async () => '' });
const draft = tool({ name: 'save_draft', effect: 'draft', input, run: async () => 1 });
const sum = tool({ name: 'sum', effect: 'analyze', input, run: async () => 1 });
const foreign = unclassified({ name: 'foreign', input: {}, run: async () => 1 });

describe('TYPE-1: an IntakeAgent that registers an act-tier tool does not compile', () => {
  test('TYPE-1: the sentence names the agent, the tool and what it does', () => {
    expectTypeOf(
      sendEmail.fits.role.intake,
    ).toEqualTypeOf<`an IntakeAgent cannot register 'send_email': it sends messages`>();
    expectTypeOf(put.fits.role.intake).toEqualTypeOf<`an IntakeAgent cannot register 'put': it updates records`>();
    expectTypeOf(ask.fits.role.intake).toEqualTypeOf<`an IntakeAgent cannot register 'ask': it runs queries`>();
    expectTypeOf(wipe.fits.role.intake).toEqualTypeOf<`an IntakeAgent cannot register 'wipe': it runs commands`>();
  });
  test('TYPE-1: none of them is an IntakeTool, at any trust', () => {
    expectTypeOf(sendEmail).not.toExtend<IntakeTool<'high'>>();
    expectTypeOf(put).not.toExtend<IntakeTool<'high'>>();
    expectTypeOf(ask).not.toExtend<IntakeTool<'high'>>();
    expectTypeOf(wipe).not.toExtend<IntakeTool<'high'>>();
  });
  test('TYPE-1: what observes or records is', () => {
    expectTypeOf(page.fits.role.intake).toEqualTypeOf<true>();
    expectTypeOf(page).toExtend<IntakeTool<'low'>>();
    expectTypeOf(sum).toExtend<IntakeTool<'zero' | 'low' | 'medium' | 'high'>>();
    expectTypeOf(draft).toExtend<IntakeTool<'medium'>>();
  });
});

describe('TYPE-2: the same for role action, trust, source and what nobody declared', () => {
  test('TYPE-2: an ActionAgent never ingests', () => {
    expectTypeOf(
      page.fits.role.action,
    ).toEqualTypeOf<`an ActionAgent cannot register 'web_page': it reads outside content`>();
    expectTypeOf(page).not.toExtend<ActionTool<'zero'>>();
    expectTypeOf(sendEmail).toExtend<ActionTool<'high'>>();
  });
  test('TYPE-2: trust too low', () => {
    expectTypeOf(
      draft.fits.trust.low,
    ).toEqualTypeOf<`a low-trust agent cannot register 'save_draft': it saves drafts`>();
    expectTypeOf(
      draft.fits.trust.zero,
    ).toEqualTypeOf<`a zero-trust agent cannot register 'save_draft': it saves drafts`>();
    expectTypeOf(
      sendEmail.fits.trust.medium,
    ).toEqualTypeOf<`a medium-trust agent cannot register 'send_email': it sends messages`>();
    expectTypeOf(sendEmail).not.toExtend<ActionTool<'medium'>>();
  });
  test('TYPE-2: an ingest source below the trust of the agent', () => {
    expectTypeOf(form.fits.trust.zero).toEqualTypeOf<true>();
    expectTypeOf(
      form.fits.trust.low,
    ).toEqualTypeOf<`a low-trust agent cannot register 'contact_form': it brings in zero-trust content`>();
    expectTypeOf(
      page.fits.trust.medium,
    ).toEqualTypeOf<`a medium-trust agent cannot register 'web_page': it brings in low-trust content`>();
  });
  test('TYPE-2: a query of any source may be held: what it brings comes as Refs', () => {
    expectTypeOf(ask.fits.trust.high).toEqualTypeOf<true>();
    expectTypeOf(ask).toExtend<ActionTool<'high'>>();
  });
  test('TYPE-2, TYPE-3: a union of trust levels grants only what all of them allow', () => {
    expectTypeOf(page).not.toExtend<IntakeTool<'low' | 'high'>>();
    expectTypeOf(draft).not.toExtend<IntakeTool<'low' | 'high'>>();
    expectTypeOf(draft).toExtend<IntakeTool<'medium' | 'high'>>();
  });
  test('TYPE-2: a union of effects or sources fits where all of them do', () => {
    type Either = Tool<'either', 'draft' | 'send', 'high', unknown, unknown, undefined, never>;
    expectTypeOf<Either['fits']['role']['intake']>().toEqualTypeOf<
      true | `an IntakeAgent cannot register 'either': it sends messages`
    >();
    expectTypeOf<Either>().not.toExtend<IntakeTool<'high'>>();
    type Sources = Tool<'some', 'ingest', 'low' | 'high', unknown, unknown, undefined, never>;
    expectTypeOf<Sources>().not.toExtend<IntakeTool<'high'>>();
    expectTypeOf<Sources>().toExtend<IntakeTool<'low'>>();
  });
  test('TYPE-2: a tool that nobody classified fits nowhere', () => {
    type Sentence = 'nobody has declared what this tool can do: classify() it first';
    expectTypeOf(foreign.fits.role).toEqualTypeOf<{ readonly intake: Sentence; readonly action: Sentence }>();
    expectTypeOf(foreign).not.toExtend<IntakeTool<'zero'>>();
    expectTypeOf(foreign).not.toExtend<ActionTool<'zero'>>();
  });
  test('TYPE-2: a contract, and a tool whose name is not known, fit nowhere', () => {
    expectTypeOf(
      email.fits.role.action,
    ).toEqualTypeOf<`'send_email' is a contract, with nothing to run: tool(contract, run) makes it a tool`>();
    type Wide = Tool<string, 'log', 'high', unknown, unknown, undefined, never>;
    expectTypeOf<
      Wide['fits']['trust']['high']
    >().toEqualTypeOf<'a tool whose name is not known at compile time fits nowhere: classify() it first'>();
  });
  test('TYPE-2: an effect of any type is no way in', () => {
    // oxlint-disable-next-line typescript/no-explicit-any -- what a JavaScript user hands over
    type Anything = Tool<'x', any, 'high', unknown, unknown, undefined, never>;
    expectTypeOf<Anything['fits']['role']['intake']>().not.toEqualTypeOf<true>();
  });
});

test('TYPE-2: a classified tool is judged by what the developer declared', () => {
  const tools = [foreign, { name: 'Drop-All', input: {}, run: async () => 1 }] as const;
  const made = classify(tools, {
    foreign: { effect: 'ingest', source: 'low', outsider: ['text'] },
    'Drop-All': { name: 'drop_all', effect: 'execute', control: ['table'] },
  });
  expectTypeOf(made.foreign).toExtend<IntakeTool<'low'>>();
  expectTypeOf(made.foreign.name).toEqualTypeOf<'foreign'>();
  expectTypeOf(made['Drop-All'].name).toEqualTypeOf<'drop_all'>();
  expectTypeOf(
    made['Drop-All'].fits.role.intake,
  ).toEqualTypeOf<`an IntakeAgent cannot register 'drop_all': it runs commands`>();
  expectTypeOf(made['Drop-All']['~types'].control).toEqualTypeOf<'table'>();
  expectTypeOf<InputOf<(typeof made)['foreign']>>().toEqualTypeOf<ForeignInput>();
});

test('TYPE-2: inputs and outputs are known, and the code is not there', () => {
  expectTypeOf<InputOf<typeof sendEmail>>().toEqualTypeOf<{ to: string }>();
  expectTypeOf<OutputOf<typeof sendEmail>>().toEqualTypeOf<{ id: number }>();
  expectTypeOf<OutputOf<typeof page>>().toEqualTypeOf<string>();
  expectTypeOf(sendEmail).not.toHaveProperty('run');
  expectTypeOf<Extract<TrustLevel, keyof (typeof sendEmail)['fits']['trust']>>().toEqualTypeOf<TrustLevel>();
});

test('TYPE-2: said aloud, "*" means what unsaid means', () => {
  const all = contract({ name: 'all', effect: 'send', input, control: '*', outsider: '*' });
  expectTypeOf(all['~types'].control).toEqualTypeOf<'q'>();
  expectTypeOf(all['~types'].outsider).toEqualTypeOf<'*'>();
});

test('a Standard Schema that brings its own JSON Schema is typed by what it lets through', () => {
  const schema = {} as StandardSchema<{ to: string; cc?: string }>;
  const made = contract({ name: 'standard', effect: 'send', input: schema, control: ['to'] });
  expectTypeOf<InputOf<typeof made>>().toEqualTypeOf<{ to: string; cc?: string }>();
  expectTypeOf(made['~types'].control).toEqualTypeOf<'to'>();
});
