import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

test('three processes from one file: a mail comes in, alice approves, and what she approved is sent', async () => {
  const { code, stdout, stderr } = await run();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(
    'approved: to "bob@example.com", body "We are open until five."\nsent to bob@example.com: We are open until five.\n',
  );
}, 60_000);

function run(): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const args = ['--conditions=sallyport-source', '--import', 'tsx', main];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
  });
}
