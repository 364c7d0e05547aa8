// Completion in the shells themselves: what each of them offers behind what was typed.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { COMMANDS } from './commands.js';
import { bash, fish, zsh } from './completion.js';
import { sallyport } from './house.fixture.js';

type Offered = (...typed: readonly string[]) => Promise<readonly string[]>;
const run = promisify(execFile);
const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(' ');
const linesOf = (text: string): readonly string[] => text.split(/\s+/).filter((line) => line !== '');

const inBash: Offered = async (...typed) => {
  const words = `COMP_WORDS=(${quoted(['sallyport', ...typed])}); COMP_CWORD=${typed.length}`;
  const script = `${bash(COMMANDS)}\n${words}; _sallyport; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return linesOf((await run('bash', ['--norc', '-c', script])).stdout);
};
/** zsh itself chooses among what it is offered: here that is done for it. */
const inZsh: Offered = async (...typed) => {
  const words = `words=(${quoted(['sallyport', ...typed])}); CURRENT=${typed.length + 1}`;
  const offers = 'compadd() { print -rl -- ${(M)@[2,-1]:#$words[CURRENT]*} }; _files() { print -l *(N) }';
  return linesOf((await run('zsh', ['-f', '-c', `${zsh(COMMANDS)}\n${offers}\n${words}; _sallyport`])).stdout);
};
const inFish: Offered = async (...typed) => {
  const script = `${fish(COMMANDS)}\ncomplete -C "sallyport ${typed.join(' ')}"`;
  const { stdout } = await run('fish', ['-N', '-c', script]);
  return stdout.split('\n').flatMap((line) => linesOf(line.split('\t')[0]!));
};

const missing = ['zsh', 'fish'].filter((shell) => !existsSync(`/usr/bin/${shell}`));
const isRequired = process.env['SALLYPORT_SCREENS'] === 'required';
if (missing.length > 0 && !isRequired) console.warn(`${missing.join(' and ')}: not there, so not tried`);

test.each([
  ['bash', inBash],
  ['zsh', inZsh],
  ['fish', inFish],
] as const)(
  'the completion offers commands, their second words, their flags and values, in %s itself',
  async (shell, offered) => {
    if (missing.includes(shell) && !isRequired) return;
    const sorted = async (...typed: readonly string[]) => [...(await offered(...typed))].toSorted();
    expect(await sorted('re')).toEqual(['review']);
    expect(await sorted('keys', '')).toEqual(['enrol', 'list', 'new', 'revoke']);
    expect(await sorted('keys', '--config', 'x', 'e')).toEqual(['enrol']);
    expect(await sorted('review', '--de')).toEqual(['--deny']);
    expect(await sorted('grants', 'add', 'reader', '--u')).toEqual(['--until', '--uses']);
    expect(await sorted('completion', '')).toEqual(['bash', 'fish', 'zsh']);
    expect(await sorted('help', 'rev')).toEqual(['review']);
    expect(await sorted('review', '--color', '')).toEqual(['always', 'never']);
    expect(await sorted('history', 'x', '--limit', '')).toEqual([]);
    expect(await sorted('review', '--config', 'packa')).toContain(shell === 'fish' ? 'packages/' : 'packages');
  },
);

test('every command is in each script, which the command prints', async () => {
  for (const { name } of COMMANDS) {
    for (const script of [bash(COMMANDS), zsh(COMMANDS)]) expect(script).toContain(`'${name}'*) flags=`);
    expect(fish(COMMANDS)).toMatch(new RegExp(`^complete -c sallyport -f .* -a ${name.split(' ').at(-1)!} `, 'm'));
  }
  expect((await sallyport(['completion', 'zsh'])).out).toMatch(/^#compdef sallyport\n/);
  expect((await sallyport(['completion', 'fish', '--json'])).json()).toEqual({ shell: 'fish', script: fish(COMMANDS) });
});
