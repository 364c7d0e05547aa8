// Tests what `sendEmail` lets through, and that knowing the contract is not being able to send.
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importsOf } from '../imports.fixture.js';
import { sendEmail } from './contracts.js';
import { emailInput } from './email-schema.js';
import { ADDRESS, BODY, MESSAGE_ID, SUBJECT } from './limits.js';

const mail = { to: 'bob@example.com', subject: 'Hi', body: 'Hello' };

test('the contract says what it does and where it lands', () => {
  const { name, effect, control, outsider, egress, idempotent, source } = sendEmail;
  expect({ name, effect, control, outsider, egress, idempotent, source }).toEqual({
    ...{
      name: 'send_email',
      effect: 'send',
      control: ['to'],
      outsider: [],
      egress: true,
      idempotent: false,
      source: 'high',
    },
  });
});

describe('the recipient is exactly one bare address', () => {
  test.each([
    'bob@example.com',
    'Bob.O+tag@Sub.Example.co',
    "o'neil@example.com",
    'a@b.cd',
    'bob@xn--mnchen-3ya.example',
  ])('%j is one', (to) => expect(accepts({ ...mail, to })).toBe(true));

  test.each<[string, string]>([
    ['C6-schema-012', '"a b"@c.de'],
    ['C6-schema-013', 'alice@corp.com\n'],
    ['C6-schema-014', 'alice@corp.com,mallory@evil.com'],
    ['a list', 'alice@corp.com, mallory@evil.com'],
    ['a list', 'alice@corp.com;mallory@evil.com'],
    ['a list', 'alice@corp.com mallory@evil.com'],
    ['a list', 'alice@corp.com\tmallory@evil.com'],
    ['a name', 'Alice <alice@corp.com>'],
    ['a name', '<alice@corp.com>'],
    ['a name', '"alice@corp.com" <mallory@evil.com>'],
    ['a comment', 'alice@corp.com(x)'],
    ['a group', 'all:alice@corp.com;'],
    ['a second header', 'alice@corp.com\r\nBcc: mallory@evil.com'],
    ['a second header', 'alice@corp.com\nBcc: mallory@evil.com'],
    ['a second header', 'alice@corp.com\rBcc: mallory@evil.com'],
    ['a second header', 'alice@corp.com\u2028Bcc: mallory@evil.com'],
    ['a second command', 'alice@corp.com>\r\nRCPT TO:<mallory@evil.com'],
    ['parameters', 'alice@corp.com> ORCPT=rfc822;mallory@evil.com'],
    ['NUL', 'alice@corp.com\0'],
    ['two @', 'alice@corp.com@evil.com'],
    ['a route', '@evil.com:alice@corp.com'],
    ['a route', 'alice%corp.com@evil.com'],
    ['a route', 'evil.com!alice@corp.com'],
    ['a pipe', '|cmd@corp.com'],
    ['an option', '-oQtmp@corp.com'],
    ['not ASCII', 'alice@münchen.example'],
    ['not ASCII', 'аlice@corp.com'],
    ['not ASCII', 'alice@corp。com'],
    ['invisible', 'alice@corp.com\u200b'],
    ['invisible', 'ali\u00adce@corp.com'],
    ['white space', ' alice@corp.com'],
    ['white space', 'alice@corp.com '],
    ['no host', 'alice'],
    ['no host', 'alice@'],
    ['nobody', '@corp.com'],
    ['one label', 'a@b'],
    ['one label', 'root@localhost'],
    ['a literal', 'alice@[192.0.2.1]'],
    ['a literal', 'alice@192.0.2.1'],
    ['dots', 'alice.@corp.com'],
    ['dots', 'a..b@corp.com'],
    ['dots', 'alice@corp..com'],
    ['dots', 'alice@corp.com.'],
    ['hyphens', 'alice@-corp.com'],
    ['hyphens', 'alice@corp-.com'],
    ['too long', `${'a'.repeat(243)}@example.com`],
    ['nothing', ''],
    ['unknown', 'unknown'],
  ])('%s: %j is none', (_why, to) => {
    expect(accepts({ ...mail, to })).toBe(false);
  });

  test.each([[['alice@corp.com']], [{ address: 'alice@corp.com' }], [null], [1]])('%j is no address', (to) => {
    expect(accepts({ ...mail, to })).toBe(false);
  });
});

describe('nothing but what was shown', () => {
  test.each(['bcc', 'cc', 'replyTo', 'from', 'headers', 'attachments', 'html', '__proto__x'])(
    'C6-schema-001: an extra %s is refused, not stripped',
    (key) => expect(accepts({ ...mail, [key]: 'mallory@evil.com' })).toBe(false),
  );

  test.each([
    'a\r\nBcc: mallory@evil.com',
    'a\nb',
    'a\rb',
    'a\0b',
    'a\u0085b',
    'a\u2028b',
    'a\u2029b',
    '\ud800',
    'a\tb',
    'x'.repeat(999),
  ])('the subject %j is refused', (subject) => expect(accepts({ ...mail, subject })).toBe(false));

  test.each([
    '<a@b> <c@d>',
    'a@b',
    '<a@b>\r\nBcc: mallory@evil.com',
    '<a b@c>',
    '<a@b@c>',
    '<@b>',
    '<é@b>',
    `<${'a'.repeat(250)}@b>`,
  ])('inReplyTo %j is refused', (inReplyTo) => expect(accepts({ ...mail, inReplyTo })).toBe(false));

  test('a body is any text that has bytes, up to 256 Ki', () => {
    expect(accepts({ ...mail, body: '.\r\n\0\u001b[2J\u202e😀\n' })).toBe(true);
    expect(accepts({ ...mail, body: '\udfff' })).toBe(false);
    expect(accepts({ ...mail, body: 'x'.repeat(256 * 1024) })).toBe(true);
    expect(accepts({ ...mail, body: 'x'.repeat(256 * 1024 + 1) })).toBe(false);
  });

  test('the patterns answer at once, whatever they are given', () => {
    const text = fc.array(fc.constantFrom('a', '-', '.', '@', 'a-', '😀', '<', '>', '\ud800'), {
      size: 'max',
      maxLength: 5_000,
    });
    fc.assert(
      fc.property(text, (pieces) => {
        for (const pattern of [ADDRESS, SUBJECT, BODY, MESSAGE_ID]) pattern.test(pieces.join(''));
      }),
      { numRuns: 50 },
    );
    expect(ADDRESS.test(`${'a-'.repeat(500_000)}@${'a-'.repeat(500_000)}`)).toBe(false);
  });
});

test('the contract is data: nothing it imports can open a connection', () => {
  const reached = importsOf(fileURLToPath(new URL('./contracts.ts', import.meta.url)));
  expect([...reached].filter((specifier) => !specifier.startsWith('.')).sort()).toEqual([
    '@sallyport/core/tool',
    'zod',
  ]);
  const sender = importsOf(fileURLToPath(new URL('../send.ts', import.meta.url)));
  expect([...sender].some((specifier) => specifier.startsWith('nodemailer'))).toBe(true);
});

const accepts = (input: unknown): boolean => emailInput.safeParse(input).success;
