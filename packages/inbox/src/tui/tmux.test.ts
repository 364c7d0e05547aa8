// A real terminal: tmux, with the desk in a process of its own, driven as a person would and read off the window.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { house } from './house.fixture.js';
import { noTerminal, openWindow, tmux } from './tmux.fixture.js';

if (noTerminal !== undefined) console.warn(noTerminal);
const DESK = new URL('./desk-process.fixture.ts', import.meta.url);
const VECTORS = new URL('./rows-process.fixture.ts', import.meta.url);
const UNSAFE = /(?![ \n])[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u{16FE4}\u2800\ufffc\u{13441}\u{13442}\u{1D159}]/u;

afterAll(() => {
  if (noTerminal === undefined) tmux('kill-server');
});

describe.skipIf(noTerminal !== undefined)('SEE-4: in a real terminal', () => {
  test.each([
    [80, 24],
    [40, 20],
  ])(
    'SEE-4: at %i by %i everything is done with keys alone, and the window is as it was afterwards',
    async (columns, rows) => {
      await using home = await house();
      const email = (subject: string, body: string) => ({ to: 'bob@example.com', subject, body });
      await home.mail({ report: 'somebody asks for an invoice', email: email('one', 'approve me') });
      const window = open(`w${columns}`, [columns, rows], DESK, home.papers);
      await window.shows('approve me'.slice(0, columns > 40 ? 10 : 0) || '[1 wait');
      await window.press('Enter', 'Space', 'Space', 'Space', 'a');
      await window.shows('approve this?');
      await window.press('Space', 'Space', 'y');
      await window.shows('approved and signed');
      await home.runtime.idle();
      expect(home.done).toHaveLength(1);

      await home.mail({ email: email('two', 'deny me') });
      await window.shows(/▸ \[ \]|▸ it is gone/);
      await window.press('G', 'Enter', 'd', 'Enter');
      await window.shows('denied');

      await home.mail({ email: email('three', 'edit me') });
      await window.shows(/1 wait(ing)? 1/);
      await window.press('G', 'Enter', 'e', 'j', 'Enter');
      await window.press('C-u');
      window.type('changed');
      await window.press('Enter');
      await window.shows('propose what you changed');
      await window.press('s');
      await window.shows('edited: what changed');
      await window.press('f', 'Enter');
      window.type('please look');
      await window.press('Enter', 'Space', 'Space', 'Space', 'y');
      await window.shows('sent to "executor_agent"');
      await window.press('Escape', '2', '/');
      window.type('invoice');
      await window.press('Enter');
      await window.shows('«invoice»');
      await window.press('Escape', '?');
      await window.shows('Everywhere');
      expect((await home.desk.pending()).map(({ parts }) => parts.find(({ name }) => name === 'body')?.value)).toEqual([
        'changed',
      ]);
      expect(window.text()).not.toContain('meanwhile');
      await window.press('Escape', 'q');
      await window.shows('said meanwhile\nthe desk is closed');
      expect(window.says('#{alternate_on} #{cursor_flag}')).toBe('0 1');
    },
    60_000,
  );

  test('SEE-4: a process that is ended gives the terminal back; without colours there are none', async () => {
    await using home = await house();
    await home.mail({ email: { to: 'b0b@example.com', subject: 's', body: 'b' } });
    const window = open('ended', [80, 24], DESK, home.papers, 'NO_COLOR=1');
    await window.shows('look twice');
    await window.press('Enter');
    await window.shows('HIGH risk');
    expect(tmux('capture-pane', '-p', '-e', '-t', 'ended')).not.toMatch(/\u001b\[[1-9]/); // eslint-disable-line no-control-regex
    process.kill(window.pid(), 'SIGTERM');
    await window.shows('rc=143');
    expect(window.says('#{alternate_on} #{cursor_flag}')).toBe('0 1');
  }, 30_000);

  test('SEE-2: no row of the display vectors reaches the window raw, its title or its clipboard', async () => {
    tmux('new-session', '-d', '-s', 'raw', "printf '\\033]2;taken over\\007'; exec sleep 60");
    await vi.waitUntil(() => tmux('display-message', '-p', '-t', 'raw', '#{pane_title}').trim() === 'taken over', {
      timeout: 5000,
    });

    const window = open('rows', [100, 50], VECTORS);
    await window.shows('[1 waiting');
    tmux('set-option', '-s', 'set-clipboard', 'on');
    const title = window.says('#{pane_title}');
    const look = (): void => expect(window.text()).not.toMatch(UNSAFE);
    for (const list of ['3', '2', '1']) {
      tmux('send-keys', '-t', 'rows', list);
      for (let i = 0; i < 12; i++) {
        tmux('send-keys', '-t', 'rows', 'C-d');
        look();
      }
    }
    await window.press('g', 'Enter');
    await window.shows('proposal A1-display-');
    const seen = new Set<string>();
    const isOver = (): boolean => window.text().includes('there is no other one');
    // to the first, then through all of them
    for (const key of ['K', 'J']) {
      for (let id = shownIn(window.text()); ;) {
        if (key === 'J') seen.add(id);
        tmux('send-keys', '-t', 'rows', 'v', 'G');
        look();
        tmux('send-keys', '-t', 'rows', key);
        await vi.waitUntil(() => shownIn(window.text()) !== id || isOver(), { timeout: 5000, interval: 5 });
        look();
        if (isOver()) break;
        id = shownIn(window.text());
      }
      await window.press('k');
      await vi.waitUntil(() => !isOver(), { timeout: 5000, interval: 5 });
    }
    expect([...seen]).toEqual(ROWS);
    expect(window.says('#{pane_title}')).toBe(title);
    expect(tmux('list-buffers')).toBe('');
  }, 60_000);
});

// `as`: the fixture holds rows of this shape
const ROWS = (
  JSON.parse(readFileSync(new URL('../a1-display.fixture.json', import.meta.url), 'utf8')) as { id: string }[]
).map(({ id }) => id);
const shownIn = (text: string): string => /^ proposal (A1-display-\d+)/.exec(text)?.[1] ?? '';

/** Starts one of the fixtures in a window of its own. */
function open(
  name: string,
  [columns, rows]: readonly [number, number],
  file: URL,
  ...[papers = '', env = '']: readonly string[]
) {
  const node = `${process.execPath} --conditions=sallyport-source --disable-warning=SallyportWarning --import tsx`;
  const command = `${env} ${node} ${fileURLToPath(file)} ${papers}`;
  return openWindow(name, { columns, rows, cwd: fileURLToPath(new URL('.', import.meta.url)), command });
}
