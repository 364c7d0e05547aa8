// What the command line takes, and what it refuses to do without a person.
import { expect, test } from 'vitest';
import { readFlags, unattended, Usage } from './flags.js';

test('nothing said: the fixtures, the embedded server, a folder that goes', () => {
  expect(readFlags([])).toEqual({
    json: false,
    mail: undefined,
    smtp: undefined,
    from: undefined,
    dir: undefined,
    all: false,
    screens: false,
    review: 'terminal',
    port: undefined,
  });
  expect(readFlags(['--help'])).toBeUndefined();
});

test('a flag that is not known is an error with the help', () => {
  expect(() => readFlags(['--yes'])).toThrow(Usage);
  expect(() => readFlags(['--yes'])).toThrow('--mail DIR');
});

test('the desk is in the terminal, on the whole of it or on a page, and a port is of the page', () => {
  expect(readFlags(['--review', 'tui'])).toMatchObject({ review: 'tui' });
  expect(readFlags(['--review', 'web', '--port', '0'])).toMatchObject({ review: 'web', port: 0 });
  for (const wrong of [
    ['--review', 'phone'],
    ['--port', '7700'],
    ['--review', 'tui', '--port', '7700'],
    ['--review', 'web', '--port', 'x'],
    ['--review', 'web', '--port', '65536'],
  ])
    expect(() => readFlags(wrong), wrong.join(' ')).toThrow(Usage);
});

test('real mail and a real server need a person', () => {
  expect(unattended(readFlags(['--json', '--all', '--screens'])!)).toBeUndefined();
  expect(unattended(readFlags(['--mail', 'Mail', '--smtp', 'smtps://mail.example.com'])!)).toContain(
    '--mail and --smtp needs a person',
  );
  expect(unattended(readFlags(['--review', 'tui'])!)).toContain('needs a terminal');
});
