// Completion in the shells themselves: what they offer for what somebody has typed, at a terminal where the shell has one.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from './commands.js';
import { sallyport } from './house.fixture.js';

const run = promisify(execFile);
const required = process.env['SALLYPORT_SCREENS'] === 'required';
const ECHO = `sallyport() { printf '<%s>' "$@"; echo; }`;
/** A key that puts everything offered into the line, which `sallyport` then prints. */
const KEY = '\u0014';
const PREPARE = {
  bash: `bind '"\\C-t": insert-completions'`,
  zsh: 'all() { _main_complete; compstate[insert]=all }; zle -C all complete-word all; bindkey "^T" all',
};

/** What was typed, and what follows. */
const TABLE: readonly (readonly [string, readonly string[]])[] = [
  ['re', ['review']],
  ['allowlist ', ['check']],
  ['keys ', ['enrol', 'list', 'new', 'revoke']],
  ['keys --config a.yaml e', ['enrol']],
  ['keys --config=a.yaml e', ['enrol']],
  ['help keys n', ['new']],
  ['completion ', ['bash', 'fish', 'zsh']],
  ['review --de', ['--deny']],
  ['grants add reader --u', ['--until', '--uses']],
  ['history from:bob --l', ['--limit']],
  ['review --color ', ['always', 'never']],
  // files, where nothing of ours may follow
  ['export --out ', ['a.yaml', 'b.jsonl']],
  ['import b', ['b.jsonl']],
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-completion-'));
  for (const shell of ['bash', 'zsh', 'fish'])
    await writeFile(join(folder, shell), (await sallyport(['completion', shell])).out);
  await mkdir(join(folder, 'here'));
  for (const name of ['a.yaml', 'b.jsonl']) await writeFile(join(folder, 'here', name), '');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function isThere(...programs: readonly string[]): boolean {
  // elsewhere `script` is another program
  const missing = programs.find((name) => process.platform !== 'linux' || !existsSync(`/usr/bin/${name}`));
  if (missing === undefined || required) return true;
  console.warn(`no ${missing} of Linux is in /usr/bin: completion is not tried in it`);
  return false;
}

describe.each(['bash', 'zsh'] as const)('in %s', (shell) => {
  test.skipIf(!isThere(shell, 'script'))('what may follow is offered, and nothing else', async () => {
    const flags = { bash: '--norc --noprofile', zsh: '-f' }[shell];
    const init = shell === 'zsh' ? 'autoload -Uz compinit; compinit -u -D; ' : '';
    const lines = await typed(`${shell} ${flags} -i`, [
      `${init}PS1=; ${ECHO}; source ../${shell}; ${PREPARE[shell]}; sallyport ready`,
      ...TABLE.map(([line]) => `sallyport ${line}${KEY}`),
    ]);
    const given = TABLE.map(([line]) => line.split(' ').slice(0, -1));
    expect(lines.map((words, at) => words.slice(given[at]!.length).toSorted())).toEqual(TABLE.map(([, next]) => next));
  });
});

test.skipIf(!isThere('fish'))(
  'in fish: what may follow is offered, and nothing else, each with what it does',
  async () => {
    const asked = TABLE.map(([line]) => `complete -C 'sallyport ${line}'; echo`).join('; ');
    const { stdout } = await run('fish', ['--no-config', '-c', `source ../fish; ${asked}`], {
      cwd: join(folder, 'here'),
    });
    const offered = stdout.split('\n\n').map((lines) => lines.split('\n').filter((line) => line !== ''));
    expect(offered.slice(0, -1).map((lines) => lines.map((line) => line.split('\t')[0]).toSorted())).toEqual(
      TABLE.map(([, next]) => next),
    );
    expect(offered[0]).toEqual([`review\t${COMMANDS.find(({ name }) => name === 'review')!.says}`]);
  },
);

/** Types lines at a terminal, and reads what `sallyport` was called with by each of them but the first. */
async function typed(
  command: string,
  [first = '', ...lines]: readonly string[],
): Promise<readonly (readonly string[])[]> {
  const env = { ...process.env, HISTFILE: '', TERM: 'dumb' };
  const terminal = spawn('script', ['-qec', command, '/dev/null'], { cwd: join(folder, 'here'), env });
  let said = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.includes('<ready>') && lines.length > 0) terminal.stdin.write([...lines.splice(0), 'exit\n'].join('\n'));
  });
  const ended = new Promise((resolve, reject) => void terminal.on('error', reject).on('close', resolve));
  terminal.stdin.write(`${first}\n`);
  await ended;
  const printed = said.split(/[\r\n]+/).filter((line) => /^<.*>$/.test(line) && line !== '<ready>');
  return printed.map((line) => line.slice(1, -1).split('><'));
}
