/** What lies on a desk for long: files with many proposals that wait, and processes that open them. */
import { execFile } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GateWaiting } from '@sallyport/core';
import { gateOn, guardedBy, input, ledgersOf, placeAt, type House, type Place } from './house.js';

/** So many ask at once: they share transactions. */
const LANES = 256;

/** Asks as often as said, and waits for none of them: they stay pending. */
export async function leavePending(place: Place, house: House, count: number): Promise<void> {
  const wire = guardedBy(gateOn(place, house), () => {
    throw new Error('nobody has approved this');
  });
  let left = count;
  const lane = async (): Promise<void> => {
    while (left-- > 0) {
      try {
        await wire(input, { waitFor: 1 });
      } catch (error) {
        if (!GateWaiting.isInstance(error)) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, count) }, lane));
}

/** A file for each of these numbers of pending proposals, in rising order; each goes on where the one before it ended. */
export async function pendingFiles(path: string, house: House, counts: readonly number[]): Promise<readonly string[]> {
  writeFileSync(join(path, 'house.json'), JSON.stringify(house));
  const files: string[] = [];
  let has = 0;
  for (const count of counts) {
    const file = join(path, `pending-${count}.db`);
    const last = files.at(-1);
    if (last !== undefined) copy(last, file);
    const place = await placeAt(file);
    await leavePending(place, house, count - has);
    await place.store.close();
    has = count;
    files.push(file);
  }
  return files;
}

/** The file that nobody has open, and the gate's ledger with it. */
export function copy(from: string, to: string): void {
  cpSync(from, to);
  cpSync(`${ledgersOf(from)}-gate`, `${ledgersOf(to)}-gate`, { recursive: true });
}

/** What opening.ts says of one file, in milliseconds or bytes; each time in a process of its own. */
export async function inNewProcess(
  role: 'desk' | 'gate' | 'heap',
  ...args: readonly string[]
): Promise<Readonly<Record<string, number>>> {
  const flags = ['--expose-gc', '--max-old-space-size=8192', '--import', 'tsx'];
  const script = join(import.meta.dirname, 'opening.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, role, ...args]);
  // `as`: opening.ts prints exactly this, on its last line
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, number>;
}
