import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { house } from '../runtime/house.fixture.js';
import { keyId } from './key.js';

const ED25519 = '302a300506032b6570032100';
const IDENTITY = `01${'00'.repeat(31)}`;
const anything = Buffer.from('anything at all');

/** What nobody has made, and fits all the same: S = 0, R = the point. */
const small = {
  spki: Buffer.from(`${ED25519}${IDENTITY}`, 'hex'),
  signature: Buffer.from(`${IDENTITY}${'00'.repeat(32)}`, 'hex'),
};

/** With the exponent 1 a signature is the padded hash itself. */
function openRsa() {
  const { n } = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey.export({ format: 'jwk' });
  const key = createPublicKey({ key: { kty: 'RSA', n: n!, e: 'AQ' }, format: 'jwk' });
  const info = Buffer.from('3031300d060960864801650304020105000420', 'hex');
  const hash = createHash('sha256').update(anything).digest();
  const head = Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(202, 0xff), Buffer.from([0])]);
  return { spki: key.export({ type: 'spki', format: 'der' }), signature: Buffer.concat([head, info, hash]) };
}

const passkey = { credential: 'Y3JlZGVudGlhbA', rp: 'desk.example', origin: 'https://desk.example' };
const keyOf = (spki: Buffer) => createPublicKey({ key: spki, type: 'spki', format: 'der' });

describe('a public key', () => {
  test('KEY-2: one under which anybody’s signature fits is no key, of a file or of a passkey', async () => {
    const { desk } = await house();
    const open = openRsa();
    // the attack: no private key has ever been there
    expect(verify(null, anything, keyOf(small.spki), small.signature)).toBe(true);
    expect(verify('sha256', anything, keyOf(open.spki), open.signature)).toBe(true);
    const asked = [
      { public: small.spki.toString('base64url') },
      { public: small.spki.toString('base64url'), passkey },
      { public: open.spki.toString('base64url'), passkey },
    ];
    for (const one of asked)
      await expect(desk.enrol({ name: 'bob', ...one })).rejects.toMatchObject({
        message: expect.stringContaining('cannot be read'),
      });
  });

  test.each(['00', IDENTITY, `ec${'ff'.repeat(30)}7f`, `ec${'ff'.repeat(31)}`, `ee${'ff'.repeat(30)}7f`])(
    'KEY-2: the point %s of Ed25519 is no key',
    async (point) => {
      const { desk } = await house();
      const spki = Buffer.from(`${ED25519}${point.padEnd(64, '0')}`, 'hex').toString('base64url');
      await expect(desk.enrol({ name: 'bob', public: spki })).rejects.toMatchObject({ code: 'REFUSED' });
    },
  );

  test('KEY-1: a key that was revoked does not come back in another spelling, under another id', async () => {
    const { desk } = await house();
    const spki = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' });
    await desk.revokeKey(await desk.enrol({ name: 'bob', public: spki.toString('base64url') }));
    const again = Buffer.concat([spki, Buffer.from('more')]);
    // the attack: the very same key, and not the same id
    expect(keyOf(again).equals(keyOf(spki))).toBe(true);
    expect(keyId(again)).not.toBe(keyId(spki));
    await expect(desk.enrol({ name: 'bob', public: again.toString('base64url') })).rejects.toMatchObject({
      code: 'REFUSED',
    });
  });
});
