// The results of `readFeed`, as they are checked and shown to a model.
import * as z from 'zod';

const itemOutput = z.strictObject({
  id: z.string(),
  title: z.string(),
  link: z.string().describe('Empty where it has none on the web'),
  published: z.string().describe('As ISO 8601; empty where the feed does not say'),
  text: z.string().describe('Plain text'),
});

export const feedOutput = z.strictObject({
  url: z.string().describe('Where the feed was found'),
  title: z.string(),
  items: z.array(itemOutput),
  isWhole: z.boolean().describe('False where items or text were left out'),
});

export type FeedItem = z.output<typeof itemOutput>;
export type Feed = z.output<typeof feedOutput>;
