// What a person's sitting at their desk works with.
import type { DeskPort } from '../desk-port.js';
import type { ViewContext } from '../known.js';
import type { Dialog } from './dialog.js';
import type { Printer } from './printer.js';

export interface Seat {
  readonly desk: DeskPort;
  readonly dialog: Dialog;
  readonly printer: Printer;
  /** What the person knows, and what time it is now. */
  readonly context: () => ViewContext;
}
