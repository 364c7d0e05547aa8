// Writes the bytes of a mail (RFC 5322), so that what arrives decodes to exactly what was approved, and nothing else.
import { SallyportError } from '@sallyport/core';
import type { Email } from './email-schema.js';
import { BODY, isAddress, isMessageId, LONGEST_SUBJECT, SUBJECT } from './limits.js';
import type { OutgoingMail } from './operations.js';

/** What the sender adds to an approved mail. */
export interface Sending {
  readonly from: string;
  readonly messageId: string;
  readonly date: Date;
}

const PLAIN_SUBJECT = /^[!-~]+(?: [!-~]+)*$/;
const LONGEST_PLAIN = 60;
const WORD_BYTES = 45;
const COLUMNS = /.{1,76}/g;

/**
 * One text/plain part in UTF-8. The body is base64, the one encoding that no server on the way touches: line ends,
 * trailing spaces, leading dots and lines of any length arrive as they were approved.
 *
 * @throws SallyportError `BAD_INPUT` for what could end a header line early or name a second recipient, although the
 * schema has seen it already.
 */
export function compose(mail: Email, { from, messageId, date }: Sending): OutgoingMail {
  hold('to', isAddress(mail.to));
  hold('from', isAddress(from));
  hold('messageId', isMessageId(messageId));
  hold('inReplyTo', mail.inReplyTo === undefined || isMessageId(mail.inReplyTo));
  hold('subject', mail.subject.length <= LONGEST_SUBJECT && SUBJECT.test(mail.subject));
  hold('body', BODY.test(mail.body));
  const answered = mail.inReplyTo === undefined ? [] : [mail.inReplyTo];
  const lines = [
    `From: ${from}`,
    `To: ${mail.to}`,
    `Subject: ${encodeSubject(mail.subject)}`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${messageId}`,
    ...answered.flatMap((id) => [`In-Reply-To: ${id}`, `References: ${id}`]),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...(Buffer.from(mail.body, 'utf8').toString('base64').match(COLUMNS) ?? []),
    '',
  ];
  return { from, to: mail.to, messageId, bytes: Buffer.from(lines.join('\r\n'), 'latin1') };
}

/** RFC 2047. White space between two encoded words is no part of the text, so the words join to exactly the subject. */
function encodeSubject(subject: string): string {
  const isPlain = subject === '' || (PLAIN_SUBJECT.test(subject) && !subject.includes('=?'));
  if (isPlain && subject.length <= LONGEST_PLAIN) return subject;
  return chunks(subject)
    .map((chunk) => `=?utf-8?B?${Buffer.from(chunk, 'utf8').toString('base64')}?=`)
    .join('\r\n ');
}

/** Whole characters, at most 45 bytes of them at a time: an encoded word is at most 75 characters long. */
function chunks(text: string): readonly string[] {
  const made: string[] = [];
  let chunk = '';
  for (const character of text) {
    if (Buffer.byteLength(chunk + character) > WORD_BYTES) {
      made.push(chunk);
      chunk = '';
    }
    chunk += character;
  }
  return [...made, chunk];
}

function hold(field: string, isSafe: boolean): void {
  if (isSafe) return;
  throw new SallyportError(
    'BAD_INPUT',
    `send_email: '${field}' cannot go on the wire: it is not what the contract says`,
    {
      field,
    },
  );
}
