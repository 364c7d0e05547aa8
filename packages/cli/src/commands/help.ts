// help: all commands, or what one of them does.
import type { Run } from '../command.js';
import { COMMANDS } from '../commands.js';
import { Usage } from '../errors.js';
import { EXIT } from '../exit.js';
import { commandsUnder, detail, overview } from '../help.js';
import { meant } from '../near.js';

export const run: Run = async ({ given, print }) => {
  const words = given.args.join(' ');
  const found = words === '' ? COMMANDS : commandsUnder(words);
  if (found.length === 0)
    throw new Usage(
      `there is no command '${words}'${meant(
        words,
        COMMANDS.map(({ name }) => name),
      )}`,
    );
  if (print.json)
    print.data(found.map(({ name, args = [], says, flags = {} }) => ({ name, args, says, flags: Object.keys(flags) })));
  else if (words === '') print.screen(overview());
  else print.screen(found.flatMap((command, at) => (at === 0 ? detail(command) : ['', ...detail(command)])));
  return EXIT.done;
};
