// Whatever becomes of a file: it is a configuration, or there is a fault with a place inside of it.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SallyportError } from '../errors.js';
import type { ConfigFault } from './faults.js';
import { readConfig } from './read-config.js';

const TEXT = `# a comment
root: ./root.json
store: { sqlite: ./a.db, lockTimeout: 10s }
gate:
  expires: 24h
  approvers: [alice, 'finance_*']
contacts:
  bob: { trust: medium, at: ['mail:bob@example.com'] }
channels:
  mail:
    maildir: \${MAIL}/in
    to: reader
    unverified: low
agents:
  reader:
    module: ./reader.js
    export: Reader
    allowlist:
      - ~mail:*
      - '!spam_*'
    options: { a: 1, b: [true, null, "x"] }
  executor: { module: ./executor.js, acceptsFrom: [reader] }
runtimes:
  intake: { key: ./intake.key, agents: [reader], concurrency: 2 }
  executor:
    key: ./executor.key
    agents: [executor]
people:
  alice: { key: ./alice.key }
`;
const TOKENS = [
  '[',
  ']',
  '{',
  '}',
  ':',
  '- ',
  '? ',
  '!',
  '!!str ',
  '&a ',
  '*a',
  '*',
  '"',
  "'",
  '#',
  '|',
  '>',
  '%',
  '@',
  '`',
  ',',
  '\t',
  '\r',
  '\n',
  '\n---\n',
  '\n...\n',
  '${',
  '${MAIL}',
  '$${',
  '<<: ',
  '__proto__: ',
  'null',
  '~',
  '1e9',
  '0x1',
  '\\',
  '\u0000',
  '\u202e',
  '\ufeff',
  '\ud800',
  '\u{1f600}',
  'é',
  ' '.repeat(30),
  'a'.repeat(1_100),
];

const place = fc.nat({ max: TEXT.length });
const edits = fc.oneof(
  fc.record({ at: place, cut: fc.nat({ max: 12 }), put: fc.constantFrom('', ...TOKENS) }),
  fc.record({ at: place, cut: fc.nat({ max: 3 }), put: fc.string({ maxLength: 6, unit: 'binary' }) }),
  fc.record({ at: place, cut: fc.nat({ max: TEXT.length }), put: fc.constant('') }),
);

describe('a file that was changed', () => {
  test('is read as it stands', () => expect(outcome(TEXT)).toBe('read'));

  test('CONF-1: is a configuration, or a fault with a place inside the file', () => {
    const seen = { read: 0, fault: 0 };
    fc.assert(
      fc.property(fc.array(edits, { minLength: 1, maxLength: 4 }), (changes) => {
        const text = changes.reduce(
          (before, { at, cut, put }) => before.slice(0, at) + put + before.slice(at + cut),
          TEXT,
        );
        seen[outcome(text)] += 1;
      }),
      { numRuns: 1_000 },
    );
    // both happen, or this would prove nothing
    expect(Math.min(seen.read, seen.fault)).toBeGreaterThan(15);
  }, 120_000);

  test('CONF-1: is a fault with a place inside the file when a line or a half of it is gone, or stands there twice', () => {
    const lines = TEXT.split('\n');
    lines.forEach((line, i) => {
      outcome(lines.toSpliced(i, 1).join('\n'));
      outcome(lines.toSpliced(i, 0, line).join('\n'));
      outcome(lines.slice(0, i).join('\n'));
      outcome(lines.slice(i).join('\n'));
    });
  });

  test('CONF-1: so are bytes of any kind', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void outcome(bytes)),
      { numRuns: 500 },
    );
  });
});

function outcome(text: string | Uint8Array): 'read' | 'fault' {
  try {
    readConfig(text, { file: 'sallyport.yaml', env: { MAIL: '/srv' }, onWarning: () => undefined });
    return 'read';
  } catch (error) {
    if (!SallyportError.isInstance(error) || error.code !== 'BAD_CONFIG') throw error;
    const lines = (typeof text === 'string' ? text : new TextDecoder().decode(text)).replace(/^\ufeff/, '').split('\n');
    const { faults } = error.facts as { faults: readonly ConfigFault[] };
    expect(faults.length).toBeGreaterThan(0);
    for (const { line, column, message } of faults) {
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(lines.length);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(column).toBeLessThanOrEqual(lines[line - 1]!.length + 1);
      expect(message).not.toMatch(/undefined|\[object|NaN/);
    }
    return 'fault';
  }
}
