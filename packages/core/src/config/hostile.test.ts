// Files that are meant to be misread: the vectors B3-yaml, and nests and sizes that would bring a parser down.
import { describe, expect, test } from 'vitest';
import { SallyportError } from '../errors.js';
import rows from './b3-yaml.fixture.json' with { type: 'json' };
import type { Config } from './config.js';
import { readConfig } from './read-config.js';

const REST = 'root: ./root.json\nagents: {}\nruntimes: {}\n';

describe('hostile YAML', () => {
  test('all rows are here', () => expect(rows).toHaveLength(52));

  test.each(rows)('CONF-3: $id $title', ({ input, expected }) => {
    const { yaml } = input;
    const text = typeof yaml === 'string' ? new TextEncoder().encode(yaml) : Buffer.from(yaml.bytes, 'hex');
    const read = attempt(Buffer.concat([text, Buffer.from(`\n${REST}`)]));
    // the rest of a file stands before its list as well
    const other = attempt(Buffer.concat([Buffer.from(REST), text]));
    for (const one of expected.startsWith('[') && !String(yaml).startsWith('\ufeff') ? [read, other] : [read])
      judge(one, expected);
  });

  test('the file without any of it is read: it is the vectors that are refused', () => {
    expect(attempt(Buffer.from(`allowlist: [alice]\n${REST}`))).toMatchObject({ allowlist: ['alice'] });
  });

  test.each([
    ['brackets', '['.repeat(60_000)],
    ['braces', '{a: '.repeat(15_000)],
    ['dashes', '- '.repeat(30_000)],
    ['question marks', '? '.repeat(30_000)],
    ['keys on one line', 'a: '.repeat(20_000)],
    ['keys, each further in', Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['lists, each further in', Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}-`).join('\n')],
    ['a mixture', '- ? [{'.repeat(9_000)],
    ['brackets behind comments that close them', '[ # ]\n'.repeat(9_000)],
    ['brackets behind quotes that close them', "[ ']' , ".repeat(7_000)],
    ['tags', '!a '.repeat(20_000)],
    ['anchors', '&a '.repeat(20_000)],
    ['quotes', '"'.repeat(60_000)],
    ['empty lines', '\n'.repeat(60_000)],
    ['keys', Array.from({ length: 6_500 }, (_, i) => `k${i}: 1`).join('\n')],
    ['the same key', 'a: 1\n'.repeat(12_000)],
  ])('CONF-3: a file of nothing but %s is refused, and nothing else happens', (_what, text) => {
    expect(attempt(Buffer.from(text))).toMatch(/^sallyport\.yaml:\d+:\d+: /);
  });

  test('CONF-3: twenty levels may be, and more than that may not', () => {
    const nested = (levels: number): Buffer =>
      Buffer.from(`${REST}store: { module: ./s.js, options: { a: ${'['.repeat(levels)}1${']'.repeat(levels)} } }\n`);
    expect(attempt(nested(15))).toBeTypeOf('object');
    expect(attempt(nested(19))).toMatch(/nested deeper than 20 levels/);
    const block = (levels: number): Buffer =>
      Buffer.from(
        `${REST}store:\n  module: ./s.js\n  options:\n${Array.from({ length: levels }, (_, i) => `${' '.repeat(4 + i)}a:`).join('\n')} 1\n`,
      );
    expect(attempt(block(16))).toBeTypeOf('object');
    expect(attempt(block(22))).toMatch(/nested deeper than 20 levels/);
  });

  test('CONF-3: 64 KiB may be, and one byte more may not', () => {
    const fill = (bytes: number): Buffer => Buffer.from(`${REST}#`.padEnd(bytes, 'x'));
    expect(attempt(fill(65_536))).toBeTypeOf('object');
    expect(attempt(fill(65_537))).toMatch(/^sallyport\.yaml:1:1: the file has 65537 bytes: 65536 are read/);
  });

  test('CONF-3: a byte that is no UTF-8 is told with its place, and nothing behind it is read', () => {
    const bytes = Buffer.concat([Buffer.from('root: r\nagents: '), Buffer.from([0xff]), Buffer.from(': secret')]);
    expect(attempt(bytes)).toBe(
      'sallyport.yaml:2:9: here the file is no UTF-8: save it as UTF-8\n  2 | agents: \\u{fffd}\n    |         ^^^^^^^^',
    );
  });

  test('a number that loses digits is refused', () => {
    expect(attempt(Buffer.from(`${REST}store: { module: ./s.js, options: { id: 15551234567890123456 } }`))).toMatch(
      /more than one way/,
    );
  });
});

/** The configuration, or what is said of it. */
function attempt(text: Uint8Array): Config | string {
  try {
    return readConfig(text, { file: 'sallyport.yaml', onWarning: () => undefined });
  } catch (error) {
    if (SallyportError.isInstance(error) && error.code === 'BAD_CONFIG') return error.message;
    throw error;
  }
}

function judge(read: Config | string, expected: string): void {
  const [list] = /^\[.*?\]/.exec(expected) ?? [];
  if (list !== undefined) expect(read).toMatchObject({ allowlist: JSON.parse(list) as unknown });
  else if (expected.startsWith('owner only') && typeof read === 'object') expect(read.allowlist ?? []).toEqual([]);
  else if (expected.startsWith('read as')) expect(read).toMatchObject({ allowlist: ['team_*', '!spam_*'] });
  else if (expected.startsWith('mallory denied')) expect(read).toMatchObject({ allowlist: ['*', '!mallory'] });
  else if (typeof read === 'object' && (expected.startsWith('owner only') || expected.startsWith('as the empty')))
    expect(read.allowlist).toBeUndefined();
  else expect(read).toBeTypeOf('string');
}
