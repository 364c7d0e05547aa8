// What a call that was given a Ref answers: a Ref, in which each field has the label of whoever could have written it.
import { expect, test } from 'vitest';
import * as z from 'zod';
import type { Ref } from '../content/ref-type.js';
import { nobody, scriptedReviewer, type ScriptedReviewer } from '../testing/reviewers.js';
import { testRuntime } from '../testing/test-runtime.js';
import { tool } from '../tools/tool.js';
import { ActionAgent } from './action-agent.js';
import type { ActionSession, Order } from './session.js';

type Session = ActionSession<'high'>;

test('FLOW-3: an id that the far side has given is no stranger’s because a stranger’s text was written down', async () => {
  const { shared, asks } = await acting(async (session, { createFile, shareFile, text }) => {
    const made = await session.call(createFile, { name: 'list.txt', content: text });
    await session.call(shareFile, { id: made.at('id'), with: 'bob@example.com' });
  });
  expect([shared, asks]).toEqual([['7'], []]);
});

test('FLOW-3: what outsiders may have written of it stays theirs, and the whole stays a Ref', async () => {
  const { shared, asks } = await acting(async (session, { createFile, shareFile, text }) => {
    const made = await session.call(createFile, { name: 'list.txt', content: text });
    expect(() => String(made)).toThrow('a Ref is not the text itself');
    await session.call(shareFile, { id: made.at('content'), with: 'bob@example.com' });
  });
  expect([shared, asks]).toEqual([[], [['id', 'low']]]);
});

test('FLOW-3: where a stranger says where it lands, they may have chosen what it is called', async () => {
  const { shared, asks } = await acting(
    async (session, { createAt, shareFile, text }) => {
      const made = await session.call(createAt, { folder: 'mine', name: text });
      await session.call(shareFile, { id: made.at('id'), with: 'bob@example.com' });
    },
    scriptedReviewer(['approve']),
  );
  expect([shared, asks]).toEqual([[], [['id', 'low']]]);
});

test('FLOW-3: what a query finds by a stranger’s word was chosen by that stranger', async () => {
  const { shared, asks } = await acting(async (session, { findFile, shareFile, text }) => {
    const found = await session.call(findFile, { text });
    await session.call(shareFile, { id: found.at('id'), with: 'bob@example.com' });
  });
  expect([shared, asks]).toEqual([[], [['id', 'low']]]);
});

function toolsOf(shared: string[]) {
  const file = z.strictObject({ id: z.string(), content: z.string() });
  const readMail = tool({
    ...{ name: 'read_mail', effect: 'query', source: 'low', input: z.strictObject({}) },
    run: async () => 'a list',
  });
  const createFile = tool({
    ...{ name: 'create_file', effect: 'update', control: ['name'], output: file, outsider: ['content'] },
    input: z.strictObject({ name: z.string(), content: z.string() }),
    run: async ({ content }) => ({ id: '7', content }),
  });
  const createAt = tool({
    ...{ name: 'create_at', effect: 'update', output: file, outsider: ['content'] },
    input: z.strictObject({ folder: z.string(), name: z.string() }),
    run: async ({ name }) => ({ id: name, content: '' }),
  });
  const findFile = tool({
    ...{ name: 'find_file', effect: 'query', source: 'high', control: [], output: file, outsider: ['content'] },
    input: z.strictObject({ text: z.string() }),
    run: async () => ({ id: '13', content: '' }),
  });
  const shareFile = tool({
    ...{ name: 'share_file', effect: 'update', control: ['id', 'with'], egress: false },
    input: z.strictObject({ id: z.string(), with: z.string() }),
    run: async ({ id }) => void shared.push(id),
  });
  return { readMail, createFile, createAt, findFile, shareFile };
}

/** A session with a stranger's text in its hand, unread. `asks`: the low control arguments of what waits for a person. */
async function acting(
  act: (session: Session, tools: ReturnType<typeof toolsOf> & { readonly text: Ref<string> }) => Promise<void>,
  reviewer: ScriptedReviewer = nobody(),
) {
  const shared: string[] = [];
  const tools = toolsOf(shared);
  class Executor extends ActionAgent<'high'> {
    constructor() {
      super({ name: 'executor_agent', trust: 'high', tools: Object.values(tools) });
    }
    protected override async handle(_order: Order, session: Session) {
      await act(session, { ...tools, text: await session.call(tools.readMail, {}) });
    }
  }
  const t = await testRuntime({ agents: [new Executor()], real: true, reviewer });
  await t.desk.send('executor_agent', 'write it down');
  await t.idle();
  const asks = (await t.desk.pending()).flatMap(({ parts }) =>
    parts.filter(({ control, trust }) => control && trust === 'low').map(({ name, trust }) => [name, trust]),
  );
  return { shared, asks };
}
