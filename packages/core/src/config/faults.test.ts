// What is said of a fault: every kind of it, to the letter. In the cases the variable SET is set, to a secret.
import { describe, expect, test } from 'vitest';
import { SallyportError } from '../errors.js';
import CASES from './faults.fixture.json' with { type: 'json' };
import type { ConfigFault } from './faults.js';
import { readConfig } from './read-config.js';

describe('a fault', () => {
  test.each(CASES)('CONF-1: $title is told with its place, the line and a mark under it', ({ text, message }) => {
    expect(faultOf(text.join('\n')).message.split('\n')).toEqual(message);
  });

  test('CONF-1: no two of these kinds are told in the same words', () => {
    const said = CASES.map(({ message }) => message[0]);
    expect(new Set(said).size).toBe(said.length);
  });

  test('CONF-1: all faults of a file are told at once, of the text, the shape and the names in it, in the order of the file', () => {
    const text = `root: \${NOPE}
agents:
  reader: { modul: ./a.js }
  writer: { module: ./b.js, acceptsFrom: [readr] }
runtimes:
  r: { key: k, agents: [reader, wrter], lease: soon }
  s: { key: k, agents: [reader, wrter] }
channels:
  mail: { maildir: M, to: reeder }
contacts:
  bob: { trust: hig, at: ['mail:b@x.org'] }
  tim: { trust: !!str low, at: ['mial:b@x.org'] }
  ann: { trust: low, at: ['mial:b@x.org'] }
allowlist:
  - ! bob
  - *
`;
    const { faults } = faultOf(text).facts as { faults: readonly ConfigFault[] };
    expect(faults.map(({ line, column, message }) => `${line}:${column} ${message.split(':')[0]!}`)).toEqual([
      '1:7 the environment variable NOPE is not set',
      "3:3 agents.reader lacks 'module'",
      "3:13 agents.reader takes no key 'modul'",
      "4:43 there is no agent 'readr'",
      "6:48 runtimes.r.lease is 'soon'",
      "7:33 there is no agent 'wrter'",
      "9:27 there is no agent 'reeder'",
      "11:17 contacts.bob.trust is 'hig'",
      '12:17 a tag has no place here',
      "13:27 there is no channel 'mial'",
      '15:5 ! is a tag in YAML and no part of the entry',
      '16:5 * begins an alias in YAML',
    ]);
  });

  test('a file with very many faults tells a hundred of them, and has all in its facts', () => {
    const keys = Array.from({ length: 150 }, (_, i) => `k${i}: 1`).join('\n');
    const { message, facts } = faultOf(`root: r\nagents: {}\nruntimes: {}\n${keys}\n`);
    expect(message.split('\n').slice(-2)).toEqual(['and 50 more', '150 faults in sallyport.yaml']);
    expect(facts['faults']).toHaveLength(150);
  });

  test('a long line is shown around the mark, which stands under what it is about', () => {
    const { message } = faultOf(`root: r\nagents: {}\nruntimes: {}\n? ${'x'.repeat(200)}\n: ${'y'.repeat(300)}\n`);
    expect(message.split('\n').slice(1)).toEqual([`  4 | ? ${'x'.repeat(98)}…`, `    |   ${'^'.repeat(98)}`]);
    const far = faultOf(`root: r\nagents: {}\nruntimes: { r: { key: ${'k'.repeat(150)}, agents: [], lese: 1s } }\n`);
    const [, line, mark] = far.message.split('\n');
    expect(line!.slice(mark!.indexOf('^'))).toBe('lese: 1s } }');
    expect(line!.length).toBeLessThan(120);
  });

  test('a file name and a line that would draw on a terminal are spelt out', () => {
    const message = faultOf('"\\e[2J": 1', 'a\u001b[2Jb.yaml').message;
    expect(message).toContain('a\\u{1b}[2Jb.yaml:1:1: ');
    // oxlint-disable-next-line no-control-regex
    expect(message).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

function faultOf(text: string, file = 'sallyport.yaml'): SallyportError {
  try {
    readConfig(text, { file, env: { SET: 'hunter2' }, onWarning: () => undefined });
  } catch (error) {
    if (SallyportError.isInstance(error) && error.code === 'BAD_CONFIG') return error;
    throw error;
  }
  throw new Error('there was no fault');
}
