// The arguments of `sendEmail`, as they are checked and shown to a model.
import * as z from 'zod';
import * as limits from './limits.js';

/** Strict: what is not declared is refused, never stripped, so that what a person saw is what leaves. */
export const emailInput = z.strictObject({
  to: z
    .string()
    .max(limits.LONGEST_ADDRESS)
    .regex(limits.ADDRESS, 'one bare address in ASCII, such as bob@example.com')
    .describe('The one address that gets it, such as bob@example.com'),
  subject: z
    .string()
    .max(limits.LONGEST_SUBJECT)
    .regex(limits.SUBJECT, 'one line without control characters')
    .describe('One line'),
  body: z
    .string()
    .max(limits.LONGEST_BODY)
    .regex(limits.BODY, 'text without halves of characters')
    .describe('Plain text'),
  inReplyTo: z
    .string()
    .max(limits.LONGEST_MESSAGE_ID)
    .regex(limits.MESSAGE_ID, 'a Message-ID in angle brackets')
    .optional()
    .describe('The Message-ID of the mail that this one answers, such as <id@example.com>'),
});

/** The Message-ID that the mail was given. */
export const emailOutput = z.strictObject({ id: z.string() });

export type Email = z.output<typeof emailInput>;
export type Sent = z.output<typeof emailOutput>;
