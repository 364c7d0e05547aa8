// From what was typed to an exit code: finds the command, loads it, runs it, and tells what went wrong.
import { Interrupted } from './ask.js';
import { countsOf, flagsOf, type Command } from './command.js';
import { COMMANDS } from './commands.js';
import { told, Usage } from './errors.js';
import { EXIT } from './exit.js';
import { commandsUnder, detail, overview, asData } from './help.js';
import type { Io } from './io.js';
import { meant } from './near.js';
import { EVERYWHERE, given, readTyped, type Flags, type Given, type Typed } from './options.js';
import { Print } from './print.js';

/** As a shell says of a program that was interrupted. */
const INTERRUPTED = 130;

/** Commands that are asked for by the first word alone. */
const UNSAID: Readonly<Record<string, string>> = { keys: 'keys list', grants: 'grants list' };

/** Runs one command. Must not throw: whatever goes wrong is told on `io.error`, and is an exit code. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let print = new Print(io, { json: argv.includes('--json'), color: undefined });
  let name: string | undefined;
  try {
    const typed = readTyped(argv.map(alias), allFlags());
    const wantsHelp = typed.flags.some(({ name }) => name === 'help');
    if (typed.words.length === 0) {
      given([], typed.flags, EVERYWHERE, 'sallyport');
      if (print.json) throw new Usage('which command? sallyport help --json lists them');
      print.screen(overview(COMMANDS));
      return wantsHelp || argv.length === 0 ? EXIT.done : EXIT.usage;
    }
    const { command, rest } = commandOf(typed.words, wantsHelp);
    name = command.name;
    const said = given(rest, typed.flags, flagsOf(command), name);
    print = new Print(io, { json: said.has('json'), color: colorOf(said) });
    if (said.has('help')) {
      if (print.json) print.data(asData([command]));
      else print.screen(detail(command));
      return EXIT.done;
    }
    mustCount(command, rest);
    const { run } = await command.load();
    return await run({ given: said, io, print, commands: COMMANDS });
  } catch (error) {
    if (error instanceof Interrupted || (io.signal.aborted && error === io.signal.reason)) return INTERRUPTED;
    const what = told(error);
    print.error(what, what.exit);
    const see = error instanceof Usage ? (error.see ?? name) : undefined;
    if (error instanceof Usage && !print.json)
      print.note(see === undefined ? '  sallyport help lists the commands' : `  sallyport help ${see} says more`);
    return what.exit;
  }
}

/** Flags that are a command by another name. */
const alias = (arg: string, at: number): string =>
  at === 0 && (arg === '--version' || arg === '-v' || arg === '-V') ? 'version' : arg;

const allFlags = (): Flags => Object.assign({}, ...COMMANDS.map(flagsOf));

interface Found {
  readonly command: Command;
  readonly rest: readonly string[];
}

/** Two words before one. Throws `Usage` for a command that is not there. */
function commandOf(words: Typed['words'], wantsHelp: boolean): Found {
  const [first = '', second = ''] = words;
  const named = (name: string, taken: number): Found | undefined => {
    const command = COMMANDS.find((one) => one.name === name);
    return command && { command, rest: words.slice(taken) };
  };
  const found = named(`${first} ${second}`, 2) ?? named(first, 1);
  if (found !== undefined) return found;
  const under = commandsUnder(first, COMMANDS);
  if (under.length === 0) {
    const firsts = [...new Set(COMMANDS.map(({ name }) => name.split(' ')[0]!))];
    throw new Usage(`there is no command '${first}'${meant(first, firsts)}`);
  }
  const unsaid = second === '' && !wantsHelp ? named(UNSAID[first] ?? '', 1) : undefined;
  if (unsaid !== undefined) return unsaid;
  const seconds = under.map(({ name }) => name.split(' ')[1]!);
  const what =
    second === '' ? `'${first}' alone does nothing` : `there is no '${first} ${second}'${meant(second, seconds)}`;
  throw new Usage(
    `${what}${what.endsWith('?') ? '' : `: there is ${under.map(({ name }) => name).join(', ')}`}`,
    first,
  );
}

function mustCount(command: Command, rest: readonly string[]): void {
  const { least, most } = countsOf(command);
  const { name, args = [] } = command;
  if (rest.length < least) throw new Usage(`${name} wants ${args.slice(rest.length, least).join(' and ')}`, name);
  if (rest.length > most)
    throw new Usage(`${name} takes no '${rest[most]!}'${most === 0 ? '' : `: what holds blanks is quoted`}`, name);
}

function colorOf(said: Given): boolean | undefined {
  const when = said.text('color');
  return when === undefined ? undefined : when === 'always';
}
