// `npm start`: furnishes an office, starts its processes, puts a person (or her script) at the desk, and says how it went.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HELP, readFlags, unattended, Usage, type Flags } from './flags.js';

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  try {
    const flags = readFlags(argv);
    if (flags === undefined) {
      console.log(HELP);
      return 0;
    }
    return await start(flags);
  } catch (error) {
    console.error(error instanceof Usage ? error.message : error);
    // at once: whatever else was under way ends with this process
    process.exit(error instanceof Usage ? 2 : 1);
  }
}

/** Loads the rest only when it is clear that it will run: what cannot be done is said at once. */
async function start(flags: Flags): Promise<number> {
  const screen = flags.json ? process.stderr : process.stdout;
  const isTerminal = process.stdin.isTTY === true && (flags.review !== 'tui' || screen.isTTY === true);
  // somebody opens the page's link, wherever this was started
  const person = isTerminal || flags.review === 'web';
  const why = person ? undefined : unattended(flags);
  if (why !== undefined) throw new Usage(why);
  // leaving by an exit ends the other processes; at a terminal the desk answers it
  if (!person) process.on('SIGINT', () => process.exit(130));
  const say = (line: string): void => (flags.json ? console.error(line) : console.log(line));
  if (flags.dir === undefined) passingState();
  const { play } = await import('./play.js');
  const { lines } = await import('./summary.js');
  const summary = await play(flags, { person, say, screen });
  if (flags.json) console.log(JSON.stringify(summary, undefined, 2));
  else for (const line of lines(summary, process.stdout.columns)) console.log(line);
  return summary.ok ? 0 : 1;
}

/** The ledgers of an office that passes pass with it; they would stay in the home of whoever plays. */
function passingState(): void {
  const folder = mkdtempSync(join(tmpdir(), 'mail-desk-state-'));
  process.env['XDG_STATE_HOME'] = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
