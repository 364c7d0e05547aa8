import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

test('GATE-6: killed before and in the middle of an approved action: one is done, the other shown, neither twice', async () => {
  const { code, stdout, stderr } = await run();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('no decision lost, nothing started twice');
}, 60_000);

function run(): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const args = ['--conditions=sallyport-source', '--import', 'tsx', main];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
  });
}
