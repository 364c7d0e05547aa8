// Runs a test file under node's own runner, in a process of its own: the kit needs no vitest, and one failing test fails it.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));

test('the kit works under node --test, without vitest and without touching a timer', { timeout: 120_000 }, async () => {
  const { code, output } = await run('holds.fixture.ts');
  expect(output).toMatch(/^# pass 4$/m);
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringMatching(/^# fail 0$/m) });
});

test('there, too, a wall that is taken down turns the test red', { timeout: 120_000 }, async () => {
  const { code, output } = await run('open.fixture.ts');
  expect(code).toBe(1);
  expect(output).toMatch(/^# fail 2$/m);
  expect(output).toContain("expected 'send' never to be reached; it was 2 times");
  expect(output).toContain('only the reviewer held');
});

function run(file: string): Promise<{ readonly code: number; readonly output: string }> {
  const flags = ['--import', 'tsx', '--conditions', 'sallyport-source', '--test', '--test-reporter', 'tap', file];
  // the runner's own marks would make the child believe that it is part of this test run
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_TEST|TEST$)/.test(name)),
  );
  return new Promise((resolve) => {
    execFile(process.execPath, flags, { env, cwd: here }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: `${out}${err}` });
    });
  });
}
