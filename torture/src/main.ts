// Runs the torture: `npm run torture -- [--only NAME …] [--cycles N] [--seconds N] [--seed N] [--store KIND] [--json FILE]`.
import { parseArgs } from 'node:util';
import { startServer } from '../../packages/store/src/postgres/server.fixture.js';
import { STORE_KINDS, type StoreKind } from './house/store.js';
import { isLeaving, leave, onLeaving } from './lib/leaving.js';
import { Findings, type Part } from './lib/part.js';
import { Random } from './lib/random.js';
import { failed, textOf, writeJson, type Ran } from './lib/report.js';
import { clock } from './parts/clock.js';
import { disk } from './parts/disk.js';
import { duels } from './parts/duels.js';
import { points } from './parts/fault-points.js';
import { flips } from './parts/flips.js';
import { kills } from './parts/kills.js';
import { power } from './parts/power.js';
import { restarts } from './parts/restarts.js';

const PARTS = [points, kills, duels, restarts, disk, power, flips, clock];

const values = valuesOf();
const only = values.only ?? PARTS.map(({ name }) => name);
for (const name of only)
  if (!PARTS.some((part) => part.name === name))
    refuse(`no such part: ${name}; there are ${PARTS.map((part) => part.name).join(', ')}`);
const seed = count('seed', values.seed) ?? Date.now() % 1_000_000;
const cycles = count('cycles', values.cycles);
const seconds = count('seconds', values.seconds);
const store = storeOf(values.store);

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.on(signal, () => {
    // a terminal tells the whole group, and whoever started us may tell us again
    if (!isLeaving()) void leave().finally(() => process.exit(code));
  });
try {
  process.exitCode = (await run()) ? 0 : 1;
} catch (error) {
  // what is taken from under a run that is broken off is no fault
  if (isLeaving()) await new Promise(() => undefined);
  throw error;
}

/** True when no fault was found. */
async function run(): Promise<boolean> {
  const server = store === 'postgres' ? await startServer() : undefined;
  if (store === 'postgres' && server === undefined) refuse('--store postgres needs a PostgreSQL server');
  const isGone = onLeaving(async () => server?.close());
  const ran: Ran[] = [];
  console.log(`seed ${seed}, store ${store}, Node ${process.version}`);
  for (const part of PARTS.filter(({ name }) => only.includes(name))) {
    const start = Date.now();
    const findings = await findingsOf(part, start, server);
    ran.push({ part, cycles: cycles ?? part.cycles, seconds: Math.round((Date.now() - start) / 1_000), findings });
  }
  await server?.close();
  isGone();
  console.log(textOf({ seed, store, ran }));
  if (values.json !== undefined) writeJson(values.json, { seed, store, ran });
  return !failed({ seed, store, ran });
}

/** What breaks off is a fault, too, and does not keep the other parts from running. */
async function findingsOf(
  part: Part,
  start: number,
  server: Awaited<ReturnType<typeof startServer>>,
): Promise<Findings> {
  const findings = new Findings();
  if (part.needs !== undefined && part.needs.store !== store) {
    findings.skipped.push(`${part.needs.why} (--store ${part.needs.store})`);
    return findings;
  }
  try {
    return await part.run({
      random: new Random(seed).fork(part.name),
      cycles: cycles ?? part.cycles,
      until: seconds === undefined ? Infinity : start + seconds * 1_000,
      store,
      server,
      tell: progress(part.name),
    });
  } catch (error) {
    if (isLeaving()) throw error;
    findings.violation('broken', error instanceof Error ? `${error.stack}` : String(error));
    return findings;
  }
}

function valuesOf() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string', multiple: true },
        cycles: { type: 'string' },
        seconds: { type: 'string' },
        seed: { type: 'string' },
        store: { type: 'string', default: 'sqlite' },
        json: { type: 'string' },
      },
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

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
