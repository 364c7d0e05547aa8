/** What one step allocates. A program of its own: its heap is so young and large that nothing is collected meanwhile. */
import { contenders } from './contenders.js';

const ROUNDS = 7;
const STEPS = 50;

const { all, close } = await contenders();
const found: Record<string, readonly number[]> = {};
for (const { name, run } of all) {
  await run(100);
  const rounds: number[] = [];
  while (rounds.length < ROUNDS) {
    globalThis.gc?.();
    const before = used();
    await run(STEPS);
    rounds.push((used() - before) / STEPS);
  }
  found[name] = rounds;
}
await close();
console.log(JSON.stringify(found));

function used(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
