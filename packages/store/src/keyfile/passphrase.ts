// Locks a key with a passphrase: scrypt (RFC 7914) makes guessing dear, AES-256-GCM (SP 800-38D) makes changes show.
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';

/** Everything that opening takes, but the passphrase. base64url. */
export interface Sealed {
  readonly cipher: string;
  readonly salt: string;
  readonly nonce: string;
  /** The text, encrypted, and the 16 bytes of its tag. */
  readonly box: string;
}

// Not read from the file: whoever can write to it must not be able to make it cheap to guess, or endless to open.
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 } as const;
const CIPHER = 'scrypt-17-8-1/aes-256-gcm';
const TAG = 16;

/** Encrypts `text`. It opens only under the same `context`, which is not secret. */
export async function seal(text: string, passphrase: string, context: string): Promise<Sealed> {
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', await derive(passphrase, salt), nonce).setAAD(Buffer.from(context));
  const box = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { cipher: CIPHER, salt: base64(salt), nonce: base64(nonce), box: base64(box) };
}

/** The text; `undefined` when the passphrase is wrong, or a byte of it or of the context is not what it was. */
export async function open(sealed: Sealed, passphrase: string, context: string): Promise<string | undefined> {
  const [salt, nonce, box] = [sealed.salt, sealed.nonce, sealed.box].map((part) => Buffer.from(part, 'base64url'));
  if (sealed.cipher !== CIPHER || salt?.length !== 16 || nonce?.length !== 12 || box === undefined || box.length < TAG)
    return undefined;
  const key = await derive(passphrase, salt);
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(context));
    cipher.setAuthTag(box.subarray(-TAG));
    return Buffer.concat([cipher.update(box.subarray(0, -TAG)), cipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/** One passphrase, however the keyboard composed its characters. */
function derive(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, COST, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

const base64 = (bytes: Buffer): string => bytes.toString('base64url');
