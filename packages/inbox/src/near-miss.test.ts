// Near misses are told, of what somebody knows and of what the order says, and honest differences are left alone.
import { describe, expect, test } from 'vitest';
import type { Json, ReviewItem } from '@sallyport/core';
import type { Flag } from './flags.js';
import { context, item, part, SUPPLIER } from './items.fixture.js';
import { Values } from './near-miss.js';
import { KnownNames, mixedScripts } from './scripts.js';
import { viewOf } from './view.js';

const IBAN = 'GB29NWBK60161331926819';
const NEXT = 'GB29NWBK60161331926818';

describe('SEE-2: what is nearly a known value is told', () => {
  test('SEE-2: the comparison of looks does not tell: a digit off looks like another value', () => {
    const known = new KnownNames([IBAN, 'bob@example.com']);
    expect([known.lookedLike(NEXT), mixedScripts(NEXT)]).toEqual([undefined, undefined]);
    expect(known.lookedLike('bob@exampel.com')).toBeUndefined();
  });

  test.each([
    ['one digit exchanged', IBAN, NEXT],
    ['a digit more', IBAN, `${IBAN}0`],
    ['two left out', IBAN, IBAN.slice(2)],
    ['two neighbours swapped, and one exchanged', IBAN, 'GB29NWBK60163131926818'],
    ['written in groups', 'GB29 NWBK 6016 1331 9268 19', NEXT],
    ['another domain', 'bob@example.com', 'bob@exampel.com'],
    ['another local part', 'johnsmith@example.com', 'jonhsmith@example.com'],
    ['both sides', 'johnsmith@example.com', 'johnsmyth@examples.com'],
    ['letters of another script', 'bob@example.com', 'bоb@example.com'],
    ['a look-alike digit', 'b0b@example.com', 'bob@example.com'],
    ['six characters', '471100', '471101'],
  ])('SEE-2: %s', (_, known, value) => expect(new Values([known]).near(value)).toBe(known));

  test.each([
    ['the same in groups', 'GB29 NWBK 6016 1331 9268 19', IBAN],
    ['upper and lower case', IBAN, IBAN.toLowerCase()],
    ['three edits', IBAN, 'GB29NWBK60161331926700'],
    ['two people of one domain', 'bob@example.com', 'rob@example.com'],
    ['five characters', '47110', '47111'],
    ['another address of as many letters', 'johnsmith@example.com', 'maryjones@example.com'],
  ])('SEE-2: %s is left alone', (_, known, value) => expect(new Values([known]).near(value)).toBeUndefined());

  test('SEE-2: in an argument that decides where it lands it is an alarm, and takes the place of "new"', () => {
    const [flag, ...others] = flagsOf('bob@exampel.com');
    expect(others).toEqual([]);
    expect(flag).toEqual({
      level: 'alarm',
      kind: 'nearly',
      text: '"bob@exampel.com" is nearly "bob@example.com", which you know, and is not: character 10 is e U+0065, not l U+006C',
    });
    expect(flagsOf('bob@exampel.com', { control: false })).toEqual([]);
  });
});

describe('SEE-2: a domain that passes for a known one is told, whoever is said to be there', () => {
  const known = { ...context, known: ['pay@paypal.com', 'bob@example.com', 'https://bank.example/login'] };
  const flagOf = (to: string, effect: 'send' | 'update' = 'send') => {
    const tool = { name: 'act', effect, contract: 'c' };
    const { fields } = viewOf(item({ tool, parts: [part('to', to, { control: true })] }), known);
    return fields[0]!.flags.find(({ kind }) => kind === 'looks-like');
  };

  test('SEE-2: the comparison of whole addresses does not tell', () => {
    const names = new KnownNames(known.known);
    for (const to of ['service@paypa1.com', 'bob@example.com.evil.example'])
      expect([names.twin(to), names.near(to), mixedScripts(to)]).toEqual([undefined, undefined, undefined]);
  });

  test.each([
    ['service@paypa1.com', 'paypal.com'],
    ['service@p\u0430yp\u0430l.com', 'paypal.com'],
    ['service@paypal.com.evil.example', 'paypal.com'],
    ['service@paypa1.com-evil.example', 'paypal.com'],
    ['service@secure-paypal.com', 'paypal.com'],
    ['bob@example.com.evil.example', 'bob@example.com'],
    ['bob@example.com@evil.example', 'bob@example.com'],
    ['bob@example.com%0aeve@evil.example', 'bob@example.com'],
    ['paypal.com.evil.example', 'paypal.com'],
    ['https://bank.exampIe:8443/other', 'bank.example'],
    ['https://bank.example.evil.example/login', 'bank.example'],
    ['https://bank.example@evil.example/login', 'bank.example'],
  ])('SEE-2: %s', (to, other) => {
    for (const effect of ['send', 'update'] as const)
      expect(flagOf(to, effect)).toMatchObject({ level: 'alarm', text: expect.stringContaining(`"${other}"`) });
  });

  test('SEE-2: one or two letters off is worth a second look, and no alarm', () => {
    expect(flagOf('eve@paypall.com')).toMatchObject({ level: 'warn' });
  });

  test.each([
    'eve@example.com',
    'eve@mail.example.com',
    'https://www.paypal.com/x',
    'eve@unrelated.org',
    'paypal',
    'bob@example.com, pay@paypal.com',
  ])('SEE-2: %s is left alone', (to) => expect(flagOf(to)).toBeUndefined());

  test('SEE-2: a recipient is new, however long the name', () => {
    const [flag] = flagsOf(`bob@example.com.${'a'.repeat(300)}.evil.example`);
    expect(flag).toMatchObject({
      level: 'warn',
      kind: 'new',
      text: expect.stringContaining('a name of 329 characters'),
    });
  });
});

describe('FLOW-3: what an argument is, beside what the order says', () => {
  const pay = (value: Json, order: string, over = {}): Flag[] =>
    flagsOf(value, { ...over }, { signer: 'alice', letter: { from: 'alice', text: order } });

  test('FLOW-3: an account number one digit off the order’s is an alarm, which says where they differ', () => {
    const [flag] = pay(NEXT, `Pay 120 to ${IBAN}, please.`);
    expect(flag).toEqual({
      level: 'alarm',
      kind: 'nearly',
      text: `"${NEXT}" is nearly "${IBAN}", which stands in the order of "alice", and is not: character 22 is 8 U+0038, not 9 U+0039`,
    });
  });

  test.each([
    ['in groups', 'Pay GB29 NWBK 6016 1331 9268 19 by Friday.'],
    ['behind a word', `IBAN:${IBAN}`],
    ['in brackets', `the account (${IBAN})!`],
    ['in quotes and lower case beside it', `to "${IBAN}" or ${IBAN.toLowerCase()}`],
  ])('FLOW-3: however the order writes it: %s', (_, order) => {
    expect(pay(NEXT, order).map(({ kind, level }) => [kind, level])).toEqual([
      ['nearly', 'alarm'],
      ['new', 'warn'],
    ]);
    expect(pay(IBAN, order)[0]).toMatchObject({ kind: 'said', level: 'note' });
  });

  test('FLOW-3: in a longer text, in a list, in an object and in a number it is found as well, once each', () => {
    const order = `Pay ${IBAN} 1250000, copy to johnsmith@corp.example.`;
    const told = (value: Json): string[] =>
      pay(value, order)
        .filter(({ kind }) => kind === 'nearly')
        .map(({ text }) => text.split(' is nearly ')[0]!);
    expect(told('to GB29 NWBK 6016 1331 9268 18')).toEqual(['"GB29 NWBK 6016 1331 9268 18"']);
    expect(told([NEXT, 'jonhsmith@corp.example'])).toEqual([`"${NEXT}"`, '"jonhsmith@corp.example"']);
    expect(told({ account: { iban: NEXT } })).toEqual([`"${NEXT}"`]);
    expect(told({ amount: 1250001 })).toEqual(['"1250001"']);
    expect(told({ amount: 1250000 })).toEqual([]);
  });

  test('FLOW-3: only a person’s signed words count as an order, and only what decides where it lands is compared', () => {
    const order = `Pay ${IBAN}`;
    const mail = { letter: { from: SUPPLIER, text: order } };
    expect(flagsOf(NEXT, {}, mail).map(({ kind }) => kind)).toEqual(['new']);
    expect(pay(NEXT, order, { control: false })).toEqual([]);
  });

  test('FLOW-3: that a value stands in the order is said of the very same characters only', () => {
    const said = (value: Json): string[] =>
      pay(value, `Pay ${IBAN}`).flatMap(({ kind, text }) => (kind === 'said' ? [text] : []));
    expect(said(IBAN)).toEqual([`"${IBAN}" stands in the order of "alice", to the letter`]);
    for (const other of [IBAN.toLowerCase(), 'GB29 NWBK 6016 1331 9268 19', `${IBAN} `, IBAN.replace('N', '\u2003N')])
      expect(said(other)[0]).toMatch(/ stands in the order of "alice", but for blanks, or upper and lower case$/);
  });

  test('FLOW-3: it only adds marks: a recipient whom the order names is still new to whoever reads', () => {
    expect(pay('carol@corp.example', 'write to carol@corp.example').map(({ kind }) => kind)).toEqual(['said', 'new']);
  });

  test('FLOW-3: dates and short numbers are warned of; other words are not', () => {
    const order = 'Move the dental check-up from 2026-05-20 to 2026-05-27. Thanks, invoices!';
    const levels = (value: Json): string[] =>
      pay(value, order, {}).flatMap(({ kind, level }) => (kind === 'nearly' ? [level] : []));
    expect(levels('2026-05-21')).toEqual(['warn']);
    expect(levels('2026-05-27')).toEqual([]);
    expect(levels('send the invoice, thank you')).toEqual([]);
  });

  test('FLOW-3: an order of any length and an argument of any length are compared in no time', () => {
    const words = Array.from({ length: 40_000 }, (_, i) => `${i} ab${i % 7}`).join(' ');
    const kinds = pay(words.slice(1), words).map(({ kind }) => kind);
    expect(new Set(kinds).size).toBeLessThanOrEqual(3);
  });
});

/** The flags of one argument, which decides where the effect lands unless said otherwise. */
function flagsOf(value: Json, over = {}, message: Partial<NonNullable<ReviewItem['message']>> = {}): Flag[] {
  const behind = { ...item().message!, ...message };
  const view = viewOf(item({ parts: [part('to', value, { control: true, ...over })], message: behind }), context);
  // a view is frozen: a copy is not
  return [...view.fields[0]!.flags];
}
