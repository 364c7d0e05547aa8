// inbox: the desk in this terminal, full screen or line by line.
import { terminal } from '@sallyport/inbox/terminal';
import type { Run } from '../command.js';
import { Usage } from '../errors.js';
import { EXIT } from '../exit.js';
import { isAttended } from '../io.js';
import { knownTo, signing } from '../open.js';

export const run: Run = (call) => {
  const { given, io, print } = call;
  if (print.json) throw new Usage('inbox is for people: review, history and contacts have --json', 'inbox');
  if (!isAttended(io)) throw new Usage('inbox needs a terminal: in a script, use review', 'inbox');
  return signing(call, async (seat) => {
    const { known, contacts } = await knownTo(seat);
    const knows = { known, ...(contacts && { contacts }) };
    if (given.has('plain')) {
      const { input, output } = io;
      const screen = terminal({ ...knows, input, output, color: print.color });
      await screen.review(seat.desk, { signal: io.signal });
    }
    return EXIT.done;
  });
};
