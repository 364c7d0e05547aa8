// help: all commands, or what one of them does.
import type { Run } from '../command.js';
import { Usage } from '../errors.js';
import { EXIT } from '../exit.js';
import { commandsUnder, detail, overview, asData } from '../help.js';
import { meant } from '../near.js';

export const run: Run = async ({ given, print, commands }) => {
  const words = given.args.join(' ');
  const found = words === '' ? commands : commandsUnder(words, commands);
  if (found.length === 0)
    throw new Usage(
      `there is no command '${words}'${meant(
        words,
        commands.map(({ name }) => name),
      )}`,
    );
  if (print.json) print.data(asData(found));
  else if (words === '') print.screen(overview(commands));
  else print.screen(found.flatMap((command, at) => (at === 0 ? detail(command) : ['', ...detail(command)])));
  return EXIT.done;
};
