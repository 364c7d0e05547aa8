// Notices, finds, grants, stopped agents and keys: real ones of a real desk, and what is odd about them.
import {
  ActionAgent,
  contract,
  type Found,
  IntakeAgent,
  type IntakeSession,
  type Message,
  only,
  tool,
} from '@sallyport/core';
import { testRuntime, type TestRuntime } from '@sallyport/core/testing';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { frozenView, personView } from './agent.js';
import type { DeskPort } from './desk-port.js';
import { unrender } from './escape.js';
import { foundView } from './found.js';
import { grantView, offerView } from './grant.js';
import { item, NOW, part } from './items.fixture.js';
import { noticesView } from './notice.js';

describe('SEE-1: what a real desk hands out is drawn whole', () => {
  test('SEE-1: found, grants, stopped agents, people, notices', async () => {
    await using kit = await house();
    const desk: Required<DeskPort> = kit.desk; // the desk of core can do all that a screen may ask for
    await kit.mail({ from: 'bob@example.com', to: 'reader', text: 'please \u001b[2K answer me' });
    await kit.idle();
    const now = { now: kit.clock.now() };
    const [asked] = await desk.pending();
    const offer = offerView(asked!, { uses: 3, until: '7d' });
    expect(offer.sentence).toBe(
      '"reader" may have "send_email" run 3 times, for 7d, without anybody’s being asked: with exactly these, which decide where it lands, and 1 other argument whatever it is.',
    );
    expect(offer.bounds).toMatchObject([
      { name: '"to"', words: 'is exactly', values: { lines: ['"bob@example.com"'] } },
    ]);
    await desk.grant({ agent: 'reader', like: asked!.id }, { uses: 3, until: '7d' });
    const [grant] = (await desk.grants()).map((one) => grantView(one, now));
    expect(grant?.bounds).toEqual(offer.bounds);
    expect(grant).toMatchObject({ uses: '3 of 3 uses left', agent: '"reader"', tool: '"send_email"' });
    expect(grant?.ends.words).toMatch(/^runs out in 6 days 23 hours|^runs out in 7 days/);

    const found = foundView(await desk.search('answer'), now);
    expect(found.hits.some(({ pieces }) => pieces.some(({ marked, text }) => marked && text === 'answer'))).toBe(true);
    expect(JSON.stringify(found)).not.toContain('\\u001b');
    expect(foundView(await desk.search('nowhere'), now).words).toBe('nothing was found');

    await desk.freeze('reader', 'odd\u202e');
    await kit.idle();
    const [stopped] = (await desk.frozen()).map((one) => frozenView(one, now));
    expect([stopped?.name, stopped?.reason?.lines]).toEqual(['"reader"', ['odd\\u{202e}']]);
    expect(stopped?.words).toContain('frozen');
    const people = (await desk.people()).map(personView);
    expect(people.map(({ words }) => words).join()).toContain('which speaks for "reader", "executor"');
    expect(noticesView(await desk.notices(), now).every(({ words }) => words.length > 0)).toBe(true);
  });
});

describe('SEE-2: finds and the rest hold nothing that could draw', () => {
  const found = (text: string, marks: Found['hits'][number]['snippet']['marks']): Found => ({
    hits: [
      {
        seq: 7,
        kind: 'message',
        at: NOW,
        from: 'a\u202e',
        to: 'b',
        id: 'm\u200b',
        trust: 'low',
        snippet: { text, marks },
      },
    ],
    unverified: 2,
  });

  test('SEE-2: the pieces of a snippet are the snippet, marked where it was found, whatever the marks say', () => {
    for (const marks of [
      [],
      [[0, 2]],
      [
        [1, 2],
        [4, 5],
      ],
      [[3, 99]],
      [[5, 2]],
      [
        [2, 4],
        [3, 6],
      ],
    ] as const) {
      const text = 'ab\u0301\u202ed\ud83d\ude00f';
      const [hit] = foundView(found(text, marks), { now: NOW }).hits;
      expect(hit?.pieces.map((piece) => unrender(piece.text)).join('')).toBe(text);
      expect(JSON.stringify(hit)).not.toMatch(/\u202e|\u200b/);
    }
    expect(foundView(found('x y', [[2, 3]]), { now: NOW })).toMatchObject({
      unverified: '2 entries left out: the journal does not bear them out',
      before: 7,
      hits: [
        {
          pieces: [
            { text: 'x ', marked: false },
            { text: 'y', marked: true },
          ],
        },
      ],
    });
  });

  test('SEE-1: who has not said yet that it knows is named; a grant without its contract says so', () => {
    const stopped = {
      agent: 'a',
      by: undefined,
      at: NOW,
      acknowledged: ['x'],
      missing: ['y', 'z'],
      state: 'freezing',
    } as const;
    expect(frozenView(stopped, { now: NOW })).toMatchObject({
      words: '"a" is being frozen: "y" and "z" have not said so yet, and what was under way may still start',
      by: 'stopped by somebody without a key just now, 2026-01-02 12:00 UTC',
      tone: 'warn',
    });
    const grant = {
      id: 'g',
      agent: 'a',
      tool: { contract: 'c' },
      bounds: { to: ['x', 1] },
      by: 'b',
      at: NOW,
      until: NOW,
      uses: 2,
      left: 0,
    };
    expect(grantView(grant, { now: NOW })).toMatchObject({
      sentence: '"a" may have the contract c run without anybody’s being asked: nobody can say any more what it does.',
      bounds: [{ words: 'is one of 2', values: { lines: ['"x"', '1'] } }],
      ends: { over: true },
    });
  });

  test('FLOW-5: where private content would leave, no grant is offered', () => {
    const flow = { carries: ['crm'], outsiders: ['x'] };
    expect(
      offerView(item({ flow, parts: [part('to', 'x', { control: true })] }), { uses: 1, until: '1d' }).fault,
    ).toContain('private');
  });
});

async function house(): Promise<TestRuntime> {
  const sending = contract({
    ...{ name: 'send_email', effect: 'send', control: ['to'] },
    input: z.strictObject({ to: z.string(), body: z.string() }),
  });
  class Reader extends IntakeAgent<'low'> {
    constructor() {
      super({ name: 'reader', trust: 'low', tools: [], proposes: [only(sending, { to: 'sender' })], allowlist: ['*'] });
    }
    protected async handle({ address = '' }: Message, session: IntakeSession<'low'>) {
      await session.propose('executor', sending, { to: address, body: 'yes' }, { why: 'asked' });
    }
  }
  class Executor extends ActionAgent<'high'> {
    constructor() {
      super({ name: 'executor', trust: 'high', tools: [tool(sending, async () => null)], acceptsFrom: ['reader'] });
    }
    protected async handle() {}
  }
  return testRuntime({ agents: [new Reader(), new Executor()], unverified: 'low' });
}
