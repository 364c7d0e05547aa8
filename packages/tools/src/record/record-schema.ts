// The arguments of the record tools, as they are checked and shown to a model. Ids and times are ours, never the model's.
import * as z from 'zod';

const LONGEST_TITLE = 200;
const LONGEST_NOTE = 64 * 1024;
const LONGEST_DRAFT = 256 * 1024;
const LONGEST_EVENT_TEXT = 16 * 1024;

/** One line: no control characters, no line or paragraph separator, no half of a surrogate pair. */
const LINE = /^[^\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+$/u;
/** Anything that has bytes in UTF-8: no half of a surrogate pair. */
const TEXT = /^\P{Cs}*$/u;

const title = z.string().max(LONGEST_TITLE).regex(LINE, 'one line without control characters').describe('One line');
const text = (longest: number) => z.string().max(longest).regex(TEXT, 'text without halves of characters');

export const taskInput = z.strictObject({
  title,
  text: text(LONGEST_NOTE).optional().describe('What there is to know'),
  due: z.iso.date().optional().describe('A day, such as 2027-01-31'),
});
export const draftInput = z.strictObject({ title, text: text(LONGEST_DRAFT).describe('The draft') });
export const eventInput = z.strictObject({
  event: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/, 'a name such as page_read')
    .describe('What happened, as a name such as page_read'),
  text: text(LONGEST_EVENT_TEXT).optional().describe('What there is to say about it'),
});

/** The id that it was given. */
export const recorded = z.strictObject({ id: z.string() });

export type TaskInput = z.output<typeof taskInput>;
export type DraftInput = z.output<typeof draftInput>;
export type EventInput = z.output<typeof eventInput>;
export type Recorded = z.output<typeof recorded>;
