// completion: a script for bash, zsh or fish, made of the table of commands.
import type { Command, Run } from '../command.js';
import { bash, fish, zsh } from '../completion.js';
import { Usage } from '../errors.js';
import { EXIT } from '../exit.js';
import { meant } from '../near.js';

const SHELLS: Readonly<Record<string, (commands: readonly Command[]) => string>> = { bash, zsh, fish };

export const run: Run = async ({ given, print, commands }) => {
  const shell = given.arg(0);
  const script = Object.hasOwn(SHELLS, shell) ? SHELLS[shell]!(commands) : undefined;
  if (script === undefined) {
    const known = Object.keys(SHELLS);
    throw new Usage(
      `there is no completion for '${shell}'${meant(shell, known) || `: there is ${known.join(', ')}`}`,
      'completion',
    );
  }
  if (print.json) print.data({ shell, script });
  else print.raw(script);
  return EXIT.done;
};
