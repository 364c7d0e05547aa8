import { expect, test } from 'vitest';
import { COMMANDS } from './commands.js';
import { sallyport } from './house.fixture.js';
import { EVERYWHERE, HOUSE, readTyped, type Flags } from './options.js';

const ALL: Flags = Object.assign({}, EVERYWHERE, HOUSE, ...COMMANDS.map(({ flags }) => flags));

test('without a command it says what there is, and with a wrong one what was meant', async () => {
  const bare = await sallyport([]);
  expect(bare.code).toBe(0);
  for (const { name } of COMMANDS) expect(bare.out).toContain(`  ${name}`);
  const wrong = await sallyport(['reviw']);
  expect(wrong).toMatchObject({ code: 2, out: '' });
  expect(wrong.err).toBe(
    "sallyport: there is no command 'reviw': did you mean 'review'?\n  USAGE\n  sallyport help lists the commands\n",
  );
});

test.each([
  [['review', '--aprove'], "did you mean '--approve'?"],
  [['review', 'x', '--approve', '--deny'], 'take one of them'],
  [['review', 'x', '--approve', '--reason', 'y'], '--reason goes with --deny'],
  [['review', '--approve'], 'wants the ID'],
  [['review', 'x', 'y'], "takes no 'y'"],
  [['review', '--digest'], 'wants HEX behind it'],
  [['review', '--json=yes'], 'takes no value'],
  [['review', '--color', 'sometimes'], 'takes always or never'],
  [['review', '--as', '--json'], "'--json' looks like a flag"],
  [['review', '--as', 'a', '--as', 'b'], 'is said twice'],
  [['review', '--config', 'a', '--store', 'b'], 'take one of them'],
  [['review', '--key', 'b'], '--key goes with --store'],
  [['keys', 'revke'], "did you mean 'revoke'?"],
  [['allowlist'], 'there is allowlist check'],
  [['send', 'reader'], 'send wants TEXT'],
  [['history', 'x', '--limit', '0'], 'a whole number, 1 or more'],
  [['completion', 'tcsh'], "there is no completion for 'tcsh'"],
  [['help', 'revew'], "did you mean 'review'?"],
  [['forward', 'x'], 'wants --to AGENT'],
  [['grants', 'add', 'reader', '--like', 'x'], 'nothing is approved for ever'],
  [['grants', 'add', 'reader', '--like', 'x', '--uses', 'y'], 'sallyport help grants add says more'],
  [['prune', '--older-than', 'tomorrow'], 'as 365d'],
  [['review', 'x', '--digest', '0'], '--digest goes with --approve or --deny'],
  [['keys', 'new', '../x'], 'say --out FILE'],
  [['inbox'], 'needs a terminal'],
  [['serve', '--yes', '--port', '70000'], 'up to 65535'],
  [['serve', '--yes', '--webhook', 'nowhere'], 'takes a URL'],
  [['keys', 'new', 'a:b'], "holds ':' or '~'"],
  [['keys', 'new', 'a/b'], 'say --out FILE'],
  [['keys', 'enrol', 'bob', 'garbage'], 'is no public key'],
  [['grants', 'add', 'reader', '--contract', 'abc', '--uses', '1', '--until', '7d'], 'the whole digest'],
  [['allowlist', 'check', 'x', '--owner', 'y'], '--owner goes with --file'],
  [['review', '--store', 'mysql://x/y', '--root', '/dev/null'], 'a store is the path of an SQLite file'],
  [['init', '--owner', 'bob', '--store', 'mysql://x'], 'a store is the path of an SQLite file'],
  [['--json'], 'which command?'],
  [['init'], 'say --owner NAME'],
  [['init', '--owner', '../x'], 'a name is made of letters'],
] as const)('not understood, and nothing done: %j', async (argv, says) => {
  const said = await sallyport(argv);
  expect(said).toMatchObject({ code: 2, out: '' });
  expect(said.err).toContain(says);
  expect(said.err).not.toMatch(/^ +at /m);
});

test('values stay the texts that they are: an id of digits, a digest that reads as a number, an id with a hyphen before it', () => {
  const hyphen = `-${'a'.repeat(21)}`;
  const { words, flags } = readTyped(['review', '--json', '0123', hyphen, '--digest', '12e4', '--reason=-7'], ALL);
  expect(words).toEqual(['review', '0123', hyphen]);
  expect(flags.map(({ name, value }) => [name, value])).toEqual([
    ['json', undefined],
    ['digest', '12e4'],
    ['reason', '-7'],
  ]);
  expect(readTyped(['keys', 'revoke', '--', '-x'], ALL).words).toEqual(['keys', 'revoke', '-x']);
});

test('a flag takes a value everywhere or nowhere', () => {
  for (const { flags = {} } of COMMANDS)
    for (const [name, { value }] of Object.entries<Flags[string]>(flags))
      expect([name, value === undefined]).toEqual([name, ALL[name]!.value === undefined]);
});

test('under --json errors are JSON too, and nothing of them can draw', async () => {
  const { code, out, err } = await sallyport(['history', 'x', '--limit', '\u202e\u001b[2J', '--json']);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^[\x20-\x7e\n]*$/);
  expect(JSON.parse(err)).toMatchObject({ error: { code: 'USAGE', exit: 2 } });
  const plain = await sallyport(['review', '\u202e\u001b[2J', 'x']);
  for (const raw of ['\u001b', '\u202e']) expect(plain.err).not.toContain(raw);
});

test('a missing configuration or store is told with its remedy, and no store is made', async () => {
  expect((await sallyport(['review'])).err).toContain('or make one with init');
  const store = await sallyport(['review', '--store', './nowhere.db', '--root', '/dev/null']);
  expect(store.code).toBe(1);
  const named = await sallyport(['review', '--config', './nowhere.yaml']);
  expect(named).toMatchObject({ code: 1, out: '' });
  expect(named.err).toContain('does not exist');
  expect(named.err).toContain('BAD_CONFIG, for the developer to settle');
});

test('help tells of each command, and --help the same', async () => {
  for (const { name } of COMMANDS) {
    const [help, flag] = [await sallyport(['help', name]), await sallyport([...name.split(' '), '--help'])];
    expect(help.code).toBe(0);
    expect(help.out).toContain(`usage: sallyport ${name}`);
    expect(flag.out).toBe(help.out);
    expect((await sallyport([...name.split(' '), '--help', '--json'])).json()).toMatchObject([{ name }]);
  }
  expect((await sallyport(['version', '--json'])).json()).toMatchObject({ node: process.versions.node });
});
