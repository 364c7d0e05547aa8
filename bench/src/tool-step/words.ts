/** The tool that everybody calls here, and the bare loop that nobody can beat: zod parses, the tool runs. */
import * as z from 'zod';

export const shape = z.strictObject({ text: z.string().max(1000), least: z.int() });
export const input = { text: 'the quick brown fox jumps over the lazy dog', least: 4 };

let calls = 0;

/** Counts the words that are no shorter than `least`. bench/peers/script.mjs has the same for the frameworks. */
export async function words({ text, least }: z.infer<typeof shape>): Promise<{ count: number }> {
  calls++;
  return { count: text.split(' ').filter((word) => word.length >= least).length };
}

/** The bare loop: no framework, nothing on record. */
export function bare(steps: number): Promise<number> {
  return counted(steps, async () => void (await words(shape.parse(input))));
}

/** Does a step as often as said; fails where the tool did not run as often. */
export async function counted(steps: number, step: () => Promise<void>): Promise<number> {
  const before = calls;
  for (let i = 0; i < steps; i++) await step();
  if (calls - before !== steps) throw new Error(`${steps} calls were asked for, ${calls - before} were made`);
  return steps;
}
