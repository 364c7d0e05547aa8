// Tests reading and searching below a root: what is denied, what is text, and that every cap says so when it cuts.
import { describe, expect, test } from 'vitest';
import { isName, namesOf } from '../files/relative-path.js';
import { readFile, searchFiles } from './contracts.js';
import { disk } from './disk.fixture.js';
import { fileReader, fileReading } from './file-reader.js';
import { fileSearch, fileSearching } from './file-search.js';

const open = { signal: new AbortController().signal };

describe('reading', () => {
  test('a text below the root, whole, letter for letter', async () => {
    const { root } = await disk({ 'notes/über uns.md': '# Grüße\r\n😀' });
    expect(await fileReading({ root })({ path: 'notes/über uns.md' }, open)).toEqual({
      ...{ path: 'notes/über uns.md', text: '# Grüße\r\n😀' },
    });
  });

  test('what is not there, no text, or too large is an error that names no other path', async () => {
    const { root } = await disk({
      picture: Buffer.from([0x89, 0x50, 0]),
      latin: Buffer.from([0xe9]),
      big: 'x'.repeat(11),
    });
    const read = fileReading({ root, maxBytes: 10 });
    await expect(read({ path: 'none/there' }, open)).rejects.toMatchObject({
      code: 'TOOL_FAILED',
      message: '"none" is not there',
    });
    for (const path of ['picture', 'latin']) await expect(read({ path }, open)).rejects.toThrow('no text in UTF-8');
    await expect(read({ path: 'big' }, open)).rejects.toMatchObject({ code: 'TOO_LARGE' });
    const gone = fileReading({ root: `${root}/gone` });
    await expect(gone({ path: 'a' }, open)).rejects.toMatchObject({ message: '"gone" is not there' });
  });

  test('a file that grows while it is read is read no further than the cap', async () => {
    await expect(fileReading({ root: '/proc', maxBytes: 5 })({ path: 'version' }, open)).rejects.toMatchObject({
      code: 'TOO_LARGE',
    });
  });

  test('an abort rejects with its reason', async () => {
    const { root } = await disk({ a: 'x' });
    const reason = new Error('the session is over');
    await expect(fileReading({ root })({ path: 'a' }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('denied paths', () => {
  const files = {
    ...{ 'a.md': '', '.env': '', '.env.local': '', 'sub/.npmrc': '', 'server.key': '', 'tls/site.pem': '', id_rsa: '' },
    ...{ id_ed25519: '', 'credentials.json': '', '.hidden/note.md': '', 'secrets/deep/x.md': '', 'a/b/dump.sql': '' },
  };
  test('keys, credentials and names with a dot are denied unsaid; patterns deny more', async () => {
    const { root } = await disk(files);
    const listed = async (rules: object): Promise<readonly string[]> =>
      (await fileSearching({ root, ...rules })({}, open)).matches.map(({ path }) => path).sort();
    expect(await listed({})).toEqual(['a.md', 'a/b/dump.sql', 'secrets/deep/x.md']);
    expect(await listed({ dotfiles: true })).toEqual(['.hidden/note.md', 'a.md', 'a/b/dump.sql', 'secrets/deep/x.md']);
    expect(await listed({ deny: ['*.sql', 'secrets'] })).toEqual(['a.md']);
    expect(await listed({ deny: ['*.SQL', 'Secrets/**'] })).toEqual(['a.md']);
    expect(await listed({ deny: ['a/**', 'secrets/*/x.md'] })).toEqual(['a.md']);
    const read = fileReading({ root, deny: ['secrets'] });
    for (const path of ['.env', 'sub/.npmrc', 'server.key', 'id_rsa', 'secrets/deep/x.md', 'SECRETS/deep/x.md'])
      await expect(read({ path }, open)).rejects.toMatchObject({ code: 'REFUSED' });
    await expect(fileSearching({ root, deny: ['secrets'] })({ folder: 'secrets/deep' }, open)).rejects.toMatchObject({
      code: 'REFUSED',
    });
  });

  test.each([
    '',
    'a\\b',
    '/etc',
    'a//b',
    '../a',
    './a',
    'a/',
    '[ab]',
    '{a,b}',
    '(a|b)',
    '!a',
    '*.*.*.*',
    'a'.repeat(257),
    1,
  ])('the pattern %j is refused: what it would mean is not sure', (pattern) => {
    // `as`: what a JavaScript user might write
    const deny = [pattern as string];
    expect(() => fileReader({ root: 'x', deny })).toThrowError(
      expect.objectContaining({ code: 'BAD_OPTION', facts: { option: 'deny' } }),
    );
  });
});

test('names that mean something to somebody are none', () => {
  for (const name of [
    'a',
    'a b',
    '100%',
    'a.b.c',
    'über',
    '日本',
    'console',
    'nullable.md',
    'a~',
    '-x',
    'a..b',
    '+@#$&=;,!',
  ])
    expect([name, isName(name)]).toEqual([name, true]);
  for (const name of [
    ...[
      '',
      '.',
      '..',
      '...',
      '..a',
      '．．',
      '․․',
      '‥',
      'a/b',
      'a\\b',
      'a＼b',
      'C:',
      'a：b',
      '~',
      '~root',
      '%2e',
      'a%2Fb',
      'con',
    ],
    ...[
      'NUL.txt',
      'com1',
      'LPT9.log',
      'aux ',
      ' a',
      'a ',
      'a.',
      'a\nb',
      'a\0',
      'a\u200bb',
      '.g\u200cit',
      '\u202etxt',
      'a\u00a0b',
    ],
    ...['x'.repeat(256), 'é'.repeat(128), '\ud800'],
  ])
    expect([name, isName(name)]).toEqual([name, false]);
  expect(() => namesOf(Array.from({ length: 33 }, () => 'a').join('/'))).toThrowError(
    expect.objectContaining({ code: 'BAD_INPUT' }),
  );
});

describe('searching', () => {
  test('a text is found to the letter, with its lines; nothing in it is a pattern', async () => {
    const { root } = await disk({ 'a.md': 'one\ntwo .* three\n', 'b/c.md': 'TWO\ntwo', 'b/d.txt': 'two' });
    const search = fileSearching({ root });
    expect(await search({ text: '.*' }, open)).toEqual({
      matches: [{ path: 'a.md', line: 2, text: 'two .* three' }],
      files: 3,
      isWhole: true,
    });
    expect((await search({ text: 'two', ending: '.md', folder: 'b' }, open)).matches).toEqual([
      { path: 'b/c.md', line: 2, text: 'two' },
    ]);
    expect(
      (await search({ text: 'TWO', ignoreCase: true }, open)).matches.map(({ path, line }) => `${path}:${line}`),
    ).toEqual([...['a.md:2', 'b/c.md:1', 'b/c.md:2', 'b/d.txt:1']]);
    for (const text of ['(a+)+$', '[', '\\', '$(id)']) expect((await search({ text }, open)).matches).toEqual([]);
    await expect(search({ folder: 'none' }, open)).rejects.toMatchObject({ code: 'TOOL_FAILED' });
  });

  test('each cap cuts, and says so', async () => {
    const { root } = await disk(
      Object.fromEntries([1, 2, 3, 4].map((i) => [`f${i}.md`, 'needle\nneedle\n'.repeat(i)])),
    );
    const needle = { text: 'needle' };
    expect(await fileSearching({ root })(needle, open)).toMatchObject({ files: 4, isWhole: true });
    // a list that is longer than what is looked at, and a name that cannot be named, leave something out
    const names = Array.from({ length: 10_001 }, (_, n) => ({ name: `${n}.txt`, kind: 'file' as const }));
    const listing = (entries: typeof names) => ({ read: async () => Buffer.from('x'), list: async () => entries });
    const all = { maxFiles: 20_000, maxMatches: 20_000, timeout: 60_000 };
    for (const [entries, isWhole] of [
      [names.slice(1), true],
      [names, false],
      [[{ name: 'a\u200bb', kind: 'file' as const }], false],
    ] as const)
      expect(await fileSearching({ operations: listing([...entries]), ...all })({ text: 'y' }, open)).toMatchObject({
        isWhole,
      });
    expect(await fileSearching({ root, maxFiles: 2 })(needle, open)).toMatchObject({ files: 2, isWhole: false });
    const few = await fileSearching({ root, maxMatches: 3 })(needle, open);
    expect([few.matches.length, few.isWhole]).toEqual([3, false]);
    expect(await fileSearching({ root, maxBytes: 30 })(needle, open)).toMatchObject({ files: 4, isWhole: false });
    const long = await disk({ 'long.md': `${'x'.repeat(1_000)}needle${'😀'.repeat(500)}` });
    const [match] = (await fileSearching({ root: long.root })(needle, open)).matches;
    expect(match?.text.length).toBe(246);
  });

  test('time is a cap too, and an abort ends it', async () => {
    const operations = {
      read: () => new Promise<Uint8Array>((resolve) => setTimeout(() => resolve(Buffer.from('x')), 20)),
      list: async () => Array.from({ length: 500 }, (_, i) => ({ name: `f${i}`, kind: 'file' as const })),
    };
    const found = await fileSearching({ operations, timeout: 60 })({ text: 'x' }, open);
    expect(found.isWhole).toBe(false);
    const stop = new AbortController();
    const reason = new Error('the session is over');
    const searching = fileSearching({ operations })({ text: 'x' }, { signal: stop.signal });
    setTimeout(() => stop.abort(reason), 30);
    await expect(searching).rejects.toBe(reason);
  });
});

test('the contracts say that files stay here, and are private', () => {
  for (const contract of [readFile, searchFiles])
    expect({ ...contract, input: 0, output: 0 }).toMatchObject({
      ...{
        effect: 'ingest',
        source: 'low',
        control: '*',
        outsider: '*',
        egress: false,
        private: true,
        idempotent: false,
      },
    });
  expect(fileReader({ root: 'x', source: 'high' }).source).toBe('high');
  expect(fileSearch({ root: 'x' }).source).toBe('low');
});

test.each([
  [{ root: '' }, 'root'],
  [{ root: '/' }, 'root'],
  [{}, 'root'],
  [{ root: 'x', dotfiles: 'no' }, 'dotfiles'],
  [{ root: 'x', maxBytes: 0 }, 'maxBytes'],
  [{ root: 'x', denied: [] }, 'denied'],
])('the options %j are refused by name', (options, option) => {
  // `as`: what a JavaScript user might write
  const given = options as { root: string };
  for (const make of [fileReader, fileSearch])
    expect(() => make(given)).toThrowError(expect.objectContaining({ code: 'BAD_OPTION', facts: { option } }));
});
