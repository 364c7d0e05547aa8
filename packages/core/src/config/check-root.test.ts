// A configuration held against its TrustRoot.
import { describe, expect, test } from 'vitest';
import { createTrustRoot } from '../people/trust-root.js';
import { checkTrustRoot } from './ledger.js';
import { readConfig } from './read-config.js';

const { root } = createTrustRoot({
  owner: 'alice',
  people: ['bert'],
  runtimes: { intake: { agents: ['reader'] }, executor: { agents: ['sender'] } },
});
const TEXT = `root: ./root.json
gate: { approvers: ['al*'] }
agents:
  reader: { module: ./a.js, allowlist: [bob] }
  sender: { module: ./b.js, approvers: [bert], acceptsFrom: [reader] }
runtimes:
  intake: { key: k, agents: [reader] }
  executor: { key: k, agents: [sender] }
people:
  alice: { key: k }
contacts:
  bob: { trust: low, at: ['mail:bob@x.org'] }
`;

describe('checkTrustRoot', () => {
  test('answers the TrustRoot where everybody is enrolled', () => {
    expect(checkTrustRoot(read(TEXT), structuredClone(root))).toEqual(root);
  });

  test.each([
    [
      'a process that is not enrolled',
      'intake: {',
      'intaek: {',
      "7:3: the TrustRoot knows no runtime 'intaek': did you mean 'intake'?",
    ],
    [
      'an agent of another process',
      'agents: [reader]',
      'agents: []',
      "8:32: the TrustRoot does not let 'executor' speak for 'reader': list it in createTrustRoot({ runtimes })",
    ],
    [
      'a person that is not enrolled',
      'alice: {',
      'zoe: {',
      "10:3: the TrustRoot knows no person 'zoe': it knows 'alice', 'bert'",
    ],
    [
      'a contact that is enrolled',
      'bob: {',
      'bert: {',
      "12:3: 'bert' is in the TrustRoot: people and agents of it are no contacts",
    ],
    [
      'a list that denies its owner',
      '[bob]',
      "[bob, '!al*']",
      "4:46: the rule '!al*' denies the owner, 'alice': the owner may always write, take it out",
    ],
    [
      'approvers who are nobody',
      "['al*']",
      '[carol]',
      "2:20: nobody in the TrustRoot could approve: it knows 'alice', 'bert'",
    ],
    [
      'a proposer who is not enrolled',
      'acceptsFrom: [reader]',
      'acceptsFrom: [nobody]',
      "5:62: the TrustRoot knows no agent 'nobody': it knows 'alice', 'bert', 'reader', 'sender'",
    ],
    [
      'approvers of one agent who are nobody',
      '[bert]',
      "['b*', '!bert']",
      "5:40: nobody in the TrustRoot could approve: it knows 'alice', 'bert'",
    ],
    [
      'more people than could ever approve',
      "['al*']",
      '[alice, bert], quorum: 3',
      '2:35: the approvers of gate are too few: 3 people must approve, and nobody could ever have them all (of alice, bert, only alice, bert may); name more people in approvers, or lower the quorum',
    ],
    [
      'an agent whose list is too short for the quorum of all',
      "['al*']",
      '[alice, bert], quorum: 2',
      '5:29: the approvers of agents.sender are too few: 2 people must approve, and nobody could ever have them all (of alice, bert, only bert may); name more people in approvers, or lower the quorum',
    ],
  ])('CONF-1: finds %s', (_what, from, to, message) => {
    const moved = TEXT.replace(from, to).replace('[sender]', to === 'agents: []' ? '[reader, sender]' : '[sender]');
    expect(messageOf(() => checkTrustRoot(read(moved), root))).toBe(`sallyport.yaml:${message}`);
    // the same where the TrustRoot stands in the file
    expect(messageOf(() => read(moved.replace('./root.json', JSON.stringify(root))))).toBe(`sallyport.yaml:${message}`);
  });

  test('is for what readConfig() returned', () => {
    expect(() => checkTrustRoot({ ...read(TEXT) }, root)).toThrow('pass the very object that it returned');
  });
});

const read = (text: string): ReturnType<typeof readConfig> => readConfig(text, { file: 'sallyport.yaml' });

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message.split('\n')[0]!;
  }
  return 'nothing';
}
