// What outsiders have told a session after it planned: it reaches no planned call by a way around, and no error tells what is behind a Ref.
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { trustOf } from '../content/label.js';
import type { Ref } from '../content/ref-type.js';
import { nobody } from '../testing/reviewers.js';
import { testRuntime } from '../testing/test-runtime.js';
import { tool } from '../tools/tool.js';
import { ActionAgent } from './action-agent.js';
import type { ActionSession, Order } from './session.js';
import { anything, step } from './step.js';

const WORDS = 'the words of a stranger';

describe('what a planned lookup is told late', () => {
  test('FLOW-3: has a say in what it brings: an id picked out of that asks', async () => {
    const look = (late: (session: Session, mail: Ref<string>) => Promise<string>) =>
      acting(async (session, { mail, find, remove }) => {
        const found = step(find, { query: anything });
        const removed = step(remove, { id: found.pick((files) => files[0]?.id) });
        await session.plan([step(mail, {}), found, removed]);
        const { text } = await session.call(mail, {});
        await session.run(found, { query: await late(session, text) });
        await session.run(removed);
      });
    // the plan works, as long as nobody else has a say
    expect(await look(async () => 'mine')).toMatchObject({ removed: ['id of mine'], asks: [] });
    const asks = [['id', 'low']];
    expect(await look(async (session, text) => session.reveal(text))).toMatchObject({ removed: [], asks });
    const bounded = async (session: Session, text: Ref<string>): Promise<string> =>
      session.reveal(await session.read(text, z.enum(['mine', 'yours']), () => 'yours'));
    expect(await look(bounded)).toMatchObject({ removed: [], asks });
  });

  test('FLOW-3: and in what is looked up by it, step after step', async () => {
    const { removed, asks } = await acting(async (session, { mail, find, remove }) => {
      const first = step(find, { query: anything });
      const second = step(find, { query: first.pick((files) => files[0]?.id) });
      const last = step(remove, { id: second.pick((files) => files[0]?.id) });
      await session.plan([step(mail, {}), first, second, last]);
      await session.run(first, { query: session.reveal((await session.call(mail, {})).text) });
      await session.run(second);
      await session.run(last);
    });
    expect([removed, asks]).toEqual([[], [['id', 'low']]]);
  });

  test('FLOW-3: and words that a selector makes up, once the session was told them, are no field of what its step brought', async () => {
    const { removed, asks } = await acting(async (session, { mail, find, remove }) => {
      let words = '';
      const found = step(find, { query: 'mine' });
      const removed = step(remove, { id: found.pick(() => words) });
      await session.plan([step(mail, {}), found, removed]);
      words = session.reveal((await session.call(mail, {})).text);
      await session.run(found);
      await session.run(removed);
    });
    expect([removed, asks]).toEqual([[], [['id', 'low']]]);
  });
});

describe('what a tainted session has read', () => {
  test('FLOW-3: holds its own words, too: a trusted text and a reader make no trusted answer of them', async () => {
    const { removed, asks } = await acting(async (session, { mail, sum, remove }) => {
      const removes = step(remove, { id: anything }, { times: 2 });
      await session.plan([step(mail, {}), step(sum, {}), removes]);
      const trusted = await session.call(sum, {});
      await session.run(removes, { id: await session.read(trusted, z.string(), () => 'mine') });
      const words = session.reveal((await session.call(mail, {})).text);
      await session.run(removes, { id: await session.read(trusted, z.string(), () => words) });
    });
    expect([removed, asks]).toEqual([['mine'], [['id', 'low']]]);
  });

  test('FLOW-3: also where it was told while the reader was at work', async () => {
    const { removed, asks } = await acting(async (session, { mail, sum, remove }) => {
      const removes = step(remove, { id: anything });
      await session.plan([step(mail, {}), step(sum, {}), removes]);
      const { text } = await session.call(mail, {});
      const trusted = await session.call(sum, {});
      let tell = (_words: string): void => undefined;
      const told = new Promise<string>((resolve) => (tell = resolve));
      const read = session.read(trusted, z.string(), () => told);
      tell(session.reveal(text));
      await session.run(removes, { id: await read });
    });
    expect([removed, asks]).toEqual([[], [['id', 'low']]]);
  });
});

describe('an error', () => {
  test('FLOW-2: that something is too large does not tell the keys behind a Ref', async () => {
    const said: string[] = [];
    const { codes } = await acting(async (session, { deep, wide, send }, tried) => {
      const [tower, table] = [await session.call(deep, {}), await session.call(wide, {})];
      const all = [
        session.read([[[[tower]]]], z.string(), () => 'x'),
        session.plan([step(send, { to: 'bob', body: [[[[tower]]]] as never })]),
        session.call(send, { to: 'bob', body: [[[[tower]]]] as never }),
        // without its links it is longer
        session.call(send, { to: 'bob', body: table as never }),
      ];
      for (const one of all) said.push(inspect(await tried(one), { depth: 9 }));
      expect(trustOf(session.watermark)).toBe('high');
    });
    expect(codes).toEqual(['TOO_LARGE', 'TOO_LARGE', 'BAD_INPUT', 'TOO_LARGE']);
    for (const one of said) expect(one).not.toContain(WORDS);
  });

  test('FLOW-2: that a reader used its session is told in our words, whatever the reader has written into it', async () => {
    const { codes } = await acting(async (session, { mail }, tried) => {
      const { text } = await session.call(mail, {});
      const reader = async (content: string): Promise<string> => {
        const error = await session.report('x').catch((thrown: Error) => thrown);
        throw Object.assign(error as Error, { message: content, cause: content, facts: { content } });
      };
      expect(inspect(await tried(session.read(text, z.string(), reader)))).not.toContain(WORDS);
      expect(trustOf(session.watermark)).toBe('high');
    });
    expect(codes).toEqual(['NOT_ALLOWED']);
  });
});

describe('a refusal under a plan', () => {
  test('FLOW-4: spells out the name of an argument that nobody planned: a terminal draws nothing of it', async () => {
    const said: unknown[] = [];
    const { codes } = await acting(async (session, { tag }, tried) => {
      const tags = step(tag, { id: '5' });
      await session.plan([tags]);
      for (const call of [
        session.call(tag, { id: '5', '\u001b[31m': 'x' }),
        session.run(tags, { '\u001b[31m': 'x' } as never),
      ])
        said.push(await tried(call));
    });
    expect(codes).toEqual(['OFF_PLAN', 'OFF_PLAN']);
    for (const error of said) expect((error as Error).message).toContain(`'\\u{1b}[31m' is not planned`);
  });
});

type Session = ActionSession<'high'>;
type Tried = (call: Promise<unknown>) => Promise<unknown>;

function toolsOf(removed: string[]) {
  const none = z.strictObject({});
  const words = (depth: number): object => (depth === 0 ? {} : { [`${WORDS} ${depth}`]: words(depth - 1) });
  const mail = tool({
    ...{ name: 'read_mail', effect: 'query', source: 'low', private: false, egress: false, input: none },
    output: z.strictObject({ text: z.string() }),
    outsider: ['text'],
    run: async () => ({ text: WORDS }),
  });
  const find = tool({
    ...{ name: 'find_file', effect: 'query', source: 'low', private: false, control: [], egress: false },
    input: z.strictObject({ query: z.string() }),
    output: z.array(z.strictObject({ id: z.string(), text: z.string() })),
    outsider: ['text'],
    run: async ({ query }) => [{ id: `id of ${query}`, text: WORDS }],
  });
  const sum = tool({ ...{ name: 'sum', effect: 'analyze', input: none }, run: async () => 'all is well' });
  const remove = tool({
    ...{ name: 'remove_file', effect: 'update', control: ['id'], egress: false },
    input: z.strictObject({ id: z.string() }),
    run: async ({ id }) => void removed.push(id),
  });
  const send = tool({
    ...{ name: 'send_file', effect: 'send', control: ['to'] },
    input: z.strictObject({ to: z.string(), body: z.json() }),
    run: async () => undefined,
  });
  const tag = tool({
    ...{ name: 'tag_file', effect: 'update', control: ['id'], egress: false },
    input: z.record(z.string(), z.string()),
    run: async () => undefined,
  });
  const deep = tool({
    ...{ name: 'read_deep', effect: 'query', source: 'low', private: false, input: none },
    run: async () => words(61),
  });
  const wide = tool({
    ...{ name: 'read_wide', effect: 'query', source: 'low', private: false, input: none },
    run: async () => ({ [WORDS]: Array.from({ length: 1_000 }, () => 'a.bc '.repeat(200)) }),
  });
  return { mail, find, sum, remove, send, tag, deep, wide };
}

/** A session with an order of its owner's. `asks`: the low arguments that wait for a person; `codes`: of the errors. */
async function acting(act: (session: Session, tools: ReturnType<typeof toolsOf>, tried: Tried) => Promise<void>) {
  const removed: string[] = [];
  const codes: string[] = [];
  const tools = toolsOf(removed);
  const tried: Tried = (call) =>
    call.catch((error: { readonly code: string }) => {
      codes.push(error.code);
      return error;
    });
  class Executor extends ActionAgent<'high'> {
    constructor() {
      super({ name: 'executor_agent', trust: 'high', tools: Object.values(tools) });
    }
    protected override handle(_order: Order, session: Session) {
      return act(session, tools, tried);
    }
  }
  const t = await testRuntime({ agents: [new Executor()], real: true, reviewer: nobody() });
  await t.desk.send('executor_agent', 'tidy up');
  await t.idle();
  const asks = (await t.desk.pending()).flatMap(({ parts }) =>
    parts.filter(({ trust }) => trust === 'low').map(({ name, trust }) => [name, trust]),
  );
  return { removed, asks, codes };
}
