// Options of the tools, checked where they are written down: none that nobody knows, and numbers that count something.
import { SallyportError } from '@sallyport/core';

/**
 * A misspelt `hosts` must not pass for an unsaid one.
 *
 * @throws SallyportError `BAD_OPTION`.
 */
export function mustKnow(tool: string, options: object, known: readonly string[]): void {
  const stranger = Object.keys(options).find((key) => !known.includes(key));
  if (stranger === undefined) return;
  const message = `${tool}: there is no option ${JSON.stringify(stranger)}: there are ${known.join(', ')}`;
  throw new SallyportError('BAD_OPTION', message, { option: stranger });
}

const LARGEST = 2 ** 31 - 1;

/** @throws SallyportError `BAD_OPTION`. */
export function mustCount(tool: string, option: string, value: number): void {
  if (Number.isInteger(value) && value > 0 && value <= LARGEST) return;
  throw new SallyportError('BAD_OPTION', `${tool}: '${option}' must be a whole number, 1 or more`, { option });
}
