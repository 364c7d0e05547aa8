// The format of an SQLite file, out of its header: read while nobody here has it open.
import { open } from 'node:fs/promises';

const USER_VERSION = 60;

/** `undefined` where there is no such file yet. */
export async function formatOf(path: string): Promise<number | undefined> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(4), 0, 4, USER_VERSION);
    return bytesRead === 4 ? buffer.readUInt32BE(0) : undefined;
  } finally {
    await file.close();
  }
}
