// What a command is: data for the help and the completion, and a module that is loaded only when it runs.
import type { Exit } from './exit.js';
import type { Io } from './io.js';
import { EVERYWHERE, HOUSE, type Flags, type Given } from './options.js';
import type { Print } from './print.js';

/** One use of a command. */
export interface Call {
  readonly given: Given;
  readonly io: Io;
  readonly print: Print;
  /** All commands there are, this one among them. */
  readonly commands: readonly Command[];
}
export type Run = (call: Call) => Promise<Exit>;

export interface Command {
  /** One word or two: `review`, `keys list`. */
  readonly name: string;
  /** What stands behind the name: `ID` has to be there, `[ID]` may be, `WORD...` and `[WORD...]` may be several. */
  readonly args?: readonly string[];
  /** One line, without a full stop. */
  readonly says: string;
  /** Does it work on a house? Then it knows the flags that say which. */
  readonly house?: true;
  readonly flags?: Flags;
  /** Beyond the line: what should be known, in lines. */
  readonly more?: readonly string[];
  readonly load: () => Promise<{ readonly run: Run }>;
}

/** Every flag that it knows. */
export const flagsOf = ({ flags, house }: Command): Flags => ({ ...flags, ...(house && HOUSE), ...EVERYWHERE });

/** The least and the most arguments that a command takes. */
export function countsOf({ args = [] }: Command): { readonly least: number; readonly most: number } {
  const least = args.filter((arg) => !arg.startsWith('[')).length;
  return { least, most: args.some((arg) => arg.includes('...')) ? Infinity : args.length };
}
