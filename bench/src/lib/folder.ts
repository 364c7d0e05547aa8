/** Folders that a bench writes to. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of the run's own, and how it is removed. */
export function folder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
