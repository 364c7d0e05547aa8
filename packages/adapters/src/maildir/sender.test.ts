// Tests who a mail is said to be from: one bare address, or nobody.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { senderOf, UNKNOWN_SENDER } from './sender.js';

describe('MAIL-8: the sender is the one address of the one From header', () => {
  test.each([
    ['bob@example.com', 'bob@example.com'],
    ['Bob Example <Bob@EXAMPLE.com>', 'bob@example.com'],
    ['"Example, Bob" <bob@example.com>', 'bob@example.com'],
    ['"alice@corp.example" <mallory@evil.example>', 'mallory@evil.example'],
    ['"alice@corp.example" \r\n <mallory@evil.example>', 'mallory@evil.example'],
    ['=?utf-8?Q?B=C3=B6b?= <bob@example.com>', 'bob@example.com'],
    ['=?utf-8?B?YWxpY2VAY29ycC5leGFtcGxl?= <mallory@evil.example>', 'mallory@evil.example'],
    ['Bob <bob@münchen.example>', 'bob@xn--mnchen-3ya.example'],
    ['<bob+tag@sub.example.com>', 'bob+tag@sub.example.com'],
    ['root@localhost', 'root@localhost'],
  ])('%j is from %s', (value, expected) => {
    expect(senderOf([header('from', value)])).toBe(expected);
  });

  test.each([
    [''],
    ['<>'],
    ['bob'],
    ['@example.com'],
    ['bob@'],
    ['alice@corp.example, mallory@evil.example'],
    ['Alice <alice@corp.example>, Mallory <mallory@evil.example>'],
    ['alice@corp.example <mallory@evil.example>'],
    ['<alice@corp.example> <mallory@evil.example>'],
    ['<mallory@evil.example> alice@corp.example'],
    ['Team: alice@corp.example;'],
    ['Team: alice@corp.example, bob@corp.example;'],
    ['Team:;'],
    ['alice@corp.example (Alice)'],
    ['(alice@corp.example) mallory@evil.example'],
    ['"alice corp"@corp.example'],
    ['alice@corp.example@evil.example'],
    ['alice@@corp.example'],
    ['alice..b@corp.example'],
    ['.alice@corp.example'],
    ['alice@corp..example'],
    ['alice@-corp.example'],
    ['alice@[192.0.2.1]'],
    ['älice@corp.example'],
    ['alice\u0000@corp.example'],
    ['alice@corp.example\u0000'],
    ['alice\u200b@corp.example'],
    ['=?utf-8?Q?alice=40corp.example?='],
    ['=?utf-8?Q?alice?=@corp.example'],
    ['"unclosed <alice@corp.example>'],
    [`${'a'.repeat(65)}@corp.example`],
    [`a@${'b.'.repeat(130)}example`],
    [`${'x '.repeat(2000)}<alice@corp.example>`],
  ])('%j is from nobody that can be named', (value) => {
    expect(senderOf([header('from', value)])).toBe(UNKNOWN_SENDER);
  });

  test('two From headers name nobody, not the first of them', () => {
    const alice = header('from', 'alice@corp.example');
    expect(senderOf([alice, alice])).toBe(UNKNOWN_SENDER);
    expect(senderOf([alice, header('from', 'mallory@evil.example')])).toBe(UNKNOWN_SENDER);
  });

  test('no other header names a sender', () => {
    const others = ['sender', 'reply-to', 'return-path', 'resent-from', 'x-from', 'authentication-results'];
    const rows = others.map((key) => header(key, 'alice@corp.example'));
    expect(senderOf(rows)).toBe(UNKNOWN_SENDER);
    expect(senderOf([...rows, header('from', 'mallory@evil.example')])).toBe('mallory@evil.example');
  });

  test('whatever stands in the header, what comes out is unknown or one plain address', () => {
    const plain = /^[a-z0-9!#$%&'*+/=?^_`{|}~.-]+@[a-z0-9.-]+$/;
    const piece = fc.constantFrom(
      'alice@corp.example',
      '<',
      '>',
      '"',
      ',',
      ';',
      ':',
      '(',
      ')',
      '\\',
      ' ',
      '\r\n ',
      '@',
      'é',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.string({ unit: 'binary' }), (pieces, tail) => {
        const sender = senderOf([header('from', pieces.join('') + tail)]);
        expect(sender === UNKNOWN_SENDER || plain.test(sender)).toBe(true);
      }),
    );
  });
});

function header(key: string, value: string): { key: string; line: string } {
  return { key, line: Buffer.from(`${key}: ${value}`, 'utf8').toString('latin1') };
}
