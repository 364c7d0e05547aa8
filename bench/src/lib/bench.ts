/** What a bench is: main.ts lists them all. */
import type { Pace } from './measure.js';
import type { Findings } from './report.js';

export interface BenchOptions {
  readonly pace: Pace;
  /** True when few rounds and small sizes are to do. */
  readonly quick: boolean;
  /** Files to measure instead of the bench's own, where it takes some (`--data`). */
  readonly data: readonly string[];
  /** Where everything that was found is to be written, where it writes more than its findings (`--json`). */
  readonly json?: string | undefined;
}

/** What a bench was given cannot be measured: its message is a sentence for whoever gave it. */
export class BadData extends Error {
  override readonly name = 'BadData';
}

export interface Bench {
  readonly run: (options: BenchOptions) => Promise<Findings>;
}
