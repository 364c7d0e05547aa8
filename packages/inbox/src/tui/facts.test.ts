// What is read of the desk: once where it is over, anew where something is still to happen.
import { testRuntime } from '@sallyport/core/testing';
import { expect, test, vi } from 'vitest';
import { Executor, Researcher } from '../agents.fixture.js';
import { Facts } from './facts.js';

test('SEE-4: messages that are over are not read again, and what is read is the same as all of it', async () => {
  await using kit = await testRuntime({ agents: [new Researcher(), new Executor()], unverified: 'low' });
  const read = vi.spyOn(kit.desk, 'messages'); // goes through
  const facts = new Facts(kit.desk);
  const mail = (text: string) => kit.mail({ from: 'bob@example.com', to: 'research_agent', text });
  const same = async (): Promise<void> => {
    await facts.refresh();
    expect(facts.messages).toEqual(await kit.desk.messages());
  };
  await mail('one');
  await kit.idle();
  await same();
  const [one] = facts.messages;
  await kit.desk.send('executor_agent', 'two');
  await mail('three');
  await same();
  await kit.idle();
  await same();
  await same();
  expect(facts.messages.map(({ state }) => state)).toEqual(['executed', 'executed', 'executed']);
  const afters = read.mock.calls.flatMap(([options]) => options?.after ?? []);
  expect(afters).toEqual([0, one!.seq, one!.seq, facts.messages.at(-1)!.seq]);
});
