// Every row of the display vectors on every page: nothing in it draws, nothing in it can be clicked, nothing of it is lost.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Json } from '@sallyport/core';
import { isUnsafe, quoted, render } from '../escape.js';
import { stringsIn } from '../links.js';
import { everyPage, type Hostile } from './every-page.fixture.js';

interface Row {
  readonly id: string;
  readonly title: string;
  readonly input: { readonly [key: string]: Json };
}
// The fixture holds rows of this shape.
const ROWS = JSON.parse(readFileSync(new URL('../a1-display.fixture.json', import.meta.url), 'utf8')) as readonly Row[];

const TAG = /<[^>]*>/g;
/** A tag without the values of its attributes: what is left is ours. */
const shapesOf = (page: string): ReadonlySet<string> =>
  new Set((page.match(TAG) ?? []).map((tag) => tag.replaceAll(/="[^"]*"/g, '="…"').replaceAll(/\s+/g, ' ')));
const HARMLESS: Hostile = {
  ...{ requester: 'research_agent', executor: 'executor_agent', tool: 'send_email', why: 'because' },
  args: { to: 'mallory@example.com', body: 'x', cc: ['a@example.com'] },
};
const LONG: Hostile = { ...HARMLESS, args: { ...HARMLESS.args, body: 'line\n'.repeat(200) } };
const MIXED: Hostile = { ...HARMLESS, args: { to: 'bоb@example.com', note: 'אב a b\u202e https://x.example' } };

const HARMLESS_PAGES = [HARMLESS, LONG, MIXED].map(everyPage);
/** Everything that our own templates draw. */
const ours = new Set(HARMLESS_PAGES.flatMap((pages) => Object.values(pages).flatMap((page) => [...shapesOf(page)])));

describe('SEE-2: every row of the display vectors on every page', () => {
  test('SEE-2: there are 65 rows and 15 pages, and put into markup as they are some of the rows would draw', () => {
    expect(ROWS).toHaveLength(65);
    expect(Object.keys(HARMLESS_PAGES[0]!)).toHaveLength(15);
    const raw = ROWS.flatMap(({ input }) => stringsIn(input));
    const plain = shapesOf('<p title="x">x</p>');
    const draws = (text: string): boolean =>
      [...shapesOf(`<p title="${text}">${text}</p>`)].some((one) => !plain.has(one));
    expect(raw.filter(draws).length).toBeGreaterThan(1);
    expect(raw.filter(isUnsafe).length).toBeGreaterThan(30);
  });

  test.each(ROWS)('SEE-2: $id $title', ({ input }) => {
    const hostile = hostileOf(input);
    for (const [name, page] of Object.entries(everyPage(hostile))) {
      expect(isUnsafe(page.replaceAll('\n', '')), name).toBe(false);
      for (const shape of shapesOf(page)) expect(ours.has(shape), `${name}: ${shape}`).toBe(true);
      for (const [, target = ''] of page.matchAll(/(?:href|src|action)="([^"]*)"/g))
        expect(target, name).toMatch(/^(?:#main|)$|^\/(?!\/)/); // our own addresses only
    }
  });

  test.each(ROWS)('SEE-1: $id is whole on the page of the proposal', ({ input }) => {
    const hostile = hostileOf(input);
    const shown = textOf(everyPage(hostile)['proposal'] ?? '');
    for (const text of stringsIn(hostile.args)) {
      const [first = '', ...rest] = text.split('\n');
      for (const part of [first, ...rest.slice(-1)]) expect(shown).toContain(render(part).replace(/ $/, '\\u{20}'));
    }
    expect(shown).toContain(quoted(hostile.requester));
  });
});

test('SEE-2: letters from right to left stand by themselves wherever there can be tags, and nowhere else', () => {
  const name = '"\u05d0\u05d1, \u05d2" 12';
  const args = { [name]: [name, { [name]: 3 }], body: `${name}\n`.repeat(50) };
  for (const [at, page] of Object.entries(everyPage({ ...HARMLESS, requester: name, tool: name, why: name, args }))) {
    expect(page, at).not.toMatch(/="[^"]*<bdi>|<(title|option|textarea)[^>]*>[^<]*<bdi>/);
    const rest = page.replaceAll(/<(bdi|title|option|textarea)\b[^>]*>[^<]*<\/\1>|="[^"]*"/g, '');
    expect(rest, at).not.toMatch(/[\u0590-\u08ff]/);
    expect(page, at).toContain('<bdi>\u05d0\u05d1, \u05d2</bdi>');
  }
});

/** What a reader gets to see of a page: the text, with what is folded. */
function textOf(page: string): string {
  const plain = page.replaceAll(TAG, '');
  const of: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
  return plain.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => of[entity] ?? entity);
}

function hostileOf(input: Row['input']): Hostile {
  const text = stringsIn(input).join('\n');
  const args = input['args'];
  return {
    requester: String(input['agent'] ?? text.slice(0, 200)),
    executor: String(input['server'] ?? text.slice(0, 200)),
    tool: String(input['tool'] ?? text.slice(0, 200)),
    why: String(input['reason'] ?? text),
    // `as`: an object of the fixture, where it is none its strings are
    args: typeof args === 'object' && args !== null ? (args as Hostile['args']) : { text },
  };
}
