// A checkpoint that was kept in a file.
import { readFile } from 'node:fs/promises';
import type { Signed } from '@sallyport/core';
import { Failure } from './errors.js';
import { EXIT } from './exit.js';

/** Throws `Failure` for what is no JSON; whether it is a checkpoint, verifyJournal() says. */
export async function readCheckpoint(path: string): Promise<Signed> {
  const text = await readFile(path, 'utf8');
  try {
    const value: unknown = JSON.parse(text);
    // `as`: its signature is checked before anything of it is believed
    if (typeof value === 'object' && value !== null && 'head' in value && 'body' in value) return value as Signed;
  } catch {
    // told below
  }
  throw new Failure(EXIT.failed, `'${path}' is no checkpoint: verify --sign FILE writes one`);
}
