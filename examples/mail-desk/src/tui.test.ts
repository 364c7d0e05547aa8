// From `npm start` to an approval on the whole screen of a real terminal, as a person does it, with the mail really sent.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { noTerminal, openWindow, tmux } from '../../../packages/inbox/src/tui/tmux.fixture.js';

if (noTerminal !== undefined) console.warn(noTerminal);
afterAll(() => {
  if (noTerminal === undefined) tmux('kill-server');
});
const cwd = fileURLToPath(new URL('..', import.meta.url));
const START = 'npm -s start -- --review tui';

test.skipIf(noTerminal !== undefined)(
  'SEE-4: from npm start to an approval with keys alone; the mail is sent, and the words of the start and the end stand around the screen',
  async () => {
    const window = openWindow('desk', { columns: 80, rows: 24, cwd, command: START });
    // the intake reads while the screen is up: the one that waits for carol is the last of those it may ask for
    await window.shows('"carol@corp.example"', 60_000);
    expect(window.text().split('\n')[0]).toMatch(/^ \[1 waiting \d/);
    await window.press('Enter');
    await window.shows('will run "send_email"');
    await window.press('Space', 'Space', 'Space', 'a');
    await window.shows('y signs that "executor_agent" may run exactly this.');
    await window.press('y');
    await window.shows('approved and signed');
    await window.press('Escape', 'q');
    await window.shows('rc=0', 30_000);
    const all = window.history();
    expect(all).toMatch(/^Mail is coming in[^]*q ends your sitting/);
    expect(all).toMatch(/arrived at the server:\n {2}\S+@\S+ {2}Re: /);
    expect(all).toContain('approved 1 · sent 1');
    expect(all).toMatch(/all \d+ claims hold/);
  },
  120_000,
);

test('without a terminal it is refused, with the way out', () => {
  const run = () => execFileSync('npm', ['-s', 'start', '--', '--review', 'tui'], { cwd, stdio: 'pipe' });
  expect(run).toThrow(/--review tui needs a terminal[^]*--review web/);
});
