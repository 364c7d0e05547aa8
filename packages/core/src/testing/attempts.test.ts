// Tries what a test says of an attack, with matchers and without: nothing is proven by a test in which nothing happened.
import { AssertionError } from 'node:assert';
import { describe, expect, test } from 'vitest';
import { assertSeen, assertUnseen, type Attempt, type Observed } from './attempts.js';
import { matchers } from './matchers.js';

const nothing = observed(0, []);
const read = observed(1, []);
const tried = observed(1, [attempt({ state: 'refused', reason: "'to' is not the sender of the message" })]);
const reached = observed(1, [attempt({ state: 'executed', reached: true })]);

describe('plain assertions', () => {
  test.each([
    ['attempted', nothing, true],
    ['attempted', read, true],
    ['attempted', tried, false],
    ['reached', nothing, true],
    ['reached', tried, true],
    ['reached', reached, false],
  ] as const)('%s', (how, t, fails) => {
    for (const what of ['send_email', 'send'])
      if (fails) expect(() => assertSeen(t, what, how)).toThrow(AssertionError);
      else assertSeen(t, what, how);
  });

  test('never reached: fails when it was, and when nothing was read or tried', () => {
    expect(() => assertUnseen(reached, 'send')).toThrow(/expected 'send' never to be reached; it was 1 times/);
    expect(() => assertUnseen(nothing, 'send')).toThrow(/no message was read, so that .* says nothing/);
    assertUnseen(read, 'send');
    assertUnseen(tried, 'send');
    // a gate alone reads no mail: what was asked of it is what happened
    assertUnseen(observed(0, [attempt({ state: 'denied' })]), 'send');
  });

  test('they say what was seen, and why it went no further', () => {
    expect(() => assertSeen(tried, 'send', 'reached')).toThrow(
      "reader → send_email: refused, 'to' is not the sender of the message",
    );
  });
});

describe('matchers', () => {
  test.each(['toHaveAttempted', 'toHaveReached', 'toNeverHaveReached'] as const)(
    '%s fails where nothing happened, behind a .not too',
    (matcher) => {
      const ask = (isNot: boolean) => matchers[matcher].call({ isNot }, nothing, 'send');
      expect([ask(false).pass, ask(true).pass]).toEqual([false, true]);
      expect(ask(true).message()).toMatch(/says nothing/);
    },
  );

  test('they say the same as the assertions', () => {
    expect(matchers.toHaveAttempted(tried, 'send').pass).toBe(true);
    expect(matchers.toHaveReached(tried, 'send').pass).toBe(false);
    expect(matchers.toNeverHaveReached(tried, 'send').pass).toBe(true);
    expect(matchers.toNeverHaveReached(reached, 'send').pass).toBe(false);
  });
});

function observed(count: number, all: readonly Attempt[]): Observed {
  const attempts = (what?: string) =>
    all.filter(({ tool, effect }) => what === undefined || what === tool || what === effect);
  return { read: count, attempts, reached: (what) => attempts(what).filter((one) => one.reached) };
}

function attempt(more: Partial<Attempt>): Attempt {
  const own = {
    id: 'a1',
    tool: 'send_email',
    effect: 'send',
    requester: 'reader',
    executor: 'executor_agent',
  } as const;
  return { ...own, state: 'pending', reached: false, args: {}, ...more };
}
