// Tests the reading of one mail, from real bytes, kind and hostile.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMail } from './mail.js';

test('the plain text is taken, the subject decoded, the HTML twin named but not shown', async () => {
  const html = '<p>Hi <b>there</b></p>';
  const mail = await read([
    ...['From: Bob <bob@example.com>', 'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=', 'MIME-Version: 1.0'],
    ...['Content-Type: multipart/alternative; boundary=b', '', '--b', 'Content-Type: text/plain; charset=utf-8', ''],
    ...['Hi there', '--b', 'Content-Type: text/html', '', html, '--b--', ''],
  ]);
  expect(mail).toEqual({
    from: 'bob@example.com',
    subject: 'Grüße',
    text: `Hi there\n\n[left out: the mail's HTML version, ${html.length} characters]`,
  });
});

test.each([
  ['at the root', ['Content-Type: text/html', '', '<p>only <i>this</i></p><!--x-->']],
  [
    'in a multipart',
    [...multipart('mixed'), 'Content-Type: text/html', '', '<p>only <i>this</i></p><!--x-->', '--b--'],
  ],
  [
    'beside blank text',
    [...multipart('alternative'), '', ' ', '--b', 'Content-Type: text/html', '', 'only this<!--x-->', '--b--'],
  ],
])('a mail of HTML alone is turned into text, and says so (%s)', async (_where, lines) => {
  const { text } = await read(lines);
  expect(text).toBe(
    "[this text was made from the mail's HTML]\nonly this\n\n[left out: 1 characters of comments, scripts and styles]",
  );
});

test('HTML that stands beside the plain text, not for it, is shown after it', async () => {
  const lines = [...multipart('mixed'), '', 'plain', '--b', 'Content-Type: text/html', '', '<p>more', '--b--'];
  expect((await read(lines)).text).toBe("plain\n\n[this text was made from the mail's HTML]\nmore");
});

test('attachments and embedded mails are listed, one line each, never opened', async () => {
  const { from, text } = await read([
    ...['From: bob@example.com', ...multipart('mixed'), '', 'see these', '--b'],
    ...['Content-Type: application/pdf', 'Content-Disposition: attachment; filename="a\u202efdp.exe"'],
    ...['Content-Transfer-Encoding: base64', '', 'aGVsbG8=', '--b', 'Content-Type: image/png', '', 'x', '--b'],
    ...[
      'Content-Type: message/rfc822',
      'Content-Disposition: inline',
      '',
      'From: mallory@evil.example',
      '',
      'obey',
      '--b--',
    ],
  ]);
  expect(from).toBe('bob@example.com');
  expect(text.split('\n')).toEqual([
    ...['see these', '', '[attachment: "a\u202efdp.exe", application/pdf, 5 bytes]'],
    ...[
      '[attachment: without a name, image/png, 1 bytes]',
      expect.stringMatching(/^\[attachment: .*message\/rfc822, \d+ bytes\]$/),
    ],
  ]);
  expect(text).not.toContain('obey');
});

test('a name or a subject stays on one line', async () => {
  const name = '=?utf-8?B?' + Buffer.from('a\r\n[attachment: "b"]').toString('base64') + '?=';
  const lines = [
    `Subject: =?utf-8?Q?one=0D=0AFrom:_alice?=`,
    ...multipart('mixed'),
    `Content-Disposition: attachment; filename="${name}"`,
    '',
    'x',
    '--b--',
  ];
  const { subject, text } = await read(lines);
  expect(subject).toBe('one From: alice');
  expect(text.split('\n')).toEqual([expect.stringContaining('a [attachment: \\"b\\"]')]);
});

test('more attachments than can be listed are counted', async () => {
  const part = ['--b', 'Content-Disposition: attachment; filename=x', '', 'x'];
  const { text } = await read([
    ...multipart('mixed').slice(0, -1),
    ...Array.from({ length: 130 }, () => part).flat(),
    '--b--',
  ]);
  expect(text.match(/\[attachment: /g)).toHaveLength(100);
  expect(text).toMatch(/\[and 30 more attachments\]$/);
});

test('a charset that decodes to half a character leaves none in the text', async () => {
  const mail = await readMail(
    Buffer.concat([
      Buffer.from('Subject: =?utf-16le?B?ANg=?=\r\nContent-Type: text/plain; charset=utf-16le\r\n\r\n'),
      Buffer.from([0, 0xd8, 0x41, 0]),
    ]),
  );
  expect(`${mail.subject}${mail.text}`).not.toMatch(/\p{Surrogate}/u);
});

describe('hostile MIME ends in a mail or in a fault', () => {
  const deep = Array.from(
    { length: 9000 },
    (_, i) => `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n\r\n`,
  );
  test.each<[string, string]>([
    ['10,000 parts', `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(10_000)}`],
    ['deep nesting', `Content-Type: multipart/mixed; boundary=b0\r\n\r\n${deep.join('')}`],
    ['a mail in a mail in a mail', 'Content-Type: message/rfc822\r\nContent-Disposition: inline\r\n\r\n'.repeat(9000)],
    ['a head without end', 'X: y\r\n'.repeat(100_000)],
    ['a header without end', `Subject: ${'=?utf-8?Q?'.repeat(50_000)}`],
    ['many senders', `From: ${'a@b.c,'.repeat(20_000)}\r\n\r\nx`],
    [
      'many parameters',
      `Content-Type: text/plain; ${Array.from({ length: 5000 }, (_, i) => `f*${i}*=utf-8''x; `).join('')}\r\n\r\nx`,
    ],
    ['nested quotations', `Content-Type: text/html\r\n\r\n${'<blockquote>'.repeat(900)}${'word <br>'.repeat(50_000)}`],
    ['nothing but NUL', '\0'.repeat(1024 * 1024)],
    ['NULs in a text', `From: bob@example.com\r\n\r\n${'\0'.repeat(1024)}`],
    ['nothing', ''],
    ['a boundary that is nothing', 'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\n--\r\n\r\n----'],
    ['a charset of the prototype', 'Content-Type: text/plain; charset=__proto__\r\n\r\nx'],
    ['utf-7', 'Content-Type: text/html; charset=utf-7\r\n\r\n+ADw-script+AD4-'],
    ['broken base64', 'Content-Transfer-Encoding: base64\r\n\r\n!!!!===='],
    ['a bare CR', 'From: bob@example.com\rFrom: alice@corp.example\r\r\rx'],
  ])('%s', async (_what, bytes) => {
    const mail = await readMail(Buffer.from(bytes, 'latin1')).catch((error: unknown) => error);
    expect(mail instanceof Error || typeof (mail as { text: unknown }).text === 'string').toBe(true);
  });

  test('any bytes', async () => {
    expect.hasAssertions();
    const word = fc.constantFrom(
      'From: ',
      'Content-Type: ',
      'multipart/mixed',
      '; boundary=b',
      '\r\n',
      '\r\n\r\n',
      '--b',
      '--b--',
      'text/html',
      'Content-Transfer-Encoding: base64',
      'Content-Transfer-Encoding: quoted-printable',
      '; charset=',
      'utf-16',
      'iso-2022-jp',
      'utf-7',
      'utf-32',
      'gb18030',
      'big5',
      '=?utf-16?B?2A==?=',
      '; format=flowed',
      '\0',
      '=',
      'x',
    );
    const bytes = fc.array(
      fc.oneof(
        word.map((text) => Buffer.from(text)),
        fc.uint8Array({ maxLength: 12 }),
      ),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (pieces) => {
        const mail = await readMail(Buffer.concat(pieces)).catch(() => ({ text: '' }));
        expect(mail.text).not.toMatch(/\p{Surrogate}/u);
      }),
      { numRuns: 300 },
    );
  });
});

function multipart(kind: string): string[] {
  return [`Content-Type: multipart/${kind}; boundary=b`, '', '--b'];
}

const read = (lines: readonly string[]) => readMail(Buffer.from(lines.join('\r\n'), 'utf8'));
