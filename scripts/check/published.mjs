// Has publint and attw look at the tarballs: what a user's Node, bundler and compiler will find in them.
import { capture, command } from '../lib/processes.mjs';
import { withTarballs } from '../lib/pack.mjs';

/** `esm-only`: for what we do not publish (decision 1) nothing is expected. */
const LOOKS = [
  (path) => [command('publint'), path, '--strict'],
  (path) => [
    command('@arethetypeswrong/cli', 'attw'),
    path,
    '--profile',
    'esm-only',
    '--format',
    'ascii',
    '--no-emoji',
  ],
];

export async function published() {
  return withTarballs(async (tarballs) => {
    const faults = [];
    for (const { name, path } of tarballs) for (const look of LOOKS) faults.push(...(await faultsOf(name, look(path))));
    return { faults, note: `${tarballs.length} packages` };
  });
}

async function faultsOf(name, args) {
  const { code, output } = await capture(process.execPath, args);
  return code === 0 ? [] : [`${name}: ${output.trim()}`];
}
