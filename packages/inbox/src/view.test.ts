// The view of a proposal: whole, escaped, frozen, with computed facts before the agent's words.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unblock } from './block.js';
import type { Effect, Json, ReviewItem } from '@sallyport/core';
import { context, DIGEST, item, labelled, NOW, part, partsOf, SUPPLIER, unasked } from './items.fixture.js';
import { textScreen } from './screen.js';
import { viewOf } from './view.js';

const UNSAFE = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u{16FE4}\u2800\ufffc\u{13441}\u{13442}\u{1D159}]/u;

/** How a line of a screen may begin: with words of the screen's own, a quoted name, or a bar. */
const OWN =
  '!! private |digest(?: |$)|why: |behind it|edited|approved by|denied by|its executor says|(?:HIGH|MEDIUM|LOW) risk|it replaces';
const INDENTED = '(?:from|subject|sent|written at|it was|and is now|the edit)(?: |$)|⟨|!!|!|-|[-+] [│┊]';
const OURS = new RegExp(`^(?:$|── |"|[│┊](?: |$)|${OWN}| {2}(?:${INDENTED}))`, 'u');

describe('SEE-1: what is shown is what runs, whole', () => {
  test('SEE-1: the facts of a proposal', () => {
    const view = viewOf(item(), context);
    expect(view.sentence).toBe('"executor_agent" will run "send_email": it sends messages.');
    expect([view.asked, view.expires.words]).toEqual(['2 minutes 10 seconds ago', 'runs out in 23 hours']);
    expect(view.digest).toEqual({ full: DIGEST, short: '9f2c41aa' });
    expect(view.count).toBe('3 arguments, 1 decides where it lands');
    expect([view.folded, view.careful, view.risk.level]).toEqual([false, false, 'medium']);
    expect(view.message).toMatchObject({ from: `"${SUPPLIER}"`, subject: '"Invoice"', trust: { word: 'LOW trust' } });
    expect(view.why).toMatchObject({
      lines: ['they asked twice'],
      says: 'the agent says (possibly written under outside influence)',
    });
  });

  test('SEE-1: every argument has its name, its whole value, its sources and their trust', () => {
    const view = viewOf(
      item({ parts: [part('body', 'a\nb', { label: { from: { crm: 'high', web: 'zero' }, private: ['crm'] } })] }),
      context,
    );
    expect(view.fields[0]).toMatchObject({
      name: '"body"',
      control: false,
      value: {
        lines: ['a', 'b'],
        kind: 'text, 2 lines, 3 characters',
        sources: [
          { name: '"crm"', word: 'HIGH trust', tone: 'good', private: true },
          { name: '"web"', word: 'ZERO trust', tone: 'bad', private: false },
        ],
      },
    });
  });

  test('SEE-1: a label without sources, or a trust level that is none, reads as zero', () => {
    const view = viewOf(item({ parts: [part('x', 1, { label: { from: {}, private: ['crm'] } })] }), context);
    expect(view.fields[0]?.value?.sources).toMatchObject([{ name: '"crm"', trust: 'zero', private: true }]);
    // A level that no table knows, as a broken desk could hand it out.
    const odd = item({ parts: [part('x', 1, { label: labelled('a', 'highest' as 'high') })] });
    expect(viewOf(odd, context).fields[0]?.value?.sources).toMatchObject([{ trust: 'zero', word: 'ZERO trust' }]);
  });

  test('SEE-1: a folded value says so, and the whole is there', () => {
    const text = Array.from({ length: 100 }, (_, i) => `line ${i}`).join('\n');
    const view = viewOf(item({ parts: [part('body', text)] }), context);
    expect([view.folded, view.careful]).toEqual([true, true]);
    expect(unblock(view.fields[0]?.value?.lines ?? [])).toBe(text);
    expect(textScreen(view).join('\n')).not.toContain('line 50');
    expect(textScreen(view, { whole: true }).join('\n')).toContain('│ line 50\n');
  });

  test('SEE-1: a view is plain JSON, frozen all the way down', () => {
    const view = viewOf(item({ replaces: { id: 'p-0', parts: [part('gone', 1)] } }), context);
    expect(JSON.parse(JSON.stringify(view))).toEqual(view);
    const open: unknown[] = [];
    walk(view, (value) => Object.isFrozen(value) || open.push(value));
    expect(open).toEqual([]);
  });

  test('SEE-1: different arguments never give the same screen', () => {
    expect(textScreen(viewOf(item(), context))).not.toEqual(textScreen(viewOf(item({ parts: [] }), context)));
    const value = fc.oneof(hostile(), fc.jsonValue().map(plain));
    const args = fc.dictionary(fc.oneof(fc.constantFrom('to', 'body', 'a'), hostile()), value, {
      maxKeys: 4,
      noNullPrototype: true,
    });
    const screen = (parts: Record<string, Json>): string =>
      textScreen(viewOf(item({ parts: partsOf(parts) }), context), { whole: true, width: 40 }).join('\n');
    fc.assert(
      fc.property(args, args, hostile(), (a, b, text) => {
        const grown = { ...a, body: text };
        const pairs = [
          [a, b],
          [a, grown],
          [{ ...a, body: `${text} ` }, grown],
          [{ ...a, body: [text] }, grown],
        ] as const;
        expect(pairs.filter(([one, other]) => !same(one, other) && screen(one) === screen(other))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('SEE-1: the digest, the requester, the executor, the tool and the expiry each change the screen', () => {
    const screen = (over: Partial<ReviewItem>): string => textScreen(viewOf(item(over), context)).join('\n');
    const tool = { name: 'send_email', effect: 'send', contract: 'c' } as const;
    const others: Partial<ReviewItem>[] = [
      {},
      { digest: '00'.repeat(32) },
      { requester: 'other_agent' },
      { executor: 'other_agent' },
      { tool: { ...tool, name: 'send_letter' } },
      { tool: { ...tool, effect: 'execute' } },
      { expires: NOW + 60_000 },
      { deniedLately: 2 },
    ];
    expect(new Set(others.map(screen)).size).toBe(others.length);
  });
});

describe('SEE-2: nothing unsafe, from wherever it comes', () => {
  test('SEE-2: every string of the item is hostile; nothing unsafe is in the view, or on the screen at any width', () => {
    fc.assert(
      fc.property(hostile(), hostile(), fc.integer({ min: 1, max: 120 }), (a, b, width) => {
        const view = viewOf(hostileItem(a, b), context);
        const raw: string[] = [];
        walk(view, (value) => void (typeof value === 'string' && UNSAFE.test(value) && raw.push(value)));
        expect(raw).toEqual([]);
        for (const line of textScreen(view, { width })) {
          expect(line).not.toMatch(UNSAFE);
          expect(line).toMatch(OURS);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('SEE-2: names of mixed scripts are an alarm wherever they stand', () => {
    for (const over of [
      { requester: 'rеsearch_agent' },
      { executor: 'еxecutor' },
      { tool: { name: 'sеnd', effect: 'send' as Effect, contract: 'c' } },
    ]) {
      const view = viewOf(item(over), context);
      expect([view.careful, view.flags[0]?.kind]).toEqual([true, 'mixed-scripts']);
    }
    expect(viewOf(item({ parts: [part('tо', 'x')] }), context).careful).toBe(true);
  });

  test('SEE-2: hidden characters, letters from right to left and strangers are told', () => {
    const kinds = (value: Json): string[] =>
      viewOf(item({ parts: [part('to', value, { control: true })] }), context).fields[0]?.flags.map(
        ({ kind }) => kind,
      ) ?? [];
    expect(kinds('bob@example.com')).toEqual([]);
    expect(kinds('carol@example.com')).toEqual(['new']);
    expect(kinds('bob@exampIe.com')).toEqual(['looks-like']);
    expect(kinds('bob@example.com, carol@example.com')).toEqual(['several', 'new']);
    expect(kinds(['bob@example.com', 'b0b@example.com', 'carol'])).toEqual(['looks-like', 'new']);
    expect(kinds('bob@example.com\u200b')).toEqual(['looks-like', 'hidden']);
    expect(kinds('two words \u05d0')).toEqual(['right-to-left']);
  });

  test('SEE-2: contacts are known by name and by address, with and without the channel', () => {
    const contacts = [{ name: 'dora', at: ['mail:dora@example.com'] }];
    for (const to of ['dora', 'mail:dora@example.com', 'dora@example.com']) {
      const view = viewOf(item({ parts: [part('to', to, { control: true })] }), { known: [], contacts, now: NOW });
      expect(view.fields[0]?.flags).toEqual([]);
    }
  });
});

describe('GATE-8: an edit is shown as a difference', () => {
  const before = [
    part('to', 'bob@example.com', { control: true }),
    part('body', 'Dear Bob,\nplease pay 100 today.\nAlice'),
    part('cc', 'x'),
  ];
  const after = [
    before[0]!,
    part('body', 'Dear Bob,\nplease pay 900 today.\nAlice', { label: labelled('alice', 'high'), trust: 'high' }),
    part('bcc', 'y'),
  ];
  const view = viewOf(item({ parts: after, replaces: { id: 'p-0', parts: before } }), context);
  const changes = Object.fromEntries(view.fields.map(({ name, change }) => [name, change]));

  test('GATE-8: each changed argument shows what it was and what it is, line by line; an unchanged one nothing', () => {
    expect(changes['"to"']).toBeUndefined();
    expect(changes['"body"']).toMatchObject({
      what: 'changed',
      line: 2,
      went: { lines: ['please pay 100 today.'] },
      came: { lines: ['please pay 900 today.'] },
    });
    expect(changes['"body"']?.was?.lines).toEqual(['Dear Bob,', 'please pay 100 today.', 'Alice']);
    expect(view.replaces).toContain('p-0');
  });

  test('GATE-8: an argument that an edit added or removed is shown', () => {
    expect([changes['"bcc"']?.what, changes['"cc"']?.what]).toEqual(['added', 'removed']);
    const drawn = textScreen(view);
    expect(drawn).toEqual(
      expect.arrayContaining([
        '  - │ please pay 100 today.',
        '  + │ please pay 900 today.',
        '  - │ x',
        '  the edit added it',
      ]),
    );
    expect(drawn).toContain('"cc" · taken out by the edit · removed');
  });

  test('GATE-8: the text "5" is not the number 5', () => {
    const edited = viewOf(item({ parts: [part('n', 5)], replaces: { id: 'p-0', parts: [part('n', '5')] } }), context);
    const string = viewOf(item({ parts: [part('n', '5')], replaces: { id: 'p-0', parts: [part('n', '5')] } }), context);
    expect([edited.fields[0]?.change?.what, string.fields[0]?.change]).toEqual(['changed', undefined]);
  });

  test('GATE-8: whatever an edit does, a value that differs is marked and one that does not is not', () => {
    fc.assert(
      fc.property(hostile(), hostile(), (old, now) => {
        const edited = viewOf(
          item({ parts: [part('body', now)], replaces: { id: 'p-0', parts: [part('body', old)] } }),
          context,
        );
        expect(edited.fields[0]?.change !== undefined).toBe(old !== now);
      }),
      { numRuns: 150 },
    );
  });
});

describe('SEE-1: risk is said in a word and with its reason', () => {
  test.each([
    ['execute', 'high', 'high', 'it runs commands'],
    ['send', 'high', 'medium', 'it acts'],
    ['send', 'low', 'high', 'outsiders may have chosen where it lands'],
    ['draft', 'low', 'low', 'it records'],
  ] as const)('SEE-1: %s with a %s aim is %s risk', (effect, trust, level, because) => {
    const view = viewOf(
      unasked({
        tool: { name: 't', effect, contract: 'c' },
        parts: [part('to', 'bob@example.com', { control: true, trust })],
      }),
      context,
    );
    expect(view.risk).toMatchObject({ level, because });
  });

  test('SEE-1: an effect that no table knows is high risk', () => {
    // What a broken desk could hand out.
    const view = viewOf(item({ tool: { name: 't', effect: 'toString' as Effect, contract: 'c' } }), context);
    expect([view.risk.level, view.sentence]).toEqual([
      'high',
      '"executor_agent" will run "t": it does something that no table knows.',
    ]);
  });

  test('SEE-1: who has approved it and what is missing stands above the arguments, in words that draw nothing', () => {
    const approvals = [
      { by: 'bob', at: NOW - 180_000 },
      { by: 'car\u001b[2Jol', at: NOW - 60_000, grant: 'd-1:0' },
    ];
    const view = viewOf(item({ approvals, missing: '1 of 2 approvals: \u202ebob may still approve' }), context);
    expect(view.approvals).toEqual([
      'approved by "bob" 3 minutes ago',
      'approved by "car\\u{1b}[2Jol" 1 minute ago, beforehand, by the standing grant d-1:0',
    ]);
    expect(view.missing).toBe('its executor says: "1 of 2 approvals: \\u{202e}bob may still approve"');
    const lines = textScreen(view);
    const at = (words: string): number => lines.findIndex((line) => line.includes(words));
    expect(at('approved by "bob"')).toBeGreaterThan(0);
    expect(at('its executor says')).toBeGreaterThan(at('approved by "bob"'));
    expect(at('its executor says')).toBeLessThan(at('· decides where it lands'));
  });

  test('SEE-1: what has run out, was decided, or has no readable time says so', () => {
    expect(viewOf(item({ expires: NOW - 60_000 }), context).expires).toEqual({
      words: 'ran out 1 minute ago',
      over: true,
      left: 0,
    });
    expect(viewOf(item({ expires: Number.NaN }), context).expires.over).toBe(true);
    const decided = viewOf(
      item({ state: 'denied', decided: { by: 'bob', answer: 'deny', reason: 'no\u001b[2J' } }),
      context,
    );
    expect(decided.decided).toBe('denied by "bob": "no\\u{1b}[2J"');
    expect(decided.flags[0]?.text).toBe('it is denied: nothing is left to decide');
  });
});

function hostile(): fc.Arbitrary<string> {
  const bit = fc.constantFrom(
    'a',
    ' ',
    '\n',
    '         ',
    '\u001b[2K',
    '\u202e',
    '\u200b',
    '\\',
    '"',
    '⟨',
    '│ ',
    '┊ ',
    '\u0336',
    '\ud800',
    '日',
    '[a]pprove',
    '\r',
    '\u2028',
    'https://x.example/',
  );
  return fc.oneof(
    fc.array(bit, { maxLength: 12 }).map((all) => all.join('')),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );
}

function hostileItem(a: string, b: string): ReviewItem {
  const label = { from: { [a]: 'low', [b]: 'zero' }, private: [b] } as const;
  return item({
    id: a,
    digest: b,
    requester: a,
    executor: b,
    flow: { carries: [a, b], outsiders: [b, a, a, a, b] },
    tool: { name: a, effect: 'send', contract: b },
    parts: [part(a, b, { label, control: true }), part(`${b}2`, { [a]: [b, 1] }, { label })],
    why: { text: b, trust: 'low' },
    message: { id: a, trust: 'zero', letter: { from: a, address: b, subject: a, text: b } },
    replaces: { id: b, parts: [part(a, a), part(`${b}3`, b)] },
    decided: { by: a, answer: 'deny', reason: b },
    approvals: [{ by: a, at: NOW, grant: b }],
    missing: b,
    deniedLately: 1,
  });
}

function walk(value: unknown, visit: (value: unknown) => unknown): void {
  visit(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    visit(key);
    walk(inner, visit);
  }
}

/** What JSON makes of a value: -0 becomes 0, as in the canonical form. */
const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
const sorted = (value: Json): Json =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? Array.isArray(value)
      ? value.map(sorted)
      : value
    : Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, sorted(inner)]);
/** The same arguments, in the same order. */
const same = (a: Record<string, Json>, b: Record<string, Json>): boolean =>
  JSON.stringify(Object.entries(a).map(([key, value]) => [key, sorted(value)])) ===
  JSON.stringify(Object.entries(b).map(([key, value]) => [key, sorted(value)]));
