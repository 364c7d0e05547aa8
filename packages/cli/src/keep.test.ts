import { createHash, generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sqliteStore } from '@sallyport/store/sqlite';
import { expect, test } from 'vitest';
import { house, type House } from './house.fixture.js';

/** An order in alice's name that she has not signed: what somebody who can write to the store can do. */
async function forge({ folder }: House): Promise<number> {
  await using store = await sqliteStore(join(folder, 'sallyport.db'));
  const last = (await store.entries(0, 1_000)).at(-1)!;
  const entry = JSON.parse(last.text) as { record: { body: { reason: string } } };
  entry.record.body.reason = 'as the owner wishes';
  const prev = createHash('sha256').update(last.text).digest('hex');
  const seq = last.seq + 1;
  await store.commit(last.seq, () => ({ entries: [{ seq, text: JSON.stringify({ ...entry, prev, seq }) }] }));
  return seq;
}

test('a forged row is a fault for verify and for the doctor, and counts for nothing', async () => {
  await using home = await house();
  await home.run(['send', 'reader', 'hello']);
  await home.run(['freeze', 'reader', '--reason', 'odd']);
  expect(await home.run(['verify'])).toMatchObject({ code: 0, err: '' });
  const seq = await forge(home);
  const verified = await home.run(['verify']);
  expect(verified).toMatchObject({ code: 5, err: '' });
  expect(verified.out).toContain(`entry ${seq} of alice`);
  expect((await home.run(['verify', '--json'])).json()).toMatchObject({
    ok: false,
    faults: [{ seq, signer: 'alice' }],
  });
  const seen = await home.run(['doctor']);
  expect(seen.code).toBe(5);
  expect(seen.out).toContain(`fault unsigned: entry ${seq} of the journal`);
  // nothing is signed over a journal that is not well
  expect(await home.run(['verify', '--sign', 'checkpoint.json'])).toMatchObject({ code: 5 });
  await expect(readFile(join(home.folder, 'checkpoint.json'))).rejects.toThrow('ENOENT');
});

test('an export goes into another store, whole; a checkpoint finds a journal that was cut off', async () => {
  await using home = await house();
  await using other = await house();
  await home.run(['send', 'reader', 'the first words']);
  const early = await home.run(['export', '--out', 'early.jsonl', '--json']);
  expect(early.json()).toMatchObject({ lines: 4 });
  await home.run(['send', 'reader', 'the last words']);
  expect(await home.run(['verify', '--sign', 'checkpoint.json'])).toMatchObject({ code: 0 });
  expect(await home.run(['verify', '--checkpoint', 'checkpoint.json'])).toMatchObject({ code: 0 });

  await writeFile(join(other.folder, 'trust-root.json'), await readFile(join(home.folder, 'trust-root.json')));
  const place = ['--store', join(other.folder, 'sallyport.db'), '--root', 'trust-root.json'];
  expect(await home.run(['import', 'early.jsonl', ...place])).toMatchObject({ code: 0, err: '' });
  expect(await home.run(['import', 'early.jsonl', ...place])).toMatchObject({ code: 1, out: '' });
  expect(await home.run(['history', 'first', ...place])).toMatchObject({ code: 0 });
  expect(await home.run(['verify', ...place])).toMatchObject({ code: 0 });
  const cut = await home.run(['verify', '--checkpoint', 'checkpoint.json', ...place]);
  expect(cut.code).toBe(5);
  expect(cut.out).toContain('it was cut off or rolled back');
  expect(await home.run(['doctor', '--checkpoint', 'checkpoint.json', ...place])).toMatchObject({ code: 5 });

  // the output of another command, and never over a file
  const lines = (await home.run(['export'])).out.trimEnd().split('\n');
  expect(JSON.parse(lines.at(-1)!)).toHaveProperty('end.entries', 2);
  const over = await home.run(['export', '--out', 'early.jsonl']);
  expect(over).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('is there already, and nothing is overwritten'),
  });
  expect(await home.run(['send', 'reader', 'x', ...place])).toMatchObject({ code: 2 });
  expect(await home.run(['send', 'reader', 'x', ...place, '--key', 'keys/alice.key'])).toMatchObject({ code: 1 });

  // a new file is made for an import, and for nothing else; no checkpoint is begun that nobody signs
  const fresh = ['--store', 'fresh.db'];
  expect(await home.run(['verify', ...fresh])).toMatchObject({ code: 1 });
  expect(await home.run(['import', 'early.jsonl', ...fresh])).toMatchObject({ code: 0, err: '' });
  expect(await home.run(['verify', '--sign', 'unsigned.json', ...fresh])).toMatchObject({ code: 2 });
  await expect(readFile(join(home.folder, 'unsigned.json'))).rejects.toThrow('ENOENT');
  const as = await home.run(['send', 'reader', 'x', ...fresh, '--key', 'keys/alice.key', '--as', 'bob']);
  expect(as).toMatchObject({ code: 2, out: '' });
  expect(as.err).toContain("--as says 'bob', and the key of --key is that of 'alice'");
});

test('what is no export is refused in words, and one keeps what other tools take for the end of a line', async () => {
  await using home = await house();
  await home.run(['send', 'reader', 'one\u2028line\u0085']);
  const text = (await home.run(['export'])).out;
  const realm = text.split('"')[9]!;
  const wrong: readonly (readonly [string | Buffer, string])[] = [
    ['', 'ends too early'],
    [text.slice(0, -20), 'is not JSON'],
    [Buffer.concat([Buffer.from(text), Buffer.from([0xff])]), 'is not UTF-8'],
    [text.replace(`"realm":"${realm}"`, '"realm":{"toString":1}'), 'another installation'],
    [text.replace('"format":1', '"format":{"toString":1}'), 'has format'],
  ];
  for (const [made, why] of [...wrong, [text.replaceAll('\n', '\r\n'), ''] as const]) {
    await using other = await house();
    await writeFile(join(other.folder, 'trust-root.json'), await readFile(join(home.folder, 'trust-root.json')));
    await writeFile(join(other.folder, 'export.jsonl'), made);
    const said = await other.run(['import', 'export.jsonl', '--store', 'sallyport.db']);
    expect([said.code === 0, said.err]).toEqual([why === '', expect.stringContaining(why)]);
  }
});

test('keys come and go: made, enrolled by the owner, used, revoked', async () => {
  await using home = await house();
  const { json } = await home.run(['keys', 'new', 'carol', '--json']);
  const [id, spki] = [String(json()['id']), String(json()['public'])];
  const carols = ['--store', 'sallyport.db', '--key', 'carol.key'];
  expect(await home.run(['freeze', 'reader', ...carols])).toMatchObject({ code: 1 });
  expect(await home.run(['keys', 'enrol', 'carol', spki])).toMatchObject({ code: 0 });
  expect(await home.run(['freeze', 'reader', ...carols])).toMatchObject({ code: 0 });
  expect(await home.run(['thaw', 'reader', ...carols])).toMatchObject({ code: 3, out: '' });
  expect((await home.run(['keys'])).out).toContain(`"carol": a person\n  ${id}  key · may sign message`);
  expect(await home.run(['keys', 'revoke', id, '--reason', 'left'])).toMatchObject({ code: 0 });
  expect((await home.run(['keys'])).out).toContain(`${id}  REVOKED key`);
  expect(await home.run(['freeze', 'executor', ...carols])).toMatchObject({ code: 1 });
  const unknown = await home.run(['keys', 'revoke', 'nobody']);
  expect([unknown.code, unknown.err]).toEqual([4, expect.stringContaining('sallyport keys lists them')]);
  const stranger = await home.run(['review', '--as', 'bbo']);
  expect([stranger.code, stranger.err]).toEqual([
    4,
    expect.stringContaining("nobody is enrolled as 'bbo': there is 'alice', 'carol'"),
  ]);
  expect(await home.run(['prune', '--older-than', '1d', '--yes', '--json'])).toMatchObject({ code: 0 });
  expect(await home.run(['prune', '--older-than', '1d'])).toMatchObject({ code: 2 });
});

test('a passkey is enrolled out of a file, and the doctor names one that is for another origin', async () => {
  await using home = await house();
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64url');
  const passkey = { public: spki, credential: 'Y3JlZA', rp: 'desk.example', origin: 'https://desk.example' };
  expect(await home.run(['keys', 'enrol', 'alice', '--passkey', '-'], { input: '{}' })).toMatchObject({ code: 2 });
  const enrolled = await home.run(['keys', 'enrol', 'alice', '--passkey', '-'], { input: JSON.stringify(passkey) });
  expect(enrolled).toMatchObject({
    code: 0,
    err: expect.stringMatching(/^the device of this passkey shows \d{3} \d{3}\n$/),
  });
  expect((await home.run(['keys'])).out).toContain('passkey for "https://desk.example" · may sign');
  const anywhere = await home.run(['doctor']);
  expect(anywhere.code).toBe(0);
  expect(anywhere.out).toContain('note  passkey: passkeys of "alice" are for "https://desk.example"');
  expect(anywhere.out).toContain('      sallyport serve --public-url https://desk.example serves them');
  expect(await home.run(['doctor', '--public-url', 'https://desk.example/'])).toMatchObject({ code: 0 });
  const elsewhere = await home.run(['doctor', '--public-url', 'https://other.example']);
  expect(elsewhere.code).toBe(5);
  expect(elsewhere.out).toContain('warn  passkey: a passkey of "alice" is for "https://desk.example"');
});

test('SEE-2: nothing that outsiders wrote reaches the terminal raw', async () => {
  await using home = await house();
  const evil = 'evil \u001b[2J\u202e\u200b\u0007 words';
  await home.run(['send', 'reader', evil]);
  await home.run(['freeze', 'reader', '--reason', evil]);
  for (const argv of [
    ['history', 'evil'],
    ['freeze'],
    ['doctor'],
    ['verify'],
    ['history', 'evil', '--json', '--content'],
  ]) {
    const { out, err } = await home.run(argv);
    for (const raw of ['\u001b', '\u202e', '\u200b', '\u0007']) expect(out + err).not.toContain(raw);
  }
  expect((await home.run(['freeze'])).out).toContain('evil \\u{1b}[2J\\u{202e}\\u{200b}\\u{7} words');
  expect((await home.run(['freeze', '--json'])).json()['frozen']![0]!['reason']).toBe(evil);
});
