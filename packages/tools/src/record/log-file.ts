// A log as a file of JSON lines that only grows: one write for each line, by any number of processes at once.
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { SallyportError } from '@sallyport/core';
import { Folder } from '../files/folder.js';
import type { LogOperations } from './operations.js';

/** A file to log to. */
export interface LogFileOptions {
  /** Made with mode 0600 where it is not there. */
  readonly file: string;
  /** Bytes that it holds before it is full. Unsaid: 16 MiB. */
  readonly maxBytes?: number;
}

const NEWLINE = 0x0a;

export function logFile(tool: string, file: string, maxBytes: number): LogOperations {
  const path = resolve(file);
  return Object.freeze<LogOperations>({
    append: async (line, id, signal) => {
      signal.throwIfAborted();
      const folder = await Folder.make(dirname(path));
      try {
        const handle = await folder.append(basename(path));
        try {
          await add(handle, { tool, line, id, maxBytes });
        } finally {
          await handle.close();
        }
        await folder.sync();
      } finally {
        await folder.close();
      }
    },
  });
}

interface Adding {
  readonly tool: string;
  readonly line: string;
  readonly id: string;
  readonly maxBytes: number;
}

async function add(handle: FileHandle, { tool, line, id, maxBytes }: Adding): Promise<void> {
  const { size, nlink } = await handle.stat();
  if (nlink > 1)
    throw refused(tool, 'the log has a second name (a hard link): what is added would be added elsewhere too');
  const bytes = Buffer.from(`${line}\n`);
  if (size + bytes.length > maxBytes)
    throw refused(tool, `the log holds ${maxBytes} bytes, which is the cap: move it away, or raise maxBytes`);
  const there = await read(handle, size);
  if (isThere(there, id)) return;
  // a line that a crash cut off keeps to itself
  const whole = size > 0 && there.at(-1) !== NEWLINE ? Buffer.concat([Buffer.of(NEWLINE), bytes]) : bytes;
  const { bytesWritten } = await handle.write(whole);
  if (bytesWritten !== whole.length)
    throw new SallyportError('TOOL_FAILED', `${tool}: the disk took only a part of the line`);
  await handle.sync();
}

/** Is there a whole line of this id? One that a crash cut off does not count. Within a text, a quotation mark is escaped. */
function isThere(log: Buffer, id: string): boolean {
  const start = `{"id":"${id}"`;
  for (let at = log.indexOf(start); at >= 0; at = log.indexOf(start, at + 1)) {
    const end = log.indexOf(NEWLINE, at);
    if (end > 0 && isJson(log.toString('utf8', at, end))) return true;
  }
  return false;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function read(handle: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.alloc(size);
  const { bytesRead } = await handle.read(bytes, 0, size, 0);
  return bytes.subarray(0, bytesRead);
}

const refused = (tool: string, why: string): SallyportError =>
  new SallyportError('REFUSED', `${tool}: ${why}`, { tool, why });
