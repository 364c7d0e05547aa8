// Starts one process of a test, hears what it says, and kills it.
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** One process, which ends with the test at the latest. */
export function start(file: string, args: readonly string[]) {
  const running = spawn(process.execPath, ['--conditions=sallyport-source', '--import', 'tsx', file, ...args], {
    cwd: dirname(file),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => running.on('close', resolve));
  onTestFinished(() => void running.kill('SIGKILL'));
  const said: string[] = [];
  let heard = (): void => undefined;
  let taken = 0;
  createInterface(running.stdout).on('line', (line) => {
    said.push(line);
    heard();
  });
  return {
    pid: running.pid,
    said,
    ended,
    /** Resolves when it has said one more line than it was waited for. */
    async line(): Promise<void> {
      for (taken++; said.length < taken;) await new Promise<void>((resolve) => (heard = resolve));
    },
    async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
      running.kill(signal);
      await ended;
    },
  };
}
