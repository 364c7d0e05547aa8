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
  });
  expect(readFlags(['--help'])).toBeUndefined();
});

test('a flag that is not known is an error with the help', () => {
  expect(() => readFlags(['--yes'])).toThrow(Usage);
  expect(() => readFlags(['--yes'])).toThrow('--mail DIR');
});

test('real mail and a real server need a person', () => {
  expect(unattended(readFlags(['--json', '--all', '--screens'])!)).toBeUndefined();
  expect(unattended(readFlags(['--mail', 'Mail', '--smtp', 'smtps://mail.example.com'])!)).toContain(
    '--mail and --smtp needs a person',
  );
});
