/** Imports in fresh processes: what somebody waits for who starts a program. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { spreadOf } from '../lib/spread.js';
import type { Timing } from '../lib/measure.js';

/** What is imported, after what has been imported already. */
export interface Entry {
  readonly name: string;
  readonly specifier: string;
  /** Imported first, and not counted. */
  readonly after?: string;
  /** The folder whose node_modules are looked through. */
  readonly from: string;
}

const run = promisify(execFile);

/** All of them in turns, each time in a process of its own. */
export async function importTimes(entries: readonly Entry[], rounds: number): Promise<readonly Timing[]> {
  const lanes = entries.map((entry) => ({ entry, nanos: [] as number[] }));
  // once unmeasured: the files are then in the cache of the file system for everybody
  for (const { entry } of lanes) await once(entry);
  for (let round = 0; round < rounds; round++) {
    const first = round % lanes.length;
    for (const lane of [...lanes.slice(first), ...lanes.slice(0, first)]) lane.nanos.push(await once(lane.entry));
  }
  return lanes.map(({ entry: { name }, nanos }) => ({ name, nanos: spreadOf(nanos), rounds: nanos }));
}

/** Nanoseconds that the processor worked for one import, in all threads. The start of the process is not in it. */
async function once({ specifier, after, from }: Entry): Promise<number> {
  const program = `${after === undefined ? '' : `await import(${JSON.stringify(after)});`}
    const started = process.cpuUsage();
    await import(${JSON.stringify(specifier)});
    const { user, system } = process.cpuUsage(started);
    console.log(String((user + system) * 1e3)); process.exit(0);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: from });
  return Number(stdout.trim().split('\n').at(-1));
}
