// Key files: kept for their owner's eyes only, and never a word of the key in an error.
import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { inspect } from 'node:util';
import { join } from 'node:path';
import { newKey, SallyportError, signerOf } from '@sallyport/core/store';
import { describe, expect, onTestFinished, test } from 'vitest';
import { keyFile, writeKeyFile } from './keyfile.js';

/** Hidden where there is nothing to hide. */
const NOTHING = 'not in any message';
const posix = process.platform !== 'win32';

describe('a key file', () => {
  test('GATE-2: gives back the signer of the key that was written, and does not show the key', async () => {
    const { path, secret } = await setup();
    await writeKeyFile(path, secret);
    const signer = await keyFile(path);
    expect([signer.name, signer.key]).toEqual(['alice', secret.id]);
    expect(signer.sign(Buffer.from('x'))).toBe(signerOf(secret).sign(Buffer.from('x')));
    expect(inspect(signer, { showHidden: true, depth: 9 })).not.toContain(secret.secret);
  });

  test.runIf(posix)('has mode 0600 under any umask', async () => {
    for (const umask of [0o000, 0o777]) {
      const { path, secret } = await setup();
      const before = process.umask(umask);
      await writeKeyFile(path, secret).finally(() => process.umask(before));
      expect(((await stat(path)).mode & 0o777).toString(8)).toBe('600');
      await keyFile(path);
    }
  });

  test('GATE-2: locked with a passphrase it opens with that one, and does not hold the key in the clear', async () => {
    const { path, secret } = await setup();
    await writeKeyFile(path, secret, { passphrase: 'correct h\u00f6rse' });
    expect(await readFile(path, 'utf8')).not.toContain(secret.secret.slice(-20));
    expect((await keyFile(path, { passphrase: 'correct ho\u0308rse' })).key).toBe(secret.id);
    expect(await fault(keyFile(path), path, secret.secret)).toMatch(/is locked with a passphrase/);
    expect(await fault(keyFile(path, { passphrase: 'wrong' }), path, secret.secret)).toMatch(
      /the passphrase is wrong, or the file was changed/,
    );
  });

  test('GATE-2: a locked key cannot be put under another name, nor changed', async () => {
    const { path, secret } = await setup();
    await writeKeyFile(path, secret, { passphrase: 'p' });
    const stored = JSON.parse(await readFile(path, 'utf8'));
    const box: string = stored.sealed.box;
    const changes = [
      { name: 'mallory' },
      { sealed: { ...stored.sealed, cipher: 'none' } },
      { sealed: { ...stored.sealed, salt: '' } },
      { sealed: { ...stored.sealed, box: (box.startsWith('A') ? 'B' : 'A') + box.slice(1) } },
    ];
    for (const change of changes) {
      await writeFile(path, JSON.stringify({ ...stored, ...change }));
      expect(await fault(keyFile(path, { passphrase: 'p' }), path, box)).toMatch(/does not open/);
    }
  });

  test('is never overwritten', async () => {
    const { path, secret } = await setup();
    await writeKeyFile(path, secret);
    const before = await readFile(path, 'utf8');
    expect(await fault(writeKeyFile(path, newKey('bob').secret), path, secret.secret)).toMatch(
      /exists already: keys are never overwritten/,
    );
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  test.runIf(posix)('is never written through a link, nor read through one', async () => {
    const { path, secret } = await setup();
    await symlink(`${path}.elsewhere`, path);
    await fault(writeKeyFile(path, secret), path, secret.secret);
    await expect(stat(`${path}.elsewhere`)).rejects.toThrow('ENOENT');
    await writeKeyFile(`${path}.elsewhere`, secret);
    expect(await fault(keyFile(path), path, secret.secret)).toMatch(/is a symbolic link/);
  });

  test.runIf(posix).each([0o640, 0o604, 0o660, 0o666, 0o610])(
    'GATE-2: is refused when others may use it: mode %o',
    async (mode) => {
      const { path, secret } = await setup();
      await writeKeyFile(path, secret);
      await chmod(path, mode);
      expect(await fault(keyFile(path), path, secret.secret)).toContain(`chmod 600 '${path}'`);
    },
  );

  test('is refused when there is none, or no key in it, and the error holds nothing out of it', async () => {
    const { path, secret } = await setup();
    expect(await fault(keyFile(path), path, NOTHING)).toMatch(/does not exist/);
    const { secret: key, id } = secret;
    const good = { sallyport: 'key/v1', name: 'alice', id, secret: key };
    const rsa = generateKeyPairSync('ed448').privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64url');
    const wrong: readonly (readonly [text: string, why: RegExp])[] = [
      ['', /is not a key file/],
      [`${key} is my key`, /is not a key file/],
      [JSON.stringify(key), /is not a key file/],
      [JSON.stringify({ ...good, sallyport: 'key/v2' }), /is not of the format 'key\/v1'/],
      [JSON.stringify({ ...good, name: undefined }), /has no name/],
      [JSON.stringify({ ...good, secret: [key] }), /holds neither/],
      [JSON.stringify({ ...good, secret: key.slice(0, 20) }), /cannot be read/],
      [JSON.stringify({ ...good, secret: rsa }), /not an Ed25519 key/],
      [JSON.stringify({ ...good, id: 'x' }), /does not match its id/],
      [JSON.stringify({ ...good, more: 'x'.repeat(20_000) }), /too long/],
    ];
    for (const [text, why] of wrong) {
      await writeFile(path, text, { mode: 0o600 });
      expect(await fault(keyFile(path), path, key.slice(0, 12))).toMatch(why);
    }
  });

  test('is refused where a folder, a pipe or no folder is, without waiting', async () => {
    const { path, secret } = await setup();
    await fault(keyFile(tmpdir()), tmpdir(), NOTHING);
    await fault(writeKeyFile(join(path, 'a', 'b'), secret), path, secret.secret);
    if (!posix) return;
    execFileSync('mkfifo', ['-m', '600', path]);
    expect(await fault(keyFile(path), path, NOTHING)).toMatch(/is not a regular file/);
  });

  test('is not written for what is no key, nor with an empty passphrase', async () => {
    const { path, secret } = await setup();
    await fault(writeKeyFile(path, { ...secret, secret: 'c2VjcmV0' }), path, 'c2VjcmV0');
    await fault(writeKeyFile(path, secret, { passphrase: '' }), path, secret.secret);
    await expect(stat(path)).rejects.toThrow('ENOENT');
    await writeKeyFile(path, secret);
    expect(await fault(keyFile(path, { passphrase: 'p' }), path, secret.secret)).toMatch(/is not locked/);
  });
});

/** The message of a BAD_KEY_FILE that names the path and holds nothing of `hidden`, wherever one looks. */
async function fault(promise: Promise<unknown>, path: string, hidden: string): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!SallyportError.isInstance(error)) throw new Error(`it was not refused: ${String(error)}`);
  const shown = inspect(error, { depth: 9 }).replace(error.stack ?? '', error.message);
  expect([error.code, error.message.includes(path), shown.includes(hidden)]).toEqual(['BAD_KEY_FILE', true, false]);
  return error.message;
}

async function setup() {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return { path: join(folder, 'alice.key'), secret: newKey('alice').secret };
}
