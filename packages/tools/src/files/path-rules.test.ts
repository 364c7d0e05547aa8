// Which names are denied, however they are spelt.
import { expect, test } from 'vitest';
import { readPathRules } from './path-rules.js';

test.each([
  ['secret?.txt', 'secret1.txt', true],
  ['secret?.txt', 'secret😀.txt', true],
  ['secret?.txt', 'secret12.txt', false],
  ['straße', 'STRASSE', true],
  ['STRASSE', 'straße', true],
  ['notes*', 'NOTES.md', true],
  ['notes*', 'my notes', false],
])('%j denies %j: %s', (pattern, name, denied) => {
  expect(readPathRules('a tool', { deny: [pattern] })([name])).toBe(denied);
});

test.each(['"secret"*', 'a[b]', 'a{b}', '!a', 'a|b'])(
  '%j is no pattern: what picomatch would read otherwise is refused',
  (pattern) => {
    expect(() => readPathRules('a tool', { deny: [pattern] })).toThrowError(
      expect.objectContaining({ code: 'BAD_OPTION' }),
    );
  },
);
