// The example is what it says, each time.
import { expect, test } from 'vitest';
import { tell } from './story.js';

test('FLOW-7: what a page orders is refused or asked, what the owner hands on is drafted and sent, and the naive loop obeys', async () => {
  const { claims } = await tell();
  expect(claims.filter(({ holds }) => !holds)).toEqual([]);
  expect(claims).toHaveLength(9);
});
