// A window of a real terminal: tmux, driven as a person would, and read off the screen.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { vi } from 'vitest';

const TMUX = '/usr/bin/tmux';
const SOCKET = `sallyport-${process.pid}`;
/** Why there is no terminal, or undefined where there is one. Where screens are required there is no excuse. */
export const noTerminal =
  existsSync(TMUX) || process.env['SALLYPORT_SCREENS'] === 'required'
    ? undefined
    : `${TMUX} is not there: the full screen is not tried in a real terminal`;

export const tmux = (...args: readonly string[]): string =>
  execFileSync(TMUX, ['-L', SOCKET, '-f', '/dev/null', ...args], { encoding: 'utf8' });

interface Start {
  readonly columns: number;
  readonly rows: number;
  readonly cwd: string;
  /** A line of the shell; when it has ended the window says `rc=`, and stays. */
  readonly command: string;
}

/** Starts a command in a window of its own, whose environment is not that of a test. */
export function openWindow(name: string, { columns, rows, cwd, command }: Start) {
  const line = `unset CI NO_COLOR; ${command}; echo rc=$?; exec sleep 60`;
  tmux('new-session', '-d', '-s', name, '-x', String(columns), '-y', String(rows), '-c', cwd, line);
  const text = (): string => tmux('capture-pane', '-p', '-t', name);
  return {
    text,
    /** With what has scrolled away. */
    history: (): string => tmux('capture-pane', '-p', '-J', '-S', '-200', '-t', name),
    says: (format: string): string => tmux('display-message', '-p', '-t', name, format).trim(),
    pid: (): number =>
      Number(
        execFileSync('ps', ['-o', 'pid=', '--ppid', tmux('list-panes', '-t', name, '-F', '#{pane_pid}').trim()], {
          encoding: 'utf8',
        }).trim(),
      ),
    async shows(wanted: string | RegExp, timeout = 15_000): Promise<void> {
      const has = (): boolean =>
        typeof wanted === 'string'
          ? text()
              .replaceAll(/\s*\n┊\s*/g, ' ')
              .includes(wanted)
          : wanted.test(text());
      await vi.waitUntil(has, { timeout, interval: 50 }).catch(() => {
        throw new Error(`the window does not show ${String(wanted)}:\n${text()}`);
      });
    },
    /** As fast as a person who reads: each once the window has stood still for a while. */
    async press(...keys: readonly string[]): Promise<void> {
      for (const key of keys) {
        for (let [still, before] = [0, '']; still < 3;) {
          await new Promise((resolve) => setTimeout(resolve, 60));
          const now = text();
          still = now === before && !now.includes('one moment …') ? still + 1 : 0;
          before = now;
        }
        tmux('send-keys', '-t', name, key);
      }
    },
    type: (words: string): void => void tmux('send-keys', '-t', name, '-l', words),
  };
}
