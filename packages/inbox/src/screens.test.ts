// Every screen against everything: each row of the display vectors, and each code point, in every place that somebody else fills.
import { describe, expect, test } from 'vitest';
import { unblock } from './block.js';
import { contactsView } from './contacts.js';
import { html, isUnsafe, quoted, render, unrender } from './escape.js';
import { NOW } from './items.fixture.js';
import { stringsIn } from './links.js';
import {
  everyScreen,
  everyView,
  type Facts,
  factsOf,
  hostileFacts,
  ROWS,
  showing,
  stringsOf,
  unsafeAmong,
} from './screens.fixture.js';
import { message, PEOPLE } from './talk.fixture.js';
import { contactsScreen, threadScreen } from './talk-screen.js';
import { threadView } from './thread.js';
import { terminal } from './terminal/reviewer.js';
import { Typist } from './typist.fixture.js';
import { viewOf } from './view.js';

const VIEWS = 17;
const SCREENS = 7;

describe('SEE-2: every row of the display vectors on every screen', () => {
  test('SEE-2: there are 65 rows, and the facts they are put into hold them as they are', () => {
    expect(ROWS).toHaveLength(65);
    expect(ROWS.filter(({ input }) => unsafeAmong(stringsOf(factsOf(input))).length > 10).length).toBeGreaterThan(37);
    expect(Object.keys(everyView(factsOf({})))).toHaveLength(VIEWS);
    expect(Object.keys(everyScreen(factsOf({})))).toHaveLength(SCREENS);
  });

  test.each(ROWS)('SEE-2: $id $title', ({ input }) => {
    const facts = factsOf(input);
    for (const [name, view] of Object.entries(everyView(facts))) {
      expect(unsafeAmong(stringsOf(view)), name).toEqual([]);
      expect(isDeepFrozen(view), name).toBe(true);
    }
    for (const options of [{ width: 40 }, { width: 80, whole: true }])
      for (const [name, lines] of Object.entries(everyScreen(facts, options))) {
        expect(unsafeAmong(lines), name).toEqual([]);
        expect(lines.filter((line) => /[<>"']/.test(html(line)))).toEqual([]);
      }
  });

  test.each(ROWS)('SEE-1: $id is whole where its text is shown, and on the page as well', ({ input }) => {
    const facts = factsOf(input);
    const screens = everyScreen(facts, { width: 1_000_000, whole: true });
    const payload = stringsIn([input['args'] ?? null]).flatMap((text) => text.split('\n'));
    for (const line of payload) expect(screens['proposal']?.join('\n')).toContain(render(line).replace(/ $/, ''));
    const { text } = facts.messages[0]!.letter;
    for (const line of text.split('\n'))
      for (const name of ['message', 'outside'])
        expect(screens[name]?.join('\n')).toContain(render(line).replace(/ $/, ''));
    expect(unrender(unhtml(html(render(text))))).toBe(text);
  });

  const LOOK_ALIKE = ROWS.filter(({ expected }) => expected.startsWith('Not equal to the known'));
  test.each(LOOK_ALIKE)('SEE-2: $id as a sender, among the contacts and in a conversation', ({ input }) => {
    const [known = ''] = stringsIn(input['known'] ?? []);
    const [payload = ''] = stringsIn(Object.values(input['args'] ?? {}));
    const context = { known: [known], now: NOW };
    const from = `~chat:${payload}`;
    const messages = [message({ from })];
    const contacts = contactsView({ person: 'alice', people: PEOPLE, messages }, context);
    const thread = threadView(messages, { own: 'reader', other: from, person: 'alice' }, context);
    for (const lines of [contactsScreen(contacts, { width: 1000 }), threadScreen(thread, { width: 1000 })])
      expect(lines.join('\n')).toContain(`!! the sender ${quoted(payload)} looks like ${quoted(known)}, is not`);
  });

  test.each(ROWS)('SEE-2: $id in the terminal, line by line', async ({ input }) => {
    const screen = await atTerminal(factsOf(input));
    expect(screen).toContain('question 1 of 2 of one task');
    expect(unsafeAmong(screen.split('\n'))).toEqual([]);
  });
});

describe('SEE-2: every code point on every screen', () => {
  const LAST = 0x10ffff;
  /** Each stands between letters, so that halves of characters do not pair up. */
  const textFrom = (start: number, size: number): string =>
    `a${Array.from({ length: size }, (_, i) => String.fromCodePoint(start + i)).join('b')}c`;

  test('SEE-1, SEE-2: each of them comes back from html(render(x)), and none is raw in it', () => {
    const size = 256;
    let checked = 0;
    for (let start = 0; start <= LAST; start += size) {
      const text = textFrom(start, size);
      const page = html(render(text));
      if (isUnsafe(page) || /[<>"']/.test(page) || unrender(unhtml(page)) !== text) expect(start).toBe(-1);
      checked += size;
    }
    expect(checked).toBe(LAST + 1);
  });

  test('SEE-2: each character that is assigned and cannot be seen, and half of one, in every place of every view', () => {
    const all = Array.from({ length: LAST + 1 }, (_, point) => String.fromCodePoint(point));
    const unseen = all.filter((c) => isUnsafe(c) && !/[\p{Cn}\p{Co}\p{Cs}]/u.test(c));
    expect(unseen.length).toBeGreaterThan(500);
    const text = `a${[...unseen, '\ud800', '\udfff', '\ue000', '\uffff'].join('b')}c`;
    const facts = hostileFacts(() => text);
    for (const [name, view] of Object.entries(everyView(facts))) expect(unsafeAmong(stringsOf(view)), name).toEqual([]);
    const { message: mail, why } = viewOf(facts.items[0]!, facts.context);
    for (const lines of [mail?.text.lines ?? [], why.lines]) expect(unblock(lines)).toBe(text);
  });

  test('SEE-2: each of all code points in one place or another of every view', () => {
    const size = 512;
    let at = 0;
    const next = (): string => {
      const text = at > LAST ? 'over' : textFrom(at, size);
      at += size;
      return text;
    };
    while (at <= LAST)
      for (const view of Object.values(everyView(hostileFacts(next)))) expect(unsafeAmong(stringsOf(view))).toEqual([]);
  });
});

/** What stands on the screen of somebody who looks at everything and leaves. */
async function atTerminal(facts: Facts): Promise<string> {
  const typist = new Typist();
  const { input, output } = typist;
  const reviewing = terminal({ input, output, known: facts.context.known, now: () => NOW }).review(showing(facts), {
    signal: new AbortController().signal,
  });
  for (const key of ['s', 's', 'v', 'q']) await typist.type(key);
  await reviewing;
  return typist.screen;
}

function isDeepFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeepFrozen);
}

function unhtml(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replaceAll(/&([a-z#0-9]+);/g, (all, name: string) => named[name] ?? all);
}
