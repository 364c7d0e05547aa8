import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { house, start } from './house.fixture.js';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

test('the command as a process: its exit code, and its output apart from its errors', async () => {
  await using home = await house();
  const [told, wrong, piped] = [
    start(MAIN, ['contacts', '--json'], home.folder),
    start(MAIN, ['thaw', 'nobody'], home.folder),
    start(MAIN, ['help', '--json'], home.folder),
  ];
  // whoever reads goes away, as `head` does
  piped.stdout.destroy();
  expect(await told.ended).toBe(0);
  expect(JSON.parse(told.said().out)).toHaveProperty('people');
  expect(told.said().err).toBe('');
  expect(await wrong.ended).toBe(4);
  expect(wrong.said()).toMatchObject({ out: '', err: expect.stringContaining('UNKNOWN_ID, for the person to settle') });
  await piped.ended;
  expect(piped.said().err).toBe('');
});
