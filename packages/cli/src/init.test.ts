import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { house, sallyport } from './house.fixture.js';

test('a new house: private keys, nothing to mend for the doctor, and three commands to go on with', async () => {
  await using home = await house(['--agent', 'clerk']);
  for (const name of ['alice', 'intake', 'executor'])
    expect((await stat(join(home.folder, 'keys', `${name}.key`))).mode & 0o777).toBe(0o600);
  expect((await stat(join(home.folder, 'sallyport.db'))).mode & 0o777).toBe(0o600);
  const { code, out, err } = await home.run(['doctor']);
  expect([code, out.endsWith('\nall is well\n'), err]).toEqual([0, true, '']);
  expect(out).toContain('note  public: whoever fits "~mail:*" may write to "clerk"\n');
  expect((await home.run(['contacts', '--json'])).json()).toMatchObject({
    people: [{ name: 'alice', owner: true, keys: 1 }],
    agents: [{ name: 'clerk', runtime: 'intake' }, { name: 'executor' }],
  });

  const before = await readFile(join(home.folder, 'sallyport.yaml'), 'utf8');
  const again = await home.run(['init', '--owner', 'mallory', '--yes']);
  expect(again).toMatchObject({ code: 3, out: '' });
  expect(again.err).toContain('nothing is overwritten');
  expect(await readFile(join(home.folder, 'sallyport.yaml'), 'utf8')).toBe(before);

  const other = await home.run(['init', 'sub folder', '--owner', 'bob', '--json']);
  expect(other.json()['next']).toHaveLength(3);
  expect(other.json()['next']![0]).toBe("cd 'sub folder' && node start.mjs");
});

test('keys go into a folder that nobody else has made, and into no repository', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-cli-'));
  try {
    const init = ['init', folder, '--owner', 'alice', '--yes'];
    await mkdir(join(folder, 'keys'));
    await chmod(join(folder, 'keys'), 0o777);
    const refused = await sallyport(init);
    expect(refused).toMatchObject({ code: 3, out: '' });
    expect(refused.err).toContain('keys is there already');
    await rm(join(folder, 'keys'), { recursive: true });
    // a repository that was there before, with a list of its own
    await promisify(execFile)('git', ['init', '--quiet', folder]);
    await writeFile(join(folder, '.gitignore'), 'dist/\n');
    expect(await sallyport(init)).toMatchObject({ code: 0 });
    const { stdout } = await promisify(execFile)('git', ['-C', folder, 'add', '--all', '--dry-run']);
    expect(stdout).toContain('sallyport.yaml');
    expect(stdout).not.toContain('.key');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a locked key asks for its passphrase where it signs, and only there', async () => {
  const env = { SALLYPORT_PASSPHRASE: 'correct horse battery staple' };
  await using home = await house(['--lock'], env);
  expect(await readFile(join(home.folder, 'keys', 'alice.key'), 'utf8')).toContain('"sealed"');
  expect((await home.run(['review'], { env: {} })).code).toBe(0);
  const without = await home.run(['send', 'reader', 'x'], { env: {} });
  expect(without).toMatchObject({ code: 2, out: '' });
  expect(without.err).toContain('set SALLYPORT_PASSPHRASE');
  const wrong = await home.run(['send', 'reader', 'x'], { env: { SALLYPORT_PASSPHRASE: 'wrong' } });
  expect(wrong).toMatchObject({ code: 1, out: '' });
  expect(wrong.err).toContain('the passphrase is wrong');
  expect((await home.run(['send', 'reader', 'x'])).code).toBe(0);
  expect(
    (await home.run(['send', 'reader', 'x'], { env: {}, attended: true, input: `${env.SALLYPORT_PASSPHRASE}\n` })).code,
  ).toBe(0);
});

test('a password in the URL of a store goes into no file, and a store that is away leaves nothing behind', async () => {
  await using home = await house();
  const url = 'postgres://sallyport:hunter2@127.0.0.1:1/office';
  const failed = await home.run(['init', 'office', '--owner', 'bob', '--store', url]);
  expect(failed).toMatchObject({ code: 1, out: '' });
  expect(failed.err).not.toContain('hunter2');
  expect((await home.run(['init', 'office', '--owner', 'bob'])).code).toBe(0);
});

test('the doctor names a readable key, a strange key, a door that is open to anybody, a missing module, and a broken file', async () => {
  await using home = await house();
  const at = (name: string): string => join(home.folder, name);
  const checks = async (): Promise<readonly unknown[]> => {
    const { code, json } = await home.run(['doctor', '--json']);
    const findings = json()['findings'] as unknown as readonly { check: string; what: string; level: string }[];
    expect(code).toBe(findings.some(({ level }) => level !== 'note') ? 5 : 0);
    return findings.map(({ check, level, what }) => `${level} ${check}: ${what}`).filter((one) => one !== MAIL);
  };
  const MAIL = 'note public: whoever fits "~mail:*" may write to "reader"';
  await chmod(at('keys/alice.key'), 0o644);
  expect(await checks()).toEqual([
    'fault key: the key file of people.alice.key can be read or changed by others (mode 644)',
  ]);
  await chmod(at('keys/alice.key'), 0o600);

  await rename(at('keys/alice.key'), at('keys/old.key'));
  expect(await checks()).toEqual(['note key: the key file of people.alice.key is not on this machine']);
  expect((await home.run(['keys', 'new', 'alice', '--out', 'keys/alice.key'])).code).toBe(0);
  expect(await checks()).toEqual([
    expect.stringContaining('fault key: the key file of people.alice.key holds a key that nobody has enrolled'),
  ]);
  await rename(at('keys/old.key'), at('keys/alice.key'));

  const yaml = await readFile(at('sallyport.yaml'), 'utf8');
  await writeFile(at('sallyport.yaml'), yaml.replace("'~mail:*'", "'*'"));
  expect(await checks()).toEqual(['warn public: anybody may write to "reader"']);
  expect((await home.run(['allowlist', 'check', 'mallory', '--agent', 'reader', '--json'])).json()).toMatchObject({
    allowed: true,
    answers: [{ agent: 'reader', rule: '*', exposure: 'public' }],
  });
  await writeFile(at('sallyport.yaml'), yaml);

  await rm(at('executor.mjs'));
  expect(await checks()).toEqual(['fault module: agents.executor.module is not there']);
  await writeFile(at('sallyport.yaml'), `${yaml}\nagnts: {}\n`);
  expect(await checks()).toEqual([expect.stringContaining("did you mean 'agents'?")]);
});

test('which rule lets somebody in, out of any file', async () => {
  await using home = await house();
  await writeFile(join(home.folder, 'agent.yaml'), 'agent:\n  allowlist: ["team_*", "!team_intern"]\n');
  const check = (name: string) => home.run(['allowlist', 'check', name, '--file', 'agent.yaml', '--owner', 'alice']);
  expect(await check('team_dev')).toMatchObject({
    code: 0,
    out: '"team_dev" may write: matches team_* · the list is open to: pattern\n',
  });
  expect(await check('team_intern')).toMatchObject({
    code: 3,
    out: '"team_intern" may not write: refused by !team_intern · the list is open to: pattern\n',
  });
  expect((await check('\u202emallory')).out).not.toMatch(/\u202e/);
  expect((await sallyport(['allowlist', 'check', 'x', '--file', 'nowhere.yaml', '--owner', 'a'])).code).toBe(1);
});
