/** What a bench is: main.ts lists them all. */
import type { Pace } from './measure.js';
import type { Findings } from './report.js';

export interface BenchOptions {
  readonly pace: Pace;
  /** True when few rounds and small sizes are to do. */
  readonly quick: boolean;
}

export interface Bench {
  readonly run: (options: BenchOptions) => Promise<Findings>;
}
