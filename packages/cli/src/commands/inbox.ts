// inbox: the desk in this terminal, full screen or line by line.
import { terminal, type Reviewer, type TerminalOptions } from '@sallyport/inbox/terminal';
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
    const screen = (given.has('plain') ? undefined : await fullScreen(options)) ?? terminal(options);
    await screen.review(seat.desk, { signal: io.signal });
    return EXIT.done;
  });
};

/** Nothing where the installed inbox has none: then it is line by line. */
async function fullScreen(options: TerminalOptions): Promise<Reviewer | undefined> {
  const face: object = await import('@sallyport/inbox/tui');
  // `as`: the full-screen terminal is a reviewer as the plain one is, and is made in the same way
  return 'tui' in face ? (face.tui as (given: TerminalOptions) => Reviewer)(options) : undefined;
}
