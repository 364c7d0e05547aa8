// Hands a message on, in the person's name and with a note of their own.
import { quoted, render } from '../escape.js';
import { faultOf } from '../queue.js';
import type { Seat } from './seat.js';

/** Asks to whom and with what note, and forwards. The desk's refusal is told. */
export async function askForward(messageId: string, { desk, dialog, printer }: Seat): Promise<void> {
  const to = await dialog.line('forward to whom (Enter gives up)');
  if (to === '') return printer.say('nothing was forwarded.', 'warn');
  const note = await dialog.line(`your note to ${quoted(to)}, signed by you (Enter: none)`);
  try {
    const id = await desk.forward(messageId, { to, note });
    printer.say(`forwarded to ${quoted(to)} as message ${render(id)}.`, 'good');
  } catch (error) {
    printer.say(`it was not forwarded: ${faultOf(error)}`, 'bad');
  }
}

/** Asks for a message in the person's own words, and sends it. The desk's refusal is told. */
export async function askLetter({ desk, dialog, printer }: Seat): Promise<void> {
  const to = await dialog.line('write to whom (Enter gives up)');
  if (to === '') return printer.say('nothing was written.', 'warn');
  const text = await dialog.line(`your words to ${quoted(to)}, signed by you (Enter gives up)`);
  if (text === '') return printer.say('nothing was written.', 'warn');
  try {
    const id = await desk.send(to, text);
    printer.say(`sent to ${quoted(to)} as message ${render(id)}.`, 'good');
  } catch (error) {
    printer.say(`it was not sent: ${faultOf(error)}`, 'bad');
  }
}
