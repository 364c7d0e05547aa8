// The scripted person: she approves the office's own words to the mail's own sender, and nothing that differs by a byte.
import type { ReviewItem } from '@sallyport/core';
import { expect, test } from 'vitest';
import { CarefulReviewer } from './careful-reviewer.js';
import { EXECUTOR_AGENT, MAIL_AGENT, OWN } from './names.js';
import { replyTo } from './replies.js';

const SUBJECT = 'Copy of invoice 4711';
const reply = replyTo(SUBJECT)!;
const args = { to: 'dana@fernhill.example', subject: reply.subject, body: reply.body };
const nothing = { edit: '', forward: '', skip: '' };

test('the answer that the office gives is approved', () => {
  expect(new CarefulReviewer(nothing, OWN).decide(item(args)).is).toBe('approve');
});

test.each([
  ['another body', { ...args, body: `${args.body} ` }],
  ['another recipient', { ...args, to: 'thief@evil.example' }],
  ['another subject', { ...args, subject: 'Re: something' }],
  ['an argument more', { ...args, inReplyTo: '<1@fernhill.example>' }],
])('%s is denied', (_, changed) => {
  expect(new CarefulReviewer(nothing, OWN).decide(item(changed)).is).toBe('deny');
});

test('what she wants otherwise she rewrites, hands on, or leaves', () => {
  const said = (wish: Partial<typeof nothing>) =>
    new CarefulReviewer({ ...nothing, ...wish }, OWN).decide(item(args)).is;
  expect([said({ edit: SUBJECT }), said({ forward: SUBJECT }), said({ skip: SUBJECT })]).toEqual([
    'edit',
    'forward',
    'skip',
  ]);
});

test('of what she rewrote she approves her own words only', () => {
  const reviewer = new CarefulReviewer({ ...nothing, edit: SUBJECT }, OWN);
  const first = reviewer.decide(item(args));
  if (first.is !== 'edit') expect.unreachable();
  else {
    reviewer.remember('second', item(args));
    const replaces = { id: 'first', parts: [] };
    const again = { ...args, ...first.changes };
    expect(reviewer.decide({ ...item(again), id: 'second', replaces }).is).toBe('approve');
    expect(reviewer.decide({ ...item({ ...again, body: 'other words' }), id: 'second', replaces }).is).toBe('deny');
  }
});

test('of what the acting agent asks she approves what she had ordered herself', () => {
  const reviewer = new CarefulReviewer(nothing, OWN);
  const asks = (given: object) => reviewer.decide({ ...item(given), requester: EXECUTOR_AGENT }).is;
  expect([asks(OWN), asks({ ...OWN, to: 'thief@evil.example' })]).toEqual(['approve', 'deny']);
});

function item(given: object): ReviewItem {
  const label = { from: { '~mail:dana@fernhill.example': 'low' }, private: [] } as const;
  const letter = { from: '~mail:dana@fernhill.example', address: 'dana@fernhill.example', subject: SUBJECT, text: '' };
  return {
    id: 'first',
    digest: 'd',
    state: 'pending',
    requester: MAIL_AGENT,
    executor: EXECUTOR_AGENT,
    tool: { name: 'send_email', effect: 'send', contract: 'c' },
    parts: Object.entries(given).map(([name, value]) => ({ name, value, label, trust: 'low', control: name === 'to' })),
    why: { text: '', trust: 'low' },
    message: { id: 'm', letter, trust: 'low' },
    asked: 0,
    expires: 1,
    approvals: [],
    deniedLately: 0,
  };
}
