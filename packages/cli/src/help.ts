// The help: all commands, or one of them, out of the table.
import type { Command } from './command.js';
import { EVERYWHERE, HOUSE, type Flags } from './options.js';

const INDENT = 2;

/** The whole list. */
export function overview(commands: readonly Command[]): readonly string[] {
  const rows = commands.map((command) => [callOf(command), command.says] as const);
  return [
    'sallyport: what reads and what acts are two agents, and you decide in between.',
    '',
    'usage: sallyport COMMAND [ARGUMENTS] [FLAGS]',
    '',
    ...columns(rows),
    '',
    'flags everywhere:',
    ...columns(flagRows(EVERYWHERE)),
    'which house:',
    ...columns(flagRows(HOUSE)),
    '',
    'sallyport help COMMAND says more. A passphrase is typed, or stands in SALLYPORT_PASSPHRASE.',
    'exit codes: 0 done · 1 failed · 2 not understood · 3 refused · 4 nothing there · 5 a check has found something',
  ];
}

/** One command. */
export function detail(command: Command): readonly string[] {
  const { flags = {}, more = [], house } = command;
  return [
    `usage: sallyport ${callOf(command)} [FLAGS]`,
    `  ${command.says}`,
    ...more.map((line) => `  ${line}`),
    ...section('flags:', flags),
    ...(house ? section('which house:', HOUSE) : []),
    ...section('everywhere:', EVERYWHERE),
  ];
}

/** Under `--json`. */
export const asData = (commands: readonly Command[]): readonly object[] =>
  commands.map(({ name, args = [], says, flags = {} }) => ({ name, args, says, flags: Object.keys(flags) }));

/** Everything whose name begins so: `keys` is several. */
export const commandsUnder = (words: string, commands: readonly Command[]): readonly Command[] =>
  commands.filter(({ name }) => name === words || name.startsWith(`${words} `));

const callOf = ({ name, args = [] }: Command): string => [name, ...args].join(' ');

const section = (title: string, flags: Flags): readonly string[] =>
  Object.keys(flags).length === 0 ? [] : ['', title, ...columns(flagRows(flags))];

const flagRows = (flags: Flags): readonly (readonly [string, string])[] =>
  Object.entries(flags).map(([name, { value, says, short, many }]) => [
    `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`,
    many === true ? `${says}; may be said again` : says,
  ]);

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + INDENT;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`);
}
