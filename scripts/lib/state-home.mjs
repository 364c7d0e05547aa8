// A state folder for the tests of one run: what they keep goes with it, and never into the home of whoever runs them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** For vitest, before any worker is started; and for whoever starts the library's processes in another way. */
export function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-state-'));
  process.env.XDG_STATE_HOME = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
