// Tests the cap on a clock in the hand.
import { expect, test } from 'vitest';
import { HourCap } from './hour-cap.js';

test('so many within any sixty minutes, and not one more', () => {
  let now = 0;
  const cap = new HourCap(2, () => now);
  cap.take();
  now = 30 * 60_000;
  cap.take();
  now = 59 * 60_000;
  expect(() => cap.take()).toThrowError(
    expect.objectContaining({
      code: 'REFUSED',
      facts: { cap: 2, minutes: 1 },
      message: expect.stringContaining('perHour'),
    }),
  );
  now = 60 * 60_000;
  cap.take();
  expect(() => cap.take()).toThrowError(expect.objectContaining({ facts: { cap: 2, minutes: 30 } }));
});
