// What config says of agents: it counts like what their code says, and never against it.
import { describe, expect, test } from 'vitest';
import type { ActionOptions } from '../agents/action-agent.js';
import { tool } from '../tools/tool.js';
import { executorOf, house, mail, readerOf, sendNote } from './house.fixture.js';
import type { RuntimeOptions } from './options.js';

describe('agentOptions and agentDefaults', () => {
  test.each([
    ['nothing is said anywhere', undefined, {}, []],
    ['config says it of the agent', undefined, { agentOptions: { reader: { allowlist: ['~mail:*'] } } }, ['hello']],
    ['config says it of all agents', undefined, { agentDefaults: { allowlist: ['~mail:*'] } }, ['hello']],
    [
      'config says it of the agent, and otherwise of all',
      undefined,
      { agentOptions: { reader: { allowlist: [] } }, agentDefaults: { allowlist: ['*'] } },
      [],
    ],
    ['its code says it, and config says otherwise of all', [], { agentDefaults: { allowlist: ['*'] } }, []],
  ] as const)('MAIL-1: who may write to an agent, where %s', async (_where, allowlist, options, expected) => {
    const { start } = await house();
    const heard: string[] = [];
    const reader = readerOf(async ({ text }) => void heard.push(text), { allowlist: allowlist as never });
    const { runtime } = await start('intake', [reader], options);
    await runtime.deliver('mail', mail('1', { text: 'hello' }));
    await runtime.idle();
    await runtime.close();
    expect(heard).toEqual(expected);
  });

  test.each([
    ['config names another person', {}, { agentOptions: { executor_agent: { approvers: ['bob'] } } }, 'rejected'],
    ['config names her', {}, { agentOptions: { executor_agent: { approvers: ['alice'] } } }, 'executed'],
    ['config names another person for all', {}, { agentDefaults: { approvers: ['bob'] } }, 'rejected'],
    [
      'its code names her, and config another for all',
      { approvers: ['alice'] },
      { agentDefaults: { approvers: ['bob'] } },
      'executed',
    ],
    [
      'config does not take proposals of the asker',
      {},
      { agentOptions: { executor_agent: { acceptsFrom: ['executor_agent'] } } },
      'rejected',
    ],
    [
      'config takes proposals of the asker',
      {},
      { agentOptions: { executor_agent: { acceptsFrom: ['reader'] } } },
      'executed',
    ],
  ] as const)('GATE-2: what alice has approved, where %s', async (_where, agent, runtime, expected) => {
    const { start, proposed, desk, stateOf } = await house();
    const [id] = await proposed('a');
    await desk.approve(id!);
    const executor = executorOf([tool(sendNote, async () => null)], undefined, agent as Partial<ActionOptions<'high'>>);
    const process = await start('executor', [executor], runtime as Partial<RuntimeOptions>);
    await process.runtime.idle();
    await process.runtime.close();
    expect(await stateOf(id!)).toBe(expected);
  });

  test.each([
    [
      { agentOptions: { reader: { allowlist: ['*'] } } },
      "'reader': allowlist is said twice, in its code and in agentOptions: leave it out of one",
    ],
    [
      { agentOptions: { raeder: {} } },
      "agentOptions speaks of 'raeder', and the agents here are 'reader': an agent's name is what its code says",
    ],
    [{ agentOptions: { reader: { alowlist: [] } } }, "agentOptions['reader'] takes no option 'alowlist'"],
    [
      { agentOptions: { reader: { acceptsFrom: [] } } },
      "'reader': an IntakeAgent takes no proposals: leave acceptsFrom out",
    ],
    [
      { agentOptions: { reader: { approvers: [] } } },
      "the approvers of 'reader' name none, so that nobody could ever approve",
    ],
    [{ agentOptions: { reader: { approvers: 'bob' } } }, "the approvers of 'reader' are not a list of names"],
    [{ agentDefaults: { acceptsFrom: [] } }, "agentDefaults takes no option 'acceptsFrom'"],
    [{ agentDefaults: { allowlist: 'bob' } }, "'reader': allowlist is not a list of strings"],
  ])('CONF-3: %j is a fault where the code of the agent says who may write to it', async (options, words) => {
    const { start } = await house();
    const reader = readerOf(async () => undefined);
    await expect(start('intake', [reader], options as Partial<RuntimeOptions>)).rejects.toThrow(words);
  });
});
