import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

test('GATE-6: two machines on one database: a process is killed while it sends, nothing is lost and nothing is sent twice', async () => {
  const { code, stdout, stderr } = await run();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n').at(-2)).toBe('each was sent once at most, and the journal is whole');
}, 120_000);

function run(): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const args = ['--conditions=sallyport-source', '--import', 'tsx', main];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: 120_000 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
  });
}
