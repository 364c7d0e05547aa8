// What the tests of this folder share: a folder of their own, a second hand on the file, and the error that came out.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { SallyportError } from '@sallyport/core/store';
import { onTestFinished } from 'vitest';
import type { Driver } from './driver.js';
import { connect } from './photostructure.js';

/** An empty folder that goes when the test ends. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'sallyport-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Somebody else's hand on the file: raw SQL, without our checks. */
export function tamper(path: string, ...statements: readonly string[]): void {
  const driver: Driver = connect(path, 'write');
  try {
    for (const statement of statements) driver.all(statement);
    driver.all('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    driver.close();
  }
}

/** The same of a hand that leaves off SQLite's own guard, which keeps others out of the tables behind FTS5. */
export function trespass(path: string, ...statements: readonly string[]): void {
  const database = new DatabaseSync(path, { defensive: false });
  try {
    for (const statement of statements) database.exec(statement);
  } finally {
    database.close();
  }
}

/** The files of a folder with their modes and contents, to see that nothing was touched. Not while one of them is open here. */
export const untouched = (path: string): unknown =>
  readdirSync(path).map((name) => {
    const bytes = readFileSync(join(path, name));
    return [name, statSync(join(path, name)).mode.toString(8), createHash('sha256').update(bytes).digest('hex')];
  });

/** The SallyportError that `promise` rejects with, of this code. */
export async function refusal(promise: Promise<unknown>, code: SallyportError['code']): Promise<SallyportError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!SallyportError.isInstance(error)) throw new Error(`it was not refused: ${String(error)}`, { cause: error });
  if (error.code !== code) throw new Error(`${code} was expected: ${error.code}, ${error.message}`, { cause: error });
  return error;
}
