// Tests `sendEmail` the whole way, on a real runtime: proposed by an agent, approved by a person, sent by the executor.
import {
  ActionAgent,
  IntakeAgent,
  only,
  type ActionSession,
  type IntakeSession,
  type Message,
  type Order,
} from '@sallyport/core';
import { approveEverything, testRuntime } from '@sallyport/core/testing';
import { expect, test } from 'vitest';
import { emailSender, type OutgoingMail } from '../send.js';
import { sendEmail } from './contracts.js';

const body = 'Dear Bob,\r\n.\r\n  thank you. \u202e\n';

test('WALL-3: what was approved is what leaves, byte for byte, once, to the one address', async () => {
  const sent: OutgoingMail[] = [];
  await using t = await setup(sent);
  await t.mail({ from: 'bob@example.com', to: 'answerer', text: 'bob@example.com' });
  await t.idle();
  expect(sent.map(({ from, to }) => ({ from, to }))).toEqual([{ from: 'me@example.com', to: 'bob@example.com' }]);
  const coded =
    Buffer.from(sent[0]?.bytes ?? [])
      .toString('latin1')
      .split('\r\n\r\n', 2)[1] ?? '';
  expect(Buffer.from(coded, 'base64').toString('utf8')).toBe(body);
});

test.each([
  'mallory@evil.example',
  'bob@example.com,mallory@evil.example',
  'Bob <bob@example.com>',
  'bob@example.com\r\nBcc: mallory@evil.example',
])('FLOW-7: an answer to %j leaves for nobody, whoever approves', async (to) => {
  const sent: OutgoingMail[] = [];
  await using t = await setup(sent);
  await t.mail({ from: 'bob@example.com', to: 'answerer', text: to });
  await t.idle();
  expect(t.read).toBe(1);
  expect(t.reached()).toEqual([]);
  expect(sent).toEqual([]);
});

/** Answers to whatever address the mail names. */
class Answerer extends IntakeAgent<'low'> {
  constructor() {
    const proposes = [only(sendEmail, { to: 'sender' })];
    super({ name: 'answerer', trust: 'low', tools: [], proposes, allowlist: ['*'] });
  }
  protected async handle(message: Message, session: IntakeSession<'low'>) {
    const mail = { to: message.text, subject: 'Re: hello', body };
    await session.propose('executor', sendEmail, mail, { why: 'they asked' }).catch(() => {});
  }
}

class Executor extends ActionAgent<'high'> {
  constructor(sent: OutgoingMail[]) {
    const operations = { deliver: async (mail: OutgoingMail) => void sent.push(mail) };
    super({ name: 'executor', trust: 'high', tools: [emailSender({ from: 'me@example.com', operations })] });
  }
  protected async handle(_order: Order, _session: ActionSession<'high'>) {}
}

function setup(sent: OutgoingMail[]) {
  const agents = [new Answerer(), new Executor(sent)];
  return testRuntime({ agents, unverified: 'low', reviewer: approveEverything(), real: true });
}
