// The arguments and results of `readWebPage`, as they are checked and shown to a model.
import * as z from 'zod';

/** As browsers and servers have it: longer ones break somewhere. */
const LONGEST_URL = 2_048;
const url = z.string().min(1).max(LONGEST_URL).describe('Such as https://example.com/page');

export const urlInput = z.strictObject({ url });

export const pageOutput = z.strictObject({
  url: z.string().describe('Where the page was found'),
  title: z.string().describe('Empty where it has none'),
  text: z.string().describe('Markdown for a page, else as it stands there'),
  isWhole: z.boolean().describe('False where the rest was left out'),
});

export type UrlInput = z.output<typeof urlInput>;
export type Page = z.output<typeof pageOutput>;
