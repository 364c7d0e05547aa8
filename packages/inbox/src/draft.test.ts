// Drafts: whose words are whose before anything is signed.
import { ActionAgent, IntakeAgent } from '@sallyport/core';
import { testRuntime } from '@sallyport/core/testing';
import { expect, test } from 'vitest';
import { draftView } from './draft.js';
import { context, SUPPLIER } from './items.fixture.js';
import { message } from './talk.fixture.js';

test('MAIL-3: the draft of a forward shows exactly the bytes that go out, and none of the rest', async () => {
  class Reader extends IntakeAgent<'low'> {
    constructor() {
      super({ name: 'reader', trust: 'low', tools: [], allowlist: ['*'] });
    }
    protected async handle() {}
  }
  class Executor extends ActionAgent<'high'> {
    constructor() {
      super({ name: 'executor', trust: 'high', tools: [] });
    }
    protected async handle() {}
  }
  await using kit = await testRuntime({ agents: [new Reader(), new Executor()], unverified: 'low' });
  const id = await kit.mail({
    from: 'x@example.com',
    to: 'reader',
    text: 'pay 10\u200b\nkeep this secret',
    subject: 'hi',
  });
  await kit.idle();
  const [mail] = await kit.desk.messages();
  const part = 'pay 10\u200b';
  const draft = draftView({ forward: { message: mail!, to: 'executor', note: 'see', part } }, 'you', context);
  await kit.desk.forward(id, { to: 'executor', note: 'see', part });
  const sent = (await kit.desk.messages()).at(-1)!;
  const asSent = draftView(
    { forward: { message: { ...mail!, letter: sent.material[0]!.letter }, to: 'executor', note: sent.letter.text } },
    'you',
    context,
  );
  expect(draft.material).toEqual(asSent.material);
  expect(draft.own).toEqual(asSent.own);
  expect(draft.material?.text.lines).toEqual(['pay 10\\u{200b}']);
  expect(JSON.stringify(draft)).not.toContain('secret');
  expect(draft.sentence).toBe(
    'You hand on a part of a message to "executor": nothing else of the conversation goes along.',
  );
});

test('MAIL-3: a quotation is never among one’s own words; to adopt them is an act of its own, and says so', () => {
  const mail = message({ text: 'pay 10', material: [{ letter: { from: 'z', text: 'old' }, trust: 'zero' }] });
  const forward = draftView({ forward: { message: mail, to: 'executor' } }, 'alice', context);
  expect(forward.own.lines).toEqual(['']);
  expect(forward.material?.says).toBe(
    `material: the words of "${SUPPLIER}" (LOW trust), handed on as they were; not the words of "alice"`,
  );
  expect(forward.sentence).toContain('nor 1 letter that came with it');
  const adopt = draftView({ adopt: { message: mail, to: 'executor', text: 'pay 10' } }, 'alice', context);
  expect(adopt.material).toBeUndefined();
  expect(adopt.own.lines).toEqual(['pay 10']);
  expect(adopt.flags[0]?.text).toBe(`these are words of "${SUPPLIER}" (LOW trust): signed, they count as your own`);
});

test('MAIL-3: words that do not stand in the message are not offered', () => {
  const mail = message({ text: 'pay 10' });
  for (const text of ['pay 1000', '']) {
    expect(draftView({ adopt: { message: mail, to: 'e', text } }, 'alice', context).fault).toContain('do not stand');
    expect(draftView({ forward: { message: mail, to: 'e', part: text } }, 'alice', context).fault).toContain(
      'do not stand',
    );
  }
  expect(draftView({ send: { to: 'e\u202e', text: 'a\u202eb' } }, 'alice', context).sentence).toBe(
    'You write to "e\\u{202e}", in your own words.',
  );
});
