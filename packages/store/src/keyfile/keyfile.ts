// Reads a private key from a file, and writes one where there is none.
import { signerOf, SallyportError, type SecretKey, type Signer } from '@sallyport/core/store';
import { badKeyFile } from './fault.js';
import { open, seal, type Sealed } from './passphrase.js';
import { readPrivate, writePrivate } from './private-file.js';

export interface KeyFileOptions {
  /** What the key is locked with, or a function that is asked for it only where the key is locked. Unsaid: the file's mode alone protects it. */
  readonly passphrase?: string | (() => string | Promise<string>);
}
export interface WriteKeyOptions {
  /** What the key is to be locked with. Unsaid: the file's mode alone protects it. */
  readonly passphrase?: string;
}

const FORMAT = 'key/v1';

/** What stands in the file. */
type Stored = { readonly sallyport: typeof FORMAT; readonly name: string; readonly id: string } & (
  | { readonly secret: string; readonly sealed?: undefined }
  | { readonly sealed: Sealed; readonly secret?: undefined }
);

/**
 * The signer whose key is in the file at `path`. Throws `BAD_KEY_FILE`, which names the file, the reason and the remedy,
 * and never what is in it: missing, a link, readable by others, not a key file, a wrong or missing passphrase.
 *
 * @example
 * ```ts
 * import { keyFile } from '@sallyport/store/keyfile';
 *
 * const signer = await keyFile('intake.key');
 * console.log(signer.name);
 * ```
 */
export async function keyFile(path: string, options: KeyFileOptions = {}): Promise<Signer> {
  const stored = parse(path, await readPrivate(path));
  return signer(path, { name: stored.name, id: stored.id, secret: await secretOf(path, stored, options.passphrase) });
}

/**
 * Writes a key to a new file with mode 0600. Never overwrites: `BAD_KEY_FILE` when there is anything at `path`.
 * With a passphrase the key is encrypted (scrypt N = 2^17, AES-256-GCM): reading it takes a moment and 128 MiB.
 */
export async function writeKeyFile(path: string, key: SecretKey, options: WriteKeyOptions = {}): Promise<void> {
  signer(path, key);
  const { name, id, secret } = key;
  const { passphrase } = options;
  if (passphrase === '') throw badKeyFile(path, 'cannot be locked with an empty passphrase', 'give one, or none');
  const bound = context(name, id);
  const body = passphrase === undefined ? { secret } : { sealed: await seal(secret, passphrase, bound) };
  await writePrivate(path, `${JSON.stringify({ sallyport: FORMAT, name, id, ...body }, undefined, 2)}\n`);
}

async function secretOf(path: string, stored: Stored, given: KeyFileOptions['passphrase']): Promise<string> {
  // A passphrase for a key that has none is a mix-up: better said than overlooked.
  if (stored.sealed === undefined) {
    if (typeof given !== 'string') return stored.secret;
    throw badKeyFile(
      path,
      'is not locked, but a passphrase was given',
      'leave it out, or write the key again with one',
    );
  }
  const passphrase = typeof given === 'function' ? await given() : given;
  if (passphrase === undefined) throw badKeyFile(path, 'is locked with a passphrase', 'give it as `passphrase`');
  const secret = await open(stored.sealed, passphrase, context(stored.name, stored.id));
  if (secret === undefined) throw badKeyFile(path, 'does not open', 'the passphrase is wrong, or the file was changed');
  return secret;
}

/** Binds what is sealed to the name that it stands under. */
const context = (name: string, id: string): string => JSON.stringify([FORMAT, name, id]);

function signer(path: string, key: SecretKey): Signer {
  try {
    return signerOf(key);
  } catch (error) {
    if (!SallyportError.isInstance(error)) throw error;
    throw badKeyFile(path, `holds no usable key (${error.message})`, 'restore it from where it was made');
  }
}

function parse(path: string, text: string): Stored {
  const stored = json(text);
  const wrong = (why: string): SallyportError =>
    badKeyFile(path, why, 'give the path of a file that writeKeyFile() made');
  if (!isRecord(stored) || !('sallyport' in stored)) throw wrong('is not a key file');
  if (stored.sallyport !== FORMAT) throw wrong(`is not of the format '${FORMAT}'`);
  const { name, id, secret, sealed } = stored;
  if (typeof name !== 'string' || typeof id !== 'string') throw wrong('has no name or no id');
  if (typeof secret === 'string' && sealed === undefined) return { sallyport: FORMAT, name, id, secret };
  if (secret === undefined && isSealed(sealed)) return { sallyport: FORMAT, name, id, sealed };
  throw wrong('holds neither a key nor a locked one');
}

/** `undefined` for what is no JSON. The parser's own message would quote the file. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isSealed = (value: unknown): value is Sealed =>
  isRecord(value) && [value.salt, value.nonce, value.box, value.cipher].every((part) => typeof part === 'string');
