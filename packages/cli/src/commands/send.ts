// send: writes to an agent in the person's own words, which they sign.
import { quoted } from '@sallyport/inbox';
import { allOf } from '../ask.js';
import type { Run } from '../command.js';
import { Usage } from '../errors.js';
import { EXIT } from '../exit.js';
import { signing } from '../open.js';

/** What a message takes. */
const LONGEST = 1_048_576;

export const run: Run = async (call) => {
  const { given, io, print } = call;
  const [to = '', typed = ''] = given.args;
  const text = typed === '-' ? await allOf(io, LONGEST) : typed;
  if (text.trim() === '') throw new Usage('there is nothing to send: the text is empty', 'send');
  return signing(call, async ({ desk }) => {
    const id = await desk.send(to, text);
    if (print.json) print.data({ message: id, to });
    else print.line(`sent to ${quoted(to)}, signed by you: ${id}`, 'good');
    return EXIT.done;
  });
};
