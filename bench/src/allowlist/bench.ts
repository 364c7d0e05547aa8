/** What a decision costs: beside Set.has, which nobody can beat, and beside the matchers that people use. */
import { allowlist } from '@sallyport/allowlist';
import type { Bench } from '../lib/bench.js';
import { cycle } from '../lib/cycle.js';
import { measure } from '../lib/measure.js';

export const bench: Bench = {
  async run({ pace }) {
    const patterns = Array.from({ length: 100 }, (_, i) => `user_${i}`);
    const set = new Set(patterns);
    const door = allowlist({ owner: 'owner', patterns });
    const contenders = [
      { name: 'Set.has', run: cycle(patterns, (name) => set.has(name)) },
      { name: 'sallyport', run: cycle(patterns, (name) => door.check(name).allowed) },
    ];
    const timings = await measure(contenders, pace);
    return { sections: [{ title: 'exact hit, 100 patterns', timings, limit: 'Set.has' }], goals: [] };
  },
};
