// Contacts: everybody a person has to do with, what waits first, and nobody who passes for somebody else untold.
import { describe, expect, test } from 'vitest';
import { type ContactFacts, contactsView } from './contacts.js';
import { unrender } from './escape.js';
import { NOW, SUPPLIER } from './items.fixture.js';
import { message, PEOPLE } from './talk.fixture.js';

const context = { known: ['bob@example.com'], now: NOW };
const facts = (over: Partial<ContactFacts> = {}): ContactFacts => ({
  ...{ person: 'alice', people: PEOPLE, messages: [] },
  ...over,
});

describe('SEE-1: contacts leave nobody out', () => {
  test('SEE-1: people, agents and whoever wrote, each by what they are; what waits comes first, then the latest word', () => {
    const contacts = contactsView(
      facts({
        messages: [
          message({ seq: 1 }),
          message({ seq: 2, from: 'alice', to: 'executor', text: 'go on', trust: 'high' }),
          message({ seq: 3, from: '~mail:bob@example.com' }),
        ],
        pending: [{ requester: 'reader' }, { requester: 'reader' }],
        frozen: [{ agent: 'executor', state: 'freezing' }],
      }),
      context,
    );
    expect(contacts.map(({ name, word, waiting }) => [name, word, waiting])).toEqual([
      ['"reader"', 'agent', 2],
      ['"~mail:bob@example.com"', 'sender', 0],
      ['"executor"', 'agent', 0],
      [`"${SUPPLIER}"`, 'sender', 0],
      ['"carol"', 'person', 0],
      ['"alice"', 'you', 0],
    ]);
    expect(contacts[0]?.waits).toBe('2 proposals wait');
    expect(contacts[2]?.frozen?.words).toBe('being frozen: not all runtimes have said that they know');
    expect(contacts[2]?.latest).toEqual({ by: 'you', text: 'go on', when: '1 minute ago' });
  });

  test('SEE-1: somebody who is known by what waits only is there too', () => {
    const names = contactsView(facts({ pending: [{ requester: 'ghost' }] }), context).map(({ name }) => name);
    expect(names[0]).toBe('"ghost"');
  });

  test('SEE-1: the latest word is one line, and what is left out of it is counted', () => {
    const text = `\n\n${'x'.repeat(200)}\nsecond\nthird`;
    const [one] = contactsView(facts({ messages: [message({ text })] }), context);
    expect(one?.latest?.text).toBe('x'.repeat(80));
    expect(one?.latest?.more).toBe('⟨120 of 200 characters on 1 line are folded away here⟩ ⟨2 more lines⟩');
  });

  test('SEE-1: a conversation is between one sender and one agent, and each has its own', () => {
    const contacts = contactsView(
      facts({
        messages: [
          message({ seq: 1 }),
          message({ seq: 2, to: 'other' }),
          message({ seq: 3 }),
          message({ seq: 4, from: 'reader', to: 'alice' }),
        ],
      }),
      context,
    );
    const talksOf = (key: string): (readonly [string, string])[] =>
      contacts.find((one) => one.key === key)!.talks.map(({ name, words }) => [name, words]);
    expect(talksOf(SUPPLIER)).toEqual([
      ['"reader"', '2 messages, the latest 1 minute ago'],
      ['"other"', '1 message, the latest 1 minute ago'],
    ]);
    expect(talksOf('reader').map(([name]) => name)).toEqual(['you', `"${SUPPLIER}"`]);
  });
});

describe('SEE-2: nobody passes for somebody else', () => {
  const flagsOf = (from: string, over: Partial<ContactFacts> = {}, known = context): (readonly [string, string])[] =>
    contactsView(facts({ messages: [message({ from })], ...over }), known)
      .find(({ key }) => unrender(key) === from)!
      .flags.map(({ level, text }) => [level, text] as const);

  test('SEE-2: a sender whose address looks like a known one, whatever the channel', () => {
    expect('~mail:bоb@example.com').not.toBe('~mail:bob@example.com'); // to the eye it is
    expect(flagsOf('~mail:bоb@example.com')).toEqual([
      ['alarm', 'the sender "bоb@example.com" looks like "bob@example.com", is not: it holds о U+043E (Cyrillic)'],
    ]);
    expect(flagsOf('~mail:bob@exampel.com')[0]?.[1]).toContain('is nearly "bob@example.com"');
  });

  test('SEE-2: who only claims to be somebody known is told', () => {
    expect(flagsOf('~mail:bob@example.com')).toEqual([
      ['warn', 'the sender "~mail:bob@example.com" claims to be "bob@example.com", which you know: nothing proves it'],
    ]);
  });

  test('SEE-2: a channel in Latin letters does not make another script suspicious; a mixed name is flagged', () => {
    expect(flagsOf('~mail:иван@пример.рф')).toEqual([]);
    expect(flagsOf('~mail:иvan@пример.рф')[0]?.[0]).toBe('alarm');
  });

  test('SEE-2: an agent that could be taken for another one, and a sender for an agent', () => {
    const people = [...PEOPLE, { name: 'twin', ceiling: 'low', agents: ['reаder'], keys: [] } as const];
    expect(flagsOf('reader', { people })[0]).toEqual(['alarm', expect.stringContaining('looks like "reаder"')]);
    expect(flagsOf('~chat:rеader')[0]).toEqual(['alarm', expect.stringContaining('looks like "reader"')]);
  });

  test('SEE-2: nobody is trusted further than they are; the word says the same as the colour', () => {
    const trust = (name: string, messages: ContactFacts['messages']): string =>
      contactsView(facts({ messages }), context).find(({ key }) => key === name)!.trust.word;
    expect(trust('executor', [])).toBe('HIGH trust');
    expect(trust('executor', [message({ from: 'executor', to: 'alice', trust: 'low' })])).toBe('LOW trust');
    expect(trust('reader', [message({ from: 'reader', to: 'alice', trust: 'high' })])).toBe('LOW trust');
    expect(trust('carol', [])).toBe('MEDIUM trust');
    expect(trust('gone', [message({ from: 'alice', to: 'gone' })])).toBe('ZERO trust');
  });
});
