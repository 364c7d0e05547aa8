// A claim that does not hold has a name, and says what was found.
import { expect, test } from 'vitest';
import { Claims, difference } from './claims.js';

test('what differs is told, each as often as it is there', () => {
  expect(difference(['a', 'b'], ['b', 'a'])).toBeUndefined();
  expect(difference(['a', 'a'], ['a'])).toBe('too many: a');
  expect(difference(['a'], ['a', 'b'])).toBe('missing: b');
});

test('a sentence, or false, is a claim that does not hold', () => {
  const claims = new Claims();
  claims.add('GATE-2', 'so', true);
  claims.add('GATE-2', 'so, too', undefined);
  claims.add('GATE-2', 'not so', false);
  claims.add('GATE-2', 'nor this', '2 were sent');
  expect(claims.broken.map(({ says, found }) => [says, found])).toEqual([
    ['not so', undefined],
    ['nor this', '2 were sent'],
  ]);
});
