// The arguments and results of `readFile` and `searchFiles`, as they are checked and shown to a model.
import * as z from 'zod';

const LONGEST_PATH = 1_024;
const LONGEST_NEEDLE = 200;
const LONGEST_ENDING = 64;

export const fileInput = z.strictObject({
  path: z.string().min(1).max(LONGEST_PATH).describe('From the root, with slashes, such as notes/today.md'),
});
export const fileOutput = z.strictObject({ path: z.string(), text: z.string() });

export const searchInput = z.strictObject({
  text: z
    .string()
    .min(1)
    .max(LONGEST_NEEDLE)
    .optional()
    .describe('What to find, to the letter; unsaid, files are listed'),
  folder: z.string().min(1).max(LONGEST_PATH).optional().describe('Where to look, such as notes; unsaid, everywhere'),
  ending: z.string().min(1).max(LONGEST_ENDING).optional().describe('Only files whose names end so, such as .md'),
  ignoreCase: z.boolean().optional(),
});
export const searchOutput = z.strictObject({
  matches: z.array(
    z.strictObject({
      path: z.string(),
      line: z.number().int().describe('The number of the line, from 1; 0 where files are listed'),
      text: z.string().describe('The line, or the part of it around what was found'),
    }),
  ),
  files: z.number().int().describe('How many files were looked at'),
  isWhole: z.boolean().describe('False where something was not looked at: too many files, too large, no text, no time'),
});

export type FileInput = z.output<typeof fileInput>;
export type FileText = z.output<typeof fileOutput>;
export type SearchInput = z.output<typeof searchInput>;
export type Found = z.output<typeof searchOutput>;
