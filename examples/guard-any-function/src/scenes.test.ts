import { expect, test } from 'vitest';
import { playAll } from './scenes.js';

test('every scene of the example holds', async () => {
  const said: string[] = [];
  await playAll((line) => void said.push(line));
  expect(said.filter((line) => line.startsWith('ok: '))).toHaveLength(5);
});
