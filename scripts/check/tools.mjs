// The checks that other people's programs do: formatting, linting, and what nobody uses.
import { capture, command } from '../lib/processes.mjs';
import { isStarted, members, root } from '../lib/workspace.mjs';

const run = (dependency, args) => capture(process.execPath, [command(dependency), ...args]);

export async function format() {
  const { code, output } = await run('oxfmt', ['--check']);
  return { faults: code === 0 ? [] : [`${output.trim()}\n(npm run format mends it)`] };
}

export async function lint() {
  const { code, output } = await run('oxlint', ['--deny-warnings', '--report-unused-disable-directives']);
  return { faults: code === 0 ? [] : [output.trim()] };
}

/** Unused files, exports and dependencies; what belongs to a package that is not begun is left out, and said. */
export async function unused() {
  const { code, output } = await run('knip', ['--no-progress', '--reporter', 'json', '--no-exit-code']);
  if (code !== 0) return { faults: [output.trim()] };
  const waiting = members()
    .filter((member) => !isStarted(member))
    .map(({ dir }) => dir.slice(root.length + 1));
  const issues = JSON.parse(output).issues.filter(({ file }) => !waiting.some((dir) => file.startsWith(`${dir}/`)));
  const note = waiting.length > 0 ? `without ${waiting.length} packages that are not begun` : undefined;
  return { faults: issues.flatMap(linesOf), note };
}

const linesOf = ({ file, ...kinds }) =>
  Object.entries(kinds).flatMap(([kind, found]) =>
    found.map(({ name }) => (kind === 'files' ? `${file}: nobody uses it` : `${file}: ${kind}: ${name}`)),
  );
