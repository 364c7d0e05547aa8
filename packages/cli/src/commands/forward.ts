// forward: hands a message on, with the label that it had; what is quoted stays somebody else's words.
import { quoted, render } from '@sallyport/inbox';
import type { Run } from '../command.js';
import { Usage } from '../errors.js';
import { EXIT } from '../exit.js';
import { signing } from '../open.js';

export const run: Run = async (call) => {
  const { given, print } = call;
  const to = given.text('to');
  if (to === undefined) throw new Usage('forward wants --to AGENT', 'forward');
  const [note, part] = [given.text('note'), given.text('part')];
  return signing(call, async ({ desk }) => {
    const message = given.arg(0);
    const id = await desk.forward(message, {
      to,
      ...(note !== undefined && { note }),
      ...(part !== undefined && { part }),
    });
    if (print.json) print.data({ message: id, forwarded: message, to });
    else print.line(`forwarded ${render(message)} to ${quoted(to)}: ${id}`, 'good');
    return EXIT.done;
  });
};
