// Tests the bytes of a mail: one header each, and what decodes is what was approved.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compose } from './compose.js';
import type { Email } from './email-schema.js';

const mail: Email = { to: 'bob@example.com', subject: 'Hi', body: 'Hello' };
const sending = { from: 'me@example.com', messageId: '<1@example.com>', date: new Date(0) };

test('a mail, byte for byte', () => {
  const { bytes, ...rest } = compose({ ...mail, inReplyTo: '<0@example.com>' }, sending);
  expect(rest).toEqual({ from: 'me@example.com', to: 'bob@example.com', messageId: '<1@example.com>' });
  expect(text(bytes).split('\r\n')).toEqual([
    ...['From: me@example.com', 'To: bob@example.com', 'Subject: Hi', 'Date: Thu, 01 Jan 1970 00:00:00 +0000'],
    ...[
      'Message-ID: <1@example.com>',
      'In-Reply-To: <0@example.com>',
      'References: <0@example.com>',
      'MIME-Version: 1.0',
    ],
    ...['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64', '', 'SGVsbG8=', ''],
  ]);
});

test('every line is ASCII and short, every header stands once, and subject and body decode to what was approved', () => {
  const subject = fc
    .string({ unit: 'grapheme', maxLength: 200 })
    .filter((value) => !/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(value));
  const body = fc.string({
    unit: fc.constantFrom('.', '\r', '\n', '\0', ' ', 'é', '😀', 'x'.repeat(300)),
    maxLength: 60,
  });
  fc.assert(
    fc.property(subject, body, (subject, body) => {
      const all = text(compose({ ...mail, subject, body }, sending).bytes);
      expect(all).toMatch(/^(?:[ -~]{0,98}\r\n)+$/);
      const [head = '', coded = ''] = all.split('\r\n\r\n', 2);
      const names = head.split(/\r\n(?! )/).map((line) => line.split(':', 1)[0]);
      expect(names).toEqual([
        'From',
        'To',
        'Subject',
        'Date',
        'Message-ID',
        'MIME-Version',
        'Content-Type',
        'Content-Transfer-Encoding',
      ]);
      expect(decodeSubject(head)).toBe(subject);
      expect(Buffer.from(coded, 'base64').toString('utf8')).toBe(body);
    }),
  );
});

test.each(['=?utf-8?B?YQ==?=', ' a', 'a ', 'a  b', '', ' ', 'a'.repeat(998), '😀'.repeat(499), 'Re: plain words'])(
  'the subject %j arrives as it is',
  (subject) => expect(decodeSubject(text(compose({ ...mail, subject }, sending).bytes))).toBe(subject),
);

describe('SEE-1: what could add a header or a recipient is refused again before the wire, schema or no schema', () => {
  const ends = ['\r\n', '\n', '\r', '\0', '\u2028'];
  test.each(ends.flatMap((end) => (['to', 'subject', 'inReplyTo'] as const).map((field) => ({ end, field }))))(
    '$field with $end',
    ({ end, field }) => {
      const whole = { to: 'bob@example.com', subject: 'Hi', inReplyTo: '<0@example.com>' }[field];
      for (const value of [`${whole}${end}Bcc: mallory@evil.example`, `${whole}${end}`, `${end}${whole}`]) {
        expect(() => compose({ ...mail, [field]: value }, sending)).toThrowError(
          expect.objectContaining({ code: 'BAD_INPUT', facts: { field } }),
        );
      }
    },
  );

  test.each([
    'bob@example.com, mallory@evil.example',
    'bob@example.com;mallory@evil.example',
    'Bob <bob@example.com>',
    'bob@example.com>',
  ])('to: %j', (to) =>
    expect(() => compose({ ...mail, to }, sending)).toThrowError(expect.objectContaining({ code: 'BAD_INPUT' })),
  );

  test('from, Message-ID and body are held to the same', () => {
    for (const extra of [
      { from: 'me@example.com\r\nBcc: x@y.example' },
      { messageId: '<1@example.com>\r\nBcc: x@y.example' },
    ]) {
      expect(() => compose(mail, { ...sending, ...extra })).toThrowError(
        expect.objectContaining({ code: 'BAD_INPUT' }),
      );
    }
    expect(() => compose({ ...mail, body: '\ud800' }, sending)).toThrowError(
      expect.objectContaining({ code: 'BAD_INPUT' }),
    );
  });
});

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** RFC 2047, for this one header. */
function decodeSubject(head: string): string {
  const value = /^Subject: ((?:.|\r\n )*)$/m.exec(head)?.[1] ?? 'none';
  if (!value.startsWith('=?utf-8?B?')) return value;
  const words = value.split('\r\n ').map((word) => /^=\?utf-8\?B\?([A-Za-z0-9+/=]*)\?=$/.exec(word)?.[1] ?? 'broken');
  return words.map((word) => Buffer.from(word, 'base64').toString('utf8')).join('');
}
