// What all the frameworks do here: conversations of up to ten calls of one tool, each asked for by a scripted model.
import * as z from 'zod';

/** Calls in one conversation. */
const STEPS = 10;
/** More rounds than any conversation here has. */
export const MANY = STEPS * 4;

export const shape = z.strictObject({ text: z.string().max(1000), least: z.int() });

/** Counts words that are no shorter than `least`; `calls` says how often it ran. */
export const words = {
  description: 'counts the words of a text',
  input: { text: 'the quick brown fox jumps over the lazy dog', least: 4 },
  calls: 0,
  run: async ({ text, least }) => {
    words.calls++;
    return { count: text.split(' ').filter((word) => word.length >= least).length };
  },
};

/** Does `count` steps, in conversations; fails where a framework did not run the tool as often as it was asked to. */
export function script(converse) {
  return async (count) => {
    const before = words.calls;
    for (let left = count; left > 0; left -= STEPS) await converse(Math.min(left, STEPS));
    if (words.calls - before !== count)
      throw new Error(`${count} calls were asked for, ${words.calls - before} were made`);
    return count;
  };
}

/** The conversation has to end with the model's last word. */
export function answerOf(text) {
  if (text !== 'done') throw new Error(`a conversation ended with ${JSON.stringify(text)}`);
  return text;
}
