// Where a ledger stands when nobody says: the user's folder for state, on this machine, and not beside the database.
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Holder } from '@sallyport/core/store';

/** `sallyport/<realm>/<name>.ledger` under `$XDG_STATE_HOME`, or what the system has in its place. */
export function statePlace({ realm, name }: Holder): string {
  return join(stateHome(), 'sallyport', fileName(realm), `${fileName(name)}.ledger`);
}

function stateHome(): string {
  const { XDG_STATE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  // the specification has a relative path ignored
  if (xdg !== undefined && isAbsolute(xdg)) return xdg;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  if (process.platform === 'win32') return local ?? join(homedir(), 'AppData', 'Local');
  return join(homedir(), '.local', 'state');
}

/** A name as a file may have it, on file systems too that take two cases for one. */
function fileName(name: string): string {
  if (/^[a-z0-9_][a-z0-9_-]{0,63}$/.test(name)) return name;
  const plain = name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 64);
  return `${plain}-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}
