// From a file on the disk to what createRuntime() and openDesk() take.
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import * as core from '@sallyport/core';
import { createRuntime, openDesk, SallyportError } from '@sallyport/core';
import { beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from './load-config.js';
import { loadDesk } from './load-desk.js';
import { loadRuntime } from './load-runtime.js';
import { office, TEXT, type Office } from './office.fixture.js';

/** What the modules of the office have seen. */
let seen: unknown[];
beforeEach(() => {
  seen = [];
  Object.assign(globalThis, { seen, sallyportCore: core, sallyportSecret: 'hunter2' });
});

describe('loadRuntime', () => {
  test('opens what the file names for this process, and nothing of the others', async () => {
    await using home = await office({ locked: true });
    await using options = await loadRuntime(home.file, 'intake', home);
    expect(options).toMatchObject({
      signer: { name: 'intake' },
      contacts: [{ name: 'bob', trust: 'medium', at: ['mail:bob@example.com'] }],
      channels: [
        { name: 'mail', to: 'reader', unverified: 'low' },
        { name: 'web', to: 'reader', unverified: 'zero' },
      ],
      agentOptions: { reader: { allowlist: ['~*'] } },
      agentDefaults: { approvers: ['alice'], escalate: { after: '30m', to: ['alice'] }, separation: false },
      expires: '1h',
      lease: '2s',
      concurrency: 3,
      caps: { queued: 9 },
    });
    expect(seen).toEqual([['Reader', {}]]);
  });

  test('runs: mail comes in, and a channel of one’s own is what the file says it is, whatever it returns', async () => {
    await using home = await office();
    await writeFile(join(home.folder, 'Mail', 'new', '1.mail'), 'From: bob@example.com\r\n\r\nfrom a file');
    await using options = await loadRuntime(home.file, 'intake', home);
    await using runtime = await createRuntime(options);
    const stop = new AbortController();
    const errors: string[] = [];
    runtime.on('error', ({ error }) => void errors.push(inspect(error)));
    const isDone = (): boolean => errors.length > 0 && seen.some((one) => (one as string[])[0]!.startsWith('~mail'));
    const running = runtime.run({ signal: stop.signal });
    while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 10));
    stop.abort();
    await running;
    expect(seen).toContainEqual(['~mail:bob@example.com', 'from a file']);
    expect(seen).toContainEqual(['~web:x', 'from the web']);
    expect(seen).toContainEqual(['web', { first: 'hunter2', name: 'web', to: 'reader', unverified: 'zero' }]);
    // CONF-2: what the module says of its options is told without them
    expect(errors[0]).toContain('sallyport.yaml:8:18: broke off at ${TOKEN}');
    expect(errors.join()).not.toContain('hunter2');
  });

  test('GATE-14: puts the ledger where the file says, or leaves it out', async () => {
    await using home = await office();
    const key = 'key: ./executor.key,';
    await home.write(key, `${key} ledger: ./ledgers/executor,`);
    await using options = await loadRuntime(home.file, 'executor', home);
    await using runtime = await createRuntime(options);
    await runtime.idle();
    expect(await readdir(join(home.folder, 'ledgers', 'executor'))).toEqual(['1.lines']);
    await home.write(key, `${key} ledger: false,`);
    await using without = await loadRuntime(home.file, 'executor', home);
    expect(without.ledger).toBe(false);
  });

  test('takes a function for an agent, and hands the options over', async () => {
    await using home = await office();
    await using options = await loadRuntime(home.file, 'executor', home);
    await using runtime = await createRuntime(options);
    await runtime.idle();
    expect(seen).toEqual([['makeExecutor', { log: [1] }]]);
    expect(options).toMatchObject({ channels: [], agentOptions: { executor: { acceptsFrom: ['reader'] } } });
  });

  test('takes an agent, and a store of one’s own, which disposing closes', async () => {
    await using home = await office();
    await home.write('export: makeExecutor, options: { log: [1] }', 'export: other');
    await loadRuntime(home.file, 'executor', home).then((options) => options[Symbol.asyncDispose]());
    await home.write('store: ${STORE}', 'store: { module: ./web.mjs, export: ownStore }');
    await loadRuntime(home.file, 'executor', home).then((options) => options[Symbol.asyncDispose]());
    expect(seen).toContainEqual(['closed']);
  });

  test.each([
    [
      'a process that is not there',
      '',
      '',
      'intaek',
      "12:1: there is no process 'intaek' in this file: it has 'intake', 'executor'",
    ],
    ['a module that is not there', './agents.mjs', './agent.mjs', 'intake', '10:21: Cannot find module'],
    [
      'an export that is not there',
      'export: Reader',
      'export: Raeder',
      'intake',
      "10:43: './agents.mjs' has no export 'Raeder': it exports Reader, broken, makeExecutor, nothing, other",
    ],
    [
      'a default export that is not there',
      ', export: Reader',
      '',
      'intake',
      "10:21: './agents.mjs' has no export 'default': say which under export: it exports Reader",
    ],
    [
      'a channel module that makes none',
      'module: ./web.mjs,',
      'module: ./web.mjs, export: notOne,',
      'intake',
      "8:18: what './web.mjs' made is no channel: it lacks listen()",
    ],
    [
      'a channel export that is no function',
      'module: ./web.mjs,',
      'module: ./agents.mjs, export: nothing,',
      'intake',
      "8:18: 'nothing' of './agents.mjs' is no function",
    ],
    [
      'a store module that makes none',
      '${STORE}',
      '{ module: ./web.mjs, export: notOne }',
      'intake',
      "2:18: what './web.mjs' made is no store: it lacks commit() or close()",
    ],
    [
      'the key of another',
      './executor.key',
      './alice.key',
      'executor',
      "14:20: './alice.key' is the key of 'alice', not of 'executor': give the path of its own",
    ],
    ['a key file that is not there', './executor.key', './gone.key', 'executor', "14:20: the key file '"],
    [
      'a module that throws',
      'export: Reader',
      'export: broken, options: { a: "${TOKEN}" }',
      'intake',
      '10:21: no ${TOKEN}',
    ],
    ['a store that cannot be opened', '${STORE}', './Mail', 'executor', '2:8: '],
    [
      'a TrustRoot that is not there',
      './trust-root.json',
      './root.json',
      'intake',
      "1:7: the TrustRoot './root.json' does not exist",
    ],
    [
      'a TrustRoot that is no JSON',
      './trust-root.json',
      './sallyport.yaml',
      'intake',
      "1:7: the TrustRoot './sallyport.yaml' is no JSON",
    ],
    [
      'who is not enrolled',
      'alice: {',
      'zoe: {',
      'intake',
      "16:3: the TrustRoot knows no person 'zoe': it knows 'alice'",
    ],
  ])('CONF-1: tells %s with its place', async (_what, from, to, name, message) => {
    await using home = await office();
    await home.write(from, to);
    const error = await thrown(loadRuntime(home.file, name, home));
    expect(error.message).toContain(`sallyport.yaml:${message}`);
    expect(error.message).toMatch(/\n +\d+ \| .*\n +\| +\^/);
  });

  test('CONF-2: what came from the environment is in no error of what it leads to', async () => {
    await using home = await office({ locked: true });
    for (const change of [
      { KEYS: '/run/hunter2' },
      { PASSPHRASE: 'hunter2' },
      { STORE: '/run/hunter2/a.db' },
      { STORE: '/dev/null' },
      { KEYS: '../hunter2' },
      { STORE: './hunter2/a.db' },
      { STORE: 'postgres://hunter2:hunter2@127.0.0.1:1/hunter2' },
      { STORE: 'postgres:///hunter2?host=/run/hunter2' },
    ]) {
      const env = { ...home.env, ...change };
      const error = await thrown(loadRuntime(home.file, 'intake', { env }));
      expect(error.code).toMatch(/BAD_KEY_FILE|STORE_/);
      expect(inspect(error)).not.toMatch(/hunter2|\/dev\/null/);
    }
  });

  test('CONF-2: of a database that is named in part by the environment, that part is told by its name', async () => {
    await using home = await office();
    await home.write(
      'store: ${STORE}',
      'store: { postgres: "postgres://app:${TOKEN}@127.0.0.1:1/office", connectTimeout: 1s }',
    );
    const error = await thrown(loadRuntime(home.file, 'executor', home));
    expect(error.message).toContain(
      "sallyport.yaml:2:20: the store 'postgres://app:${TOKEN}@127.0.0.1:1/office' failed: nobody answers there",
    );
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
  });

  test('an agent by another name than the file’s is noticed', async () => {
    await using home = await office();
    await home.write('module: ./agents.mjs, export: Reader', 'module: ./agents.mjs, export: other');
    await using options = await loadRuntime(home.file, 'intake', home);
    expect((await thrown(createRuntime(options))).message).toMatch(
      /does not speak for 'executor'|agentOptions speaks of 'reader'/,
    );
  });
});

describe('loadDesk', () => {
  test('opens the person’s side, and no agent', async () => {
    await using home = await office();
    await using options = await loadDesk(home.file, 'alice', home);
    const desk = await openDesk(options);
    expect([desk.person, await desk.pending(), seen]).toEqual(['alice', [], []]);
  });

  test.each([
    [
      'a person who is not there',
      '',
      '',
      'bob',
      "15:1: there is no person 'bob' in this file: under people it has 'alice'",
    ],
    [
      'nobody',
      'people:\n  alice: { key: ./alice.key }\n',
      '',
      'alice',
      "1:1: there is no person 'alice' in this file: under people it has nobody",
    ],
    [
      'a store that nobody else sees',
      'store: ${STORE}\n',
      '',
      'alice',
      '14:1: a desk needs a store that it shares with the agents: name one under store',
    ],
  ])('tells %s with its place', async (_what, from, to, name, message) => {
    await using home = await office();
    await home.write(from, to);
    expect((await thrown(loadDesk(home.file, name, home))).message).toContain(`sallyport.yaml:${message}`);
  });
});

describe('loadConfig', () => {
  test('reads the file and its TrustRoot, and opens and imports nothing', async () => {
    await using home = await office();
    const { config, root, folder } = await loadConfig(home.file, { env: { ...home.env, STORE: '/nowhere/a.db' } });
    expect([Object.keys(config.runtimes), root.owner, folder, seen]).toEqual([
      ['intake', 'executor'],
      'alice',
      home.folder,
      [],
    ]);
  });

  test('looks references up in the environment of the process, unless it is given another', async () => {
    await using home = await office();
    const error = await thrown(loadConfig(home.file));
    expect(error.message).toMatch(/the environment variable (STORE|KEYS|TOKEN) is not set/);
  });

  test.each<[string, (home: Office) => Promise<void>, RegExp]>([
    [
      'that is not there',
      async () => undefined,
      /^the configuration '.*\/gone.yaml' does not exist: mend the path, or write the file$/,
    ],
    [
      'that is a folder',
      async ({ folder }) => void (await mkdir(join(folder, 'gone.yaml'))),
      /is not a regular file: give the path of one$/,
    ],
    [
      'that is huge',
      ({ folder }) => writeFile(join(folder, 'gone.yaml'), 'x'.repeat(1_100_000)),
      /has 1100000 bytes, which is more than it could need/,
    ],
    [
      'that is too large',
      ({ folder }) => writeFile(join(folder, 'gone.yaml'), '#'.repeat(70_000)),
      /\/gone.yaml:1:1: the file has 70000 bytes/,
    ],
    [
      'that is no UTF-8',
      ({ folder }) => writeFile(join(folder, 'gone.yaml'), Buffer.from([0x61, 0xff])),
      /\/gone.yaml:1:2: here the file is no UTF-8/,
    ],
  ])('CONF-1: refuses a file %s', async (_what, make, words) => {
    await using home = await office();
    await make(home);
    const error = await thrown(loadConfig(join(home.folder, 'gone.yaml'), home));
    expect([error.code, error.message]).toEqual(['BAD_CONFIG', expect.stringMatching(words)]);
  });

  test.skipIf(process.platform === 'win32').each(['sallyport.yaml', 'trust-root.json'])(
    'CONF-3: refuses a %s that anybody may change',
    async (name) => {
      await using home = await office();
      await loadConfig(home.file, home);
      await chmod(join(home.folder, name), 0o666);
      expect((await thrown(loadConfig(home.file, home))).message).toMatch(
        /may be changed by anybody on this machine: chmod o-w/,
      );
    },
  );

  test('the office is as the tests think it is', () => expect(TEXT.split('\n')).toHaveLength(17));
});

async function thrown(promise: Promise<unknown>): Promise<SallyportError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!SallyportError.isInstance(error)) throw new Error(`no error of ours: ${inspect(error)}`);
  return error;
}
