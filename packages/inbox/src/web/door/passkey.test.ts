// Passkeys as a browser makes them, and what is not one.
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { Device, type Algorithm, type Told } from './authenticator.fixture.js';
import { checkAssertion, pairingCode, coseOf, readRegistration, registration, spkiOf } from './passkey.js';

const PLACE = { origin: 'https://desk.example:8443', rpId: 'desk.example' };
const CHALLENGE = Buffer.alloc(32, 7).toString('base64url');
const ALGORITHMS = ['ES256', 'EdDSA', 'RS256'] as const satisfies Algorithm[];
const LIES: readonly Told[] = [
  { origin: 'https://desk.example' },
  { origin: 'http://desk.example:8443' },
  { origin: 'https://evil.example:8443' },
  { rpId: 'evil.example' },
  { isVerified: false },
  { type: 'webauthn.other' },
];

test.each(ALGORITHMS)('SEE-3: a passkey of %s is made, turned into SPKI and back, and signs in', async (algorithm) => {
  const device = new Device(PLACE.origin, algorithm);
  const made = await readRegistration(PLACE, CHALLENGE, device.create(CHALLENGE));
  expect(made).toEqual({ credential: device.credential, public: device.public });
  expect(spkiOf(coseOf(device.public))).toBe(device.public);
  await checkAssertion(PLACE, made, { challenge: CHALLENGE, response: device.get(CHALLENGE) });
});

test('SEE-3: what was made or signed elsewhere, for another challenge, or by nobody in person, does not count', async () => {
  const device = new Device(PLACE.origin);
  const key = { credential: device.credential, public: device.public };
  const other = Buffer.alloc(32, 8).toString('base64url');
  for (const told of LIES) {
    const made = readRegistration(PLACE, CHALLENGE, device.create(CHALLENGE, told));
    await expect(made).rejects.toMatchObject({ code: 'BAD_EVIDENCE' });
    const signed = checkAssertion(PLACE, key, { challenge: CHALLENGE, response: device.get(CHALLENGE, told) });
    await expect(signed).rejects.toMatchObject({ code: 'BAD_EVIDENCE' });
  }
  await expect(readRegistration(PLACE, CHALLENGE, device.create(other))).rejects.toMatchObject({
    code: 'BAD_EVIDENCE',
  });
  const late = checkAssertion(PLACE, key, { challenge: CHALLENGE, response: device.get(other) });
  await expect(late).rejects.toMatchObject({ code: 'BAD_EVIDENCE' });
  const stranger = new Device(PLACE.origin).get(CHALLENGE);
  await expect(checkAssertion(PLACE, key, { challenge: CHALLENGE, response: stranger })).rejects.toMatchObject({
    code: 'BAD_EVIDENCE',
  });
  for (const junk of [undefined, null, 1, 'x', [], {}, { id: 'x', rawId: 'x', type: 'public-key' }])
    await expect(readRegistration(PLACE, CHALLENGE, junk)).rejects.toMatchObject({ code: 'BAD_EVIDENCE' });
});

test('another curve is no passkey of ours', () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  expect(() => coseOf(publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'))).toThrow('passkey');
});

test('the browser is asked for a verified person, and for keys that the journal knows', async () => {
  const options = await registration(PLACE, 'alice', ['AAAA']);
  expect(options).toMatchObject({
    rp: { id: 'desk.example', name: 'Sallyport' },
    user: { name: 'alice at desk.example:8443', displayName: 'alice' },
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    attestation: 'none',
    excludeCredentials: [{ id: 'AAAA', type: 'public-key' }],
  });
  expect(options.pubKeyCredParams.map(({ alg }) => alg)).toEqual([-8, -7, -257]);
  expect(Buffer.from(options.challenge, 'base64url')).toHaveLength(32);
});

test('the code is six digits of the hash of the public key', () => {
  const [one, other] = [new Device(PLACE.origin).public, new Device(PLACE.origin).public];
  expect(pairingCode(one)).toMatch(/^\d{3} \d{3}$/);
  expect(pairingCode(one)).toBe(pairingCode(one));
  expect(pairingCode(one)).not.toBe(pairingCode(other));
});
