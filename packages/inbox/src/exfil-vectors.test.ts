// Attempts to carry a secret out past a person (rows of area C7): in a link, a picture, or what a value does not show.
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { html, unrender } from './escape.js';
import { context, item, NOW, part } from './items.fixture.js';
import { reportView } from './letter.js';
import { reportScreen, textScreen } from './screen.js';
import { viewOf } from './view.js';

interface Row {
  readonly id: string;
  readonly title: string;
  readonly input: string;
}
// `as`: the file beside this one
const rows = JSON.parse(readFileSync(new URL('./c7-exfil.fixture.json', import.meta.url), 'utf8')) as readonly Row[];
const played = new Set<string>();
const rowOf = (number: string): Row => {
  const row = rows.find(({ id }) => id === `C7-exfil-${number}`)!;
  played.add(row.id);
  return row;
};
const titled = (number: string): string => `${rowOf(number).id} ${rowOf(number).title}`;

test.each(['001', '003'])(
  'SEE-1: C7-exfil-%s in a report is text: nothing is fetched, and its host is named',
  (number) => {
    const { input } = rowOf(number);
    const fetched = vi.spyOn(globalThis, 'fetch');
    const lines = linesOf(input);
    // what draws Markdown would make a request, or a link, of it
    expect(input).toMatch(/^!?\[\w+\]\(https:\/\/evil\.example\/\?\w=\w+\)$/);
    expect(lines).toContain(`│ ${input}`);
    expect(lines.join('\n')).toContain('links to: evil.example');
    for (const line of lines) expect(html(line)).not.toMatch(/[<>"']/);
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockRestore();
  },
);

test(`SEE-2: ${titled('013')}: what would be approved without being seen is shown, sign by sign`, () => {
  const plain = 'bob@example.com';
  for (const [value, shown] of [
    [`${plain}${' '.repeat(24)}`, '⟨24 × U+0020⟩'],
    [`${plain}\t \t\t \t`, 'U+0009'],
    [`${plain}\u200b\u200c\u200b`, 'U+200B'],
    [`${plain}\u{e0041}\u{e0042}`, 'U+E0041'],
    [`👍${'\ufe0f\u{e0100}'.repeat(3)}`, 'U+E0100'],
    ['bo\u0301b@example.com', 'U+0301'],
  ] as const) {
    // on a screen that draws it as it is, nobody would see the difference
    expect(value.replaceAll(/[\p{M}\p{Cf}\p{Z}\t]/gu, '')).not.toBe(value);
    const lines = textScreen(viewOf(item({ parts: [part('to', value, { control: true })] }), context));
    const at = lines.findIndex((line) => line.startsWith('│ '));
    expect(
      lines.join('\n').replaceAll(/\\u\{([0-9a-f]+)\}/g, (_, hex: string) => `U+${hex.toUpperCase().padStart(4, '0')}`),
    ).toContain(shown);
    expect(unrender(lines[at]!.slice(2))).toBe(value);
  }
});

test('SEE-2: each of the 3 rows is played', () => {
  expect(rows).toHaveLength(3);
  expect([...played].sort()).toEqual(rows.map(({ id }) => id).sort());
});

function linesOf(text: string): readonly string[] {
  const report = {
    id: 'm-1',
    from: 'reader',
    trust: 'low',
    at: NOW,
    letter: { from: 'reader', text },
    material: [],
  } as const;
  return reportScreen(reportView(report, context));
}
