// Checks everything that is not a test, one after the other: `node scripts/check.mjs [NAME …] [--json]`.
import { floors } from './check/floors.mjs';
import { house } from './check/house.mjs';
import { paths } from './check/paths.mjs';
import { promises } from './check/promises.mjs';
import { published } from './check/published.mjs';
import { size } from './check/size.mjs';
import { snippets } from './check/snippets.mjs';
import { format, lint, unused } from './check/tools.mjs';
import { typeCost } from './check/type-cost.mjs';
import { types } from './check/types.mjs';

/** Each answers `{ faults, note?, skipped? }`: faults are lines for people, [] when the check holds. */
const CHECKS = {
  format,
  lint,
  floors,
  house,
  paths,
  promises,
  types,
  'type-cost': typeCost,
  snippets,
  knip: unused,
  size,
  published,
};

// Leaving by an exit ends the programs that a check has started.
process.on('SIGINT', () => process.exit(130)).on('SIGTERM', () => process.exit(143));

const args = process.argv.slice(2);
const json = args.includes('--json');
const names = args.filter((arg) => arg !== '--json');
const unknown = names.filter((name) => !(name in CHECKS));

if (unknown.length > 0) {
  console.error(`no such check: ${unknown.join(', ')}\nthere are: ${Object.keys(CHECKS).join(', ')}`);
  process.exitCode = 2;
} else {
  const results = [];
  for (const name of names.length > 0 ? names : Object.keys(CHECKS)) results.push(await run(name));
  report(results);
}

async function run(name) {
  const start = Date.now();
  const result = { name, ...(await attempt(CHECKS[name])), seconds: (Date.now() - start) / 1000 };
  if (!json) print(result);
  return result;
}

async function attempt(check) {
  try {
    return await check();
  } catch (error) {
    return { faults: [error.stack] };
  }
}

function print({ name, faults, note, skipped, seconds }) {
  const sign = faults.length > 0 ? '✗' : skipped ? '–' : '✓';
  const remark = skipped ? `skipped: ${skipped}` : (note ?? '');
  console.log(`${sign} ${name.padEnd(10)} ${seconds.toFixed(1).padStart(5)} s  ${remark}`);
  for (const fault of faults) console.log(fault.replace(/^/gm, '    '));
}

function report(results) {
  const broken = results.filter(({ faults }) => faults.length > 0).map(({ name }) => name);
  if (json) console.log(JSON.stringify(results, null, 2));
  else if (broken.length === 0) console.log(`\nall ${results.length} checks hold`);
  else console.log(`\n${broken.length} of ${results.length} checks do not hold: ${broken.join(', ')}`);
  process.exitCode = broken.length > 0 ? 1 : 0;
}
