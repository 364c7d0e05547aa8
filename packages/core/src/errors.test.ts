import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CODES, GateDenied, quote, SallyportError } from './errors.js';

const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
/** The codes of each section's table, by whom the section is for. */
const listed = page
  .split('\n## The ')
  .slice(1)
  .flatMap((section) => {
    const who = section.slice(0, section.indexOf('\n'));
    return [...section.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => [code, who] as const);
  });

describe('docs/errors.md', () => {
  test('lists every code once, and no other', () => {
    expect(listed.map(([code]) => code).sort()).toEqual(Object.keys(CODES).sort());
  });

  test.each(Object.entries(CODES))('says that %s is for the %s to act on', (code, who) => {
    expect(listed).toContainEqual([code, who]);
  });

  test('leaves no cell of its tables empty', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows).toHaveLength(listed.length);
    for (const row of rows) expect(row).toMatch(/^\| `[A-Z_]+` \| [^|]{10,} \| [^|]{6,} \|$/);
  });
});

test('an error is known across two copies of the package, and nothing else is taken for one', () => {
  const foreign = { [Symbol.for('sallyport.error')]: true, code: 'DENIED' };
  expect(SallyportError.isInstance(new GateDenied('GATE_DENIED', 'no'))).toBe(true);
  expect(SallyportError.isInstance(foreign)).toBe(true);
  for (const other of [new Error('no'), { code: 'DENIED' }, null, undefined, 'DENIED'])
    expect(SallyportError.isInstance(other)).toBe(false);
});

test('quote shows a foreign value with nothing in it that could draw on a terminal', () => {
  expect(quote('a\u001b[2K\u202eb')).toBe("'a\\u{1b}[2K\\u{202e}b'");
  expect(quote('x'.repeat(300))).toBe(`'${'x'.repeat(200)}… (300 characters)'`);
  expect(quote({ toString: () => 'me' })).toBe("'[object Object]'");
});
