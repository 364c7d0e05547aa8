// Runs the torture: `npm run torture -- [--only NAME …] [--cycles N] [--seconds N] [--seed N] [--store KIND] [--json FILE]`.
import { parseArgs } from 'node:util';
import { STORE_KINDS, type StoreKind } from './house/store.js';
import { Random } from './lib/random.js';
import { failed, textOf, writeJson, type Ran } from './lib/report.js';
import { clock } from './parts/clock.js';
import { disk } from './parts/disk.js';
import { duels } from './parts/duels.js';
import { points } from './parts/fault-points.js';
import { flips } from './parts/flips.js';
import { kills } from './parts/kills.js';
import { power } from './parts/power.js';

const PARTS = [points, kills, duels, disk, power, flips, clock];

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    cycles: { type: 'string' },
    seconds: { type: 'string' },
    seed: { type: 'string' },
    store: { type: 'string', default: 'sqlite' },
    json: { type: 'string' },
  },
});

const only = values.only ?? PARTS.map(({ name }) => name);
for (const name of only)
  if (!PARTS.some((part) => part.name === name))
    refuse(`no such part: ${name}; there are ${PARTS.map((part) => part.name).join(', ')}`);
const seed = count('seed', values.seed) ?? Date.now() % 1_000_000;
const cycles = count('cycles', values.cycles);
const seconds = count('seconds', values.seconds);
const store = storeOf(values.store);
const ran: Ran[] = [];

console.log(`seed ${seed}, store ${store}, Node ${process.version}`);
for (const part of PARTS.filter(({ name }) => only.includes(name))) {
  const start = Date.now();
  const findings = await part.run({
    random: new Random(seed).fork(part.name),
    cycles: cycles ?? part.cycles,
    until: seconds === undefined ? Infinity : start + seconds * 1_000,
    store,
    tell: progress(part.name),
  });
  ran.push({ part, cycles: cycles ?? part.cycles, seconds: Math.round((Date.now() - start) / 1_000), findings });
}
console.log(textOf({ seed, store, ran }));
if (values.json !== undefined) writeJson(values.json, { seed, store, ran });
process.exitCode = failed({ seed, store, ran }) ? 1 : 0;

/** A line every few seconds, so that long work can be seen to go on. */
function progress(name: string): (text: string) => void {
  let last = 0;
  return (text) => {
    if (Date.now() - last < 5_000) return;
    last = Date.now();
    console.log(`${name}: ${text}`);
  };
}

function count(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  return number >= 0 && Number.isFinite(number) && text !== ''
    ? number
    : refuse(`--${name} is a number, not '${text}'`);
}

function storeOf(name: string): StoreKind {
  const kind = STORE_KINDS.find((one) => one === name);
  return kind ?? refuse(`no such store: ${name}; there are ${STORE_KINDS.join(', ')}`);
}

function refuse(why: string): never {
  console.error(why);
  process.exit(2);
}
