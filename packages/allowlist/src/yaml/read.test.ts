/** LIST-6: what is read out of a file, and what is said of a file that shows one rule and holds another. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { AllowlistError } from '../errors.js';
import { AllowlistFileError } from './file-error.js';
import { findAllowlist } from './find.js';
import { parseAllowlist, readAllowlist } from './read.js';
import { yamlSource } from './source.js';

describe('the attack, without the wall', () => {
  test('LIST-6: YAML itself drops or turns round what it shows, mostly without an error', () => {
    const plain = (text: string) => parseDocument(text, { prettyErrors: false, logLevel: 'silent' }).toJS() as unknown;
    expect(plain('- "*"\n- !mallory')).toEqual(['*', '']);
    expect(plain('- ! spam_*')).toEqual(['spam_*']);
    expect(plain('- !!str mallory')).toEqual(['mallory']);
    expect(plain('- 0x1F')).toEqual([31]);
  });
});

describe('a list is found', () => {
  test.each([
    ['allowlist: [bob]', true],
    ['agent:\n  name: research\n  allowlist:\n    - bob\n', true],
    ['"allowlist":\n- bob\n', true],
    ['? allowlist\n: [bob]\n', true],
    ['---\nallowlist: [bob]\n...\n', true],
    ['name: x\n', false],
    ['agent:\n  name: research\n', false],
    ['agent: research\n', false],
    ['---\n', false],
  ])('LIST-6: in %j: %j', (text, found) => {
    expect(findAllowlist(yamlSource(text, 'x.yaml')) !== undefined).toBe(found);
    expect(load(text).door.check('bob').allowed).toBe(found);
    expect(load(text).door.check('alice').allowed).toBe(true);
  });

  test('LIST-6: other keys are none of its business, whatever they hold', () => {
    const text = `
name: &name research
model: *name
tools: !custom [read, { deny: x }]
channels: { mail: { allow: [x], allowlist: not ours } }
prompt: |
  allow_list: this is text
allowed_hosts: [a.example]
blocklists: [a]
agents: [one, two]
list: [x]
allowlist: [bob]
`;
    expect(load(text).door.check('bob').allowed).toBe(true);
  });
});

describe('keys that are nearly it', () => {
  test.each([
    ...[
      'allow_list',
      'Allowlist',
      'allowlists',
      'allow-list',
      'ALLOWLIST',
      'alowlist',
      'allowlsit',
      'allow list',
      'a11owlist',
    ],
    ...[
      '"allowlist "',
      '" allowlist"',
      '"allow\\u200blist"',
      '\u0430llowlist',
      '\u0430ll\u043ewl\u0456\u0455t',
      '"al\u006cow\u0301list"',
    ],
    ...['whitelist', 'allow', '"allow "', 'allowed', 'safe_list', 'permit_list'],
  ])('LIST-6: %s', (key) => {
    expect(faultIn(`name: x\n${key}: [bob]\n`)).toMatchObject({ line: 2, column: 1, code: 'FILE_INVALID' });
    expect(faultIn(`${key}: [bob]\n`).message).toContain('is not read: did you mean allowlist?');
    expect(faultIn(`allowlist: [bob]\n${key}: ["!mallory"]\n`).line).toBe(2);
    expect(faultIn(`agent:\n  ${key}: [bob]\n`)).toMatchObject({ line: 2, column: 3 });
  });

  test.each(['denylist', 'deny', 'block_list', 'Blacklist'])('LIST-6: %s', (key) => {
    expect(faultIn(`${key}: [mallory]\n`).message).toContain('is not read: write "!name" entries in allowlist');
  });

  test.each([
    ['Agent:\n  allowlist: [bob]', 'Agent is not read: did you mean agent?'],
    ['agnt: { allowlist: [bob] }', 'agnt is not read: did you mean agent?'],
    ['__proto__: { allowlist: [bob] }', '__proto__ is no key: remove it'],
    ['agent: { __proto__: { allowlist: [bob] } }', '__proto__ is no key: remove it'],
    ['<<: { allowlist: [bob] }', '<< merges keys from elsewhere: write them out'],
    ['base: &b { allowlist: [bob] }\nagent: *b', 'agent is an alias or has a tag: write out what it holds'],
    ['base: &b { x: [bob] }\nagent: { <<: *b }', '<< merges keys from elsewhere: write them out'],
    ['k: &k allowlist\n*k : [bob]', 'a key is an alias: write the key out'],
    ['&k allowlist: [bob]', 'the key allowlist has a tag or an anchor: remove it'],
    ['!!str allowlist: [bob]', 'the key allowlist has a tag or an anchor: remove it'],
    ['allowlist: [bob]\nagent: { allowlist: [carol] }', 'there is another allowlist at the top: keep one of them'],
    ['1: a\n"1": b', 'the key is there twice: keep one of them'],
    ['!!map\nallowlist: [bob]', 'the file is no map of keys'],
    ['- bob', 'the file is no map of keys'],
  ])('LIST-6: %j', (text, message) => {
    expect(faultIn(text).message).toContain(message);
  });
});

describe('entries', () => {
  test.each([
    ['- !spam_*', ['!spam_*']],
    ['- !spam_* # a comment', ['!spam_*']],
    ['- !a.b@c/d+e', ['!a.b@c/d+e']],
  ])('LIST-6: %j is read as the rule that it shows, with a warning', (entry, rules) => {
    const { warnings, door } = load(`allowlist:\n- "*"\n${entry}\n`);
    const name = (rules[0] as string).slice(1).replace('*', 'x');
    expect(door.check(name).rule).toBe(rules[0]);
    expect(warnings).toContain(`x.yaml:3:3: ${rules[0]} is a tag in YAML and was read as a rule: write "${rules[0]}"`);
  });

  test('LIST-6: in a flow list too', () => {
    const { warnings, door } = load('allowlist: ["*", !spam_*, !eve]');
    expect([door.check('spam_1').allowed, door.check('eve').allowed, door.check('bob').allowed]).toEqual([
      false,
      false,
      true,
    ]);
    expect(warnings.filter((warning) => warning.includes('is a tag'))).toHaveLength(2);
  });

  test.each([
    ['- ! spam_*', '! is a tag in YAML and no part of the entry: put it in quotes: "!spam_*"'],
    ['- !  "spam_*"', '! is a tag in YAML and no part of the entry: put it in quotes'],
    ['- !spam alice', '!spam is a tag in YAML and no part of the entry: put the whole entry in quotes'],
    ['- !spam_*\n  alice', '!spam_* is a tag in YAML and no part of the entry: put the whole entry in quotes'],
    ["- !'x'", "!'x' is a tag in YAML and no part of the entry: put the whole entry in quotes"],
    ['- !!str mallory', '!!str is a tag in YAML and no part of the entry: remove it'],
    ['- !!str', '!!str is a tag in YAML and no part of the entry: remove it'],
    ['- !<mallory>', '!<mallory> is a tag in YAML and no part of the entry: remove it'],
    ['- !spam,x', 'what begins with ! or & is no text in YAML: put the whole entry in quotes'],
    ['- !\u{1f600}*', 'what begins with ! or & is no text in YAML: put the whole entry in quotes'],
    ['- !sp%61m', '!sp%61m is a tag in YAML and no part of the entry: remove it'],
    ['- !', '! is a tag in YAML and no part of the entry: put the whole entry in quotes'],
    ['- *', '* means something in YAML: put it in quotes: "*"'],
    ['- *_ops', '* begins an alias in YAML: put it in quotes: "*_ops"'],
    ['- &a bob', '& begins an anchor in YAML: put it in quotes: "&a"'],
    ['- @alice', '@ means something in YAML: put it in quotes: "@alice"'],
    ['- 0x1F', '0x1F is no text in YAML: put it in quotes: "0x1F"'],
    ['- true', 'true is no text in YAML: put it in quotes: "true"'],
    ['- ~', '~ is no text in YAML: put it in quotes: "~"'],
    ['- bob\n-', 'the entry is empty: write a name, or remove it'],
    ['- bob: x', 'an entry is a map'],
    ['- [bob]', 'an entry is a list'],
    ['- - bob', 'an entry is a list'],
    ['- bob\n  carol', 'the entry goes over several lines: write one entry a line'],
    ['- "bob\\\n  by"', 'the entry goes over several lines: write one entry a line'],
    ['- |-\n  bob', 'the entry goes over several lines: write one entry a line'],
    ['- "bob "', 'the entry has a blank at an end: correct or remove it'],
    ['- "!"', 'the entry after ! is empty: correct or remove it'],
    ['- "!alice"', 'the entry denies the owner alice: correct or remove it'],
  ])('LIST-6: %j', (entry, message) => {
    expect(faultIn(`allowlist:\n${entry}\n`).message).toContain(message);
  });

  test('LIST-6: a comment that stands close to an entry is told, one that stands apart is none of our business', () => {
    expect(load('allowlist:\n- bob #carol\n- dave # the postman\n').warnings).toEqual([
      'x.yaml:2:3: #carol is a comment, no part of the entry',
    ]);
  });

  test('LIST-6: a list is a list, without a tag and an anchor', () => {
    for (const value of ['bob', '', '~', 'null', '{ bob: }', '&a [bob]', '!x [bob]', '!!seq [bob]', '*a'])
      expect(faultIn(`a: &a []\nallowlist: ${value}\n`).line).toBe(2);
  });
});

describe('the place', () => {
  test('LIST-6: line, column and caret, after any kind of line end', () => {
    expect(faultIn('name: x\r\nagent:\n  allowlist:\r\n    - bob\n    - ! spam_*\n').message).toBe(
      'agent.yaml:5:7: ! is a tag in YAML and no part of the entry: put it in quotes: "!spam_*"\n' +
        '  5 |     - ! spam_*\n' +
        '    |       ^'.replace('agent', ''),
    );
    expect(faultIn('\uFEFFallow: x').column).toBe(1);
  });

  test('LIST-6: what is unsafe to print is shown escaped, and a long line is cut around the place', () => {
    const { message } = faultIn(`allowlist: [${'"bob", '.repeat(40)}"c\u202eb\u001b[2J"]\n`);
    expect(message).toMatch(/^[\n -~]*$/);
    expect(message).toContain('holds unsafe U+202E');
    expect(Math.max(...message.split('\n').map((line) => line.length))).toBeLessThan(160);
  });

  test('LIST-6: a fault is an AllowlistError, with the index of the entry where it has one', () => {
    const fault = faultIn('allowlist: [bob, "a  ", carol]');
    expect([AllowlistError.isInstance(fault), fault.code, fault.index]).toEqual([true, 'PATTERN_INVALID', 1]);
  });
});

describe('caps', () => {
  test('LIST-6: 64 KiB are read, one byte more is not', () => {
    const text = 'allowlist: [bob]\n#';
    expect(load(text + '#'.repeat(65_536 - text.length)).door.check('bob').allowed).toBe(true);
    expect(faultIn(text + '#'.repeat(65_537 - text.length)).message).toContain('is longer than 64 KiB');
    expect(faultIn(`${text}${'\u00e9'.repeat(33_000)}`).message).toContain('is longer than 64 KiB');
  });

  test.each([
    ['[', '[x'],
    ['{a: ', 'x'],
    ['- ', 'x'],
    ['? ', 'x'],
  ])('LIST-6: %j 10,000 times', (sign, end) => {
    expect(faultIn(sign.repeat(10_000) + end).message).toContain('is nested more than 20 deep');
  });

  test('LIST-6: 15 levels of ordinary blocks are no fault, and brackets in texts are no levels', () => {
    const blocks = Array.from({ length: 15 }, (_, i) => `${' '.repeat(i)}k:\n`).join('');
    const texts = `a: "${'['.repeat(50)}"\nb: x # ${'{'.repeat(50)}\nc: |\n  ${'['.repeat(50)}\n`;
    expect(load(`${blocks}${' '.repeat(15)}v\n${texts}allowlist: [bob]`).door.check('bob').allowed).toBe(true);
  });
});

describe('a file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'allowlist-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('LIST-6: that is not there, or is none, is a fault with its path', async () => {
    mkdirSync(join(folder, 'folder.yaml'));
    for (const name of ['nowhere.yaml', 'folder.yaml']) {
      const path = join(folder, name);
      const fault = await readAllowlist(path, { owner: 'alice' }).catch((error: unknown) => error);
      expect(fault).toBeInstanceOf(AllowlistFileError);
      expect(String(fault)).toContain(`${path}:1:1: cannot be read`);
    }
  });

  test('LIST-6: options are those of allowlist(), and faults of theirs stay as they are', async () => {
    const path = join(folder, 'good.yaml');
    writeFileSync(path, 'allowlist: [bob]\n');
    const onRefused = vi.fn<() => void>();
    const door = await readAllowlist(path, { owner: 'alice', onRefused });
    door.check('mallory');
    expect(onRefused).toHaveBeenCalledOnce();
    await expect(readAllowlist(path, { owner: 'al:ice' })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    await expect(readAllowlist(path, { owner: 'alice', patterns: ['*'] } as never)).resolves.toMatchObject({
      exposure: 'people', // patterns come from the file alone
    });
  });

  test('LIST-6: unless somebody listens, the process is warned', () => {
    const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    parseAllowlist('allowlist: [!spam_*]', { owner: 'alice' });
    expect(emit.mock.calls).toEqual([
      ['allowlist.yaml:1:13: !spam_* is a tag in YAML and was read as a rule: write "!spam_*"'],
    ]);
    emit.mockRestore();
  });
});

function load(text: string) {
  const warnings: string[] = [];
  const onWarning = (warning: string) => void warnings.push(warning);
  return { door: parseAllowlist(text, { owner: 'alice', file: 'x.yaml', onWarning }), warnings };
}

function faultIn(text: string): AllowlistFileError {
  try {
    parseAllowlist(text, { owner: 'alice', file: 'agent.yaml', onWarning: () => undefined });
  } catch (error) {
    if (error instanceof AllowlistFileError) return error;
    throw error;
  }
  throw new Error(`it was loaded: ${text}`);
}
