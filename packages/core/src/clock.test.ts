// Ids and random bytes: drawn by the page, each given out once.
import { expect, test } from 'vitest';
import { newId, random } from './clock.js';

test('GATE-2: no id comes twice, whichever page it was drawn from', () => {
  const ids = Array.from({ length: 2_000 }, newId);
  expect(new Set(ids).size).toBe(2_000);
  expect(ids.every((id) => /^[\w-]{22}$/.test(id))).toBe(true);
});

test('GATE-2: whoever writes into random bytes writes into no others', () => {
  const drawn = Array.from({ length: 600 }, () => random().fill(0));
  expect(drawn.every((bytes) => bytes.length === 16 && bytes.every((byte) => byte === 0))).toBe(true);
  expect(Array.from({ length: 600 }, random).some((bytes) => bytes.every((byte) => byte === 0))).toBe(false);
});
