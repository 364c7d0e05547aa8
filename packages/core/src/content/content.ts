// Content: bytes that are kept apart from the journal, under a salted hash, with the label of whoever wrote them.
import { createHash } from 'node:crypto';
import { canonical, toJson, type Hash, type Id, type Json } from '../canonical.js';
import { newId, random } from '../clock.js';
import { SallyportError } from '../errors.js';
import type { Label } from './label.js';

/** `hash` = sha256(salt ‖ bytes): it binds the bytes, and once they are pruned it tells nothing about them (LOG-3). */
export interface Content {
  readonly id: Id;
  readonly hash: Hash;
  readonly label: Label;
}

/** What a store keeps for one content: the salt and the canonical JSON. */
export interface ContentRow {
  readonly id: Id;
  readonly value: string;
}

/** Caps stand at the doors (a message: 1 MiB); this one only says that a content is no database. */
const LARGEST = { text: 16 * 1024 * 1024 } as const;
const SALT_BYTES = 16;
const SALT_LENGTH = 22;

/** Content with a fresh salt, and the row that keeps its bytes. `value` is plain, frozen JSON already. */
export function makeContent(value: Json, label: Label): { readonly content: Content; readonly row: ContentRow } {
  const salt = random();
  const bytes = canonical(value, LARGEST);
  const id = newId();
  const content = Object.freeze({ id, hash: saltedHash(salt, bytes), label });
  return { content, row: { id, value: salt.toString('base64url') + bytes } };
}

/** Reads a row back. Throws `JOURNAL_BROKEN` when the bytes are missing or not the ones that were hashed. */
export function readContent(content: Content, value: string | undefined): Json {
  if (value === undefined) throw broken(content.id, 'is missing');
  const salt = Buffer.from(value.slice(0, SALT_LENGTH), 'base64url');
  const bytes = value.slice(SALT_LENGTH);
  if (salt.length !== SALT_BYTES || saltedHash(salt, bytes) !== content.hash) throw broken(content.id, 'was changed');
  try {
    return toJson(JSON.parse(bytes), LARGEST);
  } catch (cause) {
    throw new SallyportError(
      'JOURNAL_BROKEN',
      `the stored content ${content.id} is not JSON that could be shown`,
      { id: content.id },
      { cause },
    );
  }
}

function broken(id: Id, what: string): SallyportError {
  return new SallyportError(
    'JOURNAL_BROKEN',
    `the stored content ${id} ${what}: somebody else wrote to the store; restore it from a backup`,
    { id },
  );
}

function saltedHash(salt: Buffer, bytes: string): Hash {
  return createHash('sha256').update(salt).update(bytes).digest('hex');
}
