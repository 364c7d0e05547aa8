// What lies outside of the store: effects that have happened, and what somebody was told, each written down before the next step.
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** What one effect leaves: which proposal it was for, and with which bytes. */
export interface Effect {
  readonly key: string;
  readonly tool: string;
  readonly to: string;
  readonly body: string;
  readonly pid: number;
}
/** What a process was told is so, and must be so from then on. */
export interface Acknowledged {
  readonly id: string;
  readonly what: 'delivered' | 'proposed' | 'ordered' | 'approved' | 'denied' | 'withdrawn' | 'edited' | 'ended';
  readonly by: string;
  /** Of the bytes that were shown to whoever approved. */
  readonly digest?: string;
  /** The number of what was asked for, so that a process that is started again goes on behind it. */
  readonly n?: number;
  /** How it ended, where it has. */
  readonly code?: string;
}

/** Everybody appends whole lines to the two files (O_APPEND), and each line is on the disk before the writer goes on. */
export class World {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  happen(effect: Effect): void {
    this.#append('effects', effect);
  }
  acknowledge(acknowledged: Acknowledged): void {
    this.#append('acknowledged', acknowledged);
  }
  /** Every effect there was. */
  effects(): readonly Effect[] {
    return this.#read('effects');
  }
  acknowledged(): readonly Acknowledged[] {
    return this.#read('acknowledged');
  }

  #append(name: string, line: unknown): void {
    const file = openSync(join(this.#folder, name), 'a', 0o600);
    writeSync(file, `${JSON.stringify(line)}\n`);
    fsyncSync(file);
    closeSync(file);
  }

  #read<T>(name: string): readonly T[] {
    let text: string;
    try {
      text = readFileSync(join(this.#folder, name), 'utf8');
    } catch {
      return [];
    }
    // what stands behind the last line break was cut off by a kill, and nobody went on behind it
    const lines = text.split('\n').slice(0, -1);
    // `as`: written above
    return lines.map((line) => JSON.parse(line) as T);
  }
}
