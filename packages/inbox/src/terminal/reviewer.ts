// A reviewer who sits at a terminal: shows what waits line by line, and decides by typed keys.
import { SallyportError } from '@sallyport/core';
import type { DeskPort } from '../desk-port.js';
import type { ViewContext } from '../known.js';
import { faultOf } from '../queue.js';
import { any, between, flag, list, maybe, mustFit, someFunction, texts } from '../options.js';
import { Changes } from './changes.js';
import { Dialog } from './dialog.js';
import { Ending } from './ending.js';
import { type Input, Keyboard } from './keyboard.js';
import { type Output, Printer } from './printer.js';
import { Sitting } from './sitting.js';

export interface TerminalOptions {
  /** Where the person types; stdin unless told. */
  readonly input?: Input;
  /** Where the screens go; stdout unless told. */
  readonly output?: Output;
  /** ANSI colours. Unless told: when the output is a terminal and NO_COLOR is not set. */
  readonly color?: boolean;
  /** In columns. Unless told: as wide as the terminal is, else 80. */
  readonly width?: number;
  /** Names and addresses that the person knows: what is not among them is marked, what only looks like one is an alarm. */
  readonly known?: ViewContext['known'];
  readonly contacts?: ViewContext['contacts'];
  /** The time in milliseconds since 1970, for tests. */
  readonly now?: () => number;
}

/** What a seat at a terminal is made with. */
export const SEAT = {
  ...{ input: any, output: any, color: maybe(flag), width: between(1, 10_000) },
  ...{ known: maybe(texts), contacts: maybe(list), now: maybe(someFunction) },
} as const;

/** Somebody who decides at a desk. */
export interface Reviewer {
  /**
   * Shows what waits and carries out what the person decides, until they quit, the input ends or the signal aborts.
   * Nothing is approved or denied unless they typed so. Rejects when the desk cannot be read.
   */
  review(desk: DeskPort, options: { signal: AbortSignal }): Promise<void>;
}

/**
 * A reviewer at this terminal. It shows every message and proposal in full, and takes only keys that were typed after
 * the question stood there; what is folded, or not what it looks like, takes a code as well.
 *
 * @throws SallyportError `BAD_OPTION` when stdin is no terminal and no other input is given: nobody could answer.
 * @example
 * ```ts
 * import { terminal } from '@sallyport/inbox/terminal';
 *
 * const reviewer = terminal({ known: ['bob@example.com'] });
 * ```
 */
export function terminal(options: TerminalOptions = {}): Reviewer {
  mustFit('terminal()', options, SEAT);
  const { input = process.stdin, output = process.stdout, width, known = [], contacts, now = Date.now } = options;
  if (options.input === undefined && !process.stdin.isTTY) {
    throw new SallyportError(
      'BAD_OPTION',
      'terminal() has nobody to ask: stdin is not a terminal. Start it in a terminal, pass { input }, or review in another process',
      { option: 'input' },
    );
  }
  const color = options.color ?? (output.isTTY === true && (process.env['NO_COLOR'] ?? '') === '');
  const context = (): ViewContext => ({ known, ...(contacts && { contacts }), now: now() });
  return Object.freeze({
    review: (desk: DeskPort, { signal }: { signal: AbortSignal }) =>
      sit(desk, { input, signal, context, printer: new Printer(output, { width, color }) }),
  });
}

interface Place {
  readonly input: Input;
  readonly signal: AbortSignal;
  readonly printer: Printer;
  readonly context: () => ViewContext;
}

async function sit(desk: DeskPort, { input, signal, printer, context }: Place): Promise<void> {
  if (signal.aborted) return;
  const over = new AbortController();
  const changes = new Changes();
  const onFault = (error: unknown): void => printer.say(`news of the desk stopped: ${faultOf(error)}`, 'bad');
  using keyboard = new Keyboard(input);
  const dialog = new Dialog(keyboard, printer, signal);
  void changes.follow(desk, AbortSignal.any([signal, over.signal]), onFault);
  try {
    await new Sitting({ desk, dialog, printer, context }, changes).run();
  } catch (error) {
    if (!(error instanceof Ending)) throw error;
    printer.say('');
    printer.say('the desk is closed here; what was not decided still waits.', 'dim');
  } finally {
    over.abort();
  }
}
