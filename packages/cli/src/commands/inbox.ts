// inbox: the desk in this terminal, full screen or line by line.
import { terminal } from '@sallyport/inbox/terminal';
import { tui } from '@sallyport/inbox/tui';
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
    const { input, output } = io;
    const options = { known, ...(contacts && { contacts }), input, output, color: print.color };
    const screen = given.has('plain') ? terminal(options) : tui(options);
    await screen.review(seat.desk, { signal: io.signal });
    return EXIT.done;
  });
};
