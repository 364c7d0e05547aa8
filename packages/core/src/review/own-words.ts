// A person's own words: how many they may be, and that what they choose of somebody else's stands there.
import type { Id } from '../canonical.js';
import { SallyportError } from '../errors.js';
import type { Letter } from '../record/body.js';

/** Of what a person writes, in UTF-16 code units. */
export const LONGEST = 1_048_576;

/** Throws `BAD_INPUT` unless the words stand in the letter, each character of them. */
export function mustContain({ text }: Letter, part: string, id: Id): void {
  if (typeof part !== 'string' || part === '' || !text.includes(part)) {
    throw new SallyportError(
      'BAD_INPUT',
      `those words do not stand in the message ${id}: choose them from its text, to the letter`,
      { id },
    );
  }
}
