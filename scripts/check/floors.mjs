// Holds every import to the floors: a file imports from its own floor or below, never in a circle, type-only included.
import { circlesOf, importsOf } from './imports.mjs';
import { isTest, root, sources } from '../lib/workspace.mjs';

/** Packages import only from a lower row. */
const PACKAGES = [
  ['packages/allowlist'],
  ['packages/core'],
  ['packages/store', 'packages/tools', 'packages/adapters', 'packages/inbox'],
  ['packages/config'],
  ['packages/cli'],
  ['examples/*', 'bench/*', 'torture/*'],
];

/** Rooms and files of packages/core/src, ground floor first. Each import stays on its floor or goes down. */
const ROOMS = [
  ['trust.ts', 'errors.ts', 'clock.ts', 'canonical.ts', 'json.ts', 'options.ts', 'primordials.ts'],
  ['content/', 'tools/', 'people/'],
  ['record/', 'events.ts'],
  ['history/'],
  ['review/', 'mail/', 'archive/'],
  ['agents/'],
  ['system/', 'runtime/', 'runtime.ts'],
  ['index.ts', 'tool.ts', 'store.ts', 'archive.ts', 'testing.ts', 'testing/'],
  // above all faces: whoever imports one of them does not load what reads YAML
  ['config/'],
  ['config.ts'],
];

/** Said apart from the floors, so that moving a room does not lift them. */
const NEVER = [
  { from: 'review/', to: 'agents/' },
  { from: 'record/', to: 'review/' },
  { from: 'content/', to: 'record/' },
  { from: 'errors.ts', to: '' },
];

/** The core does no file or network I/O: stores, tools and adapters do. */
const IO = /^(node:)?(fs|net|tls|dgram|dns|http|https|http2|child_process|cluster|worker_threads|readline|repl)(\/|$)/;

const core = 'packages/core';
const inCore = `${core}/src/`;

/** Whoever imports the core does not pay for reading YAML. */
const YAML = /^yaml(\/|$)/;

export function floors(top = root) {
  const files = sources(top);
  const imports = importsOf(files, top);
  const faults = imports
    .filter(({ from }) => !isTest(from))
    .flatMap((one) => faultsOf(one).map((why) => place(one) + why));
  const strays = files.filter((file) => !isTest(file) && file.startsWith(inCore) && roomFloor(file) === undefined);
  return {
    faults: [
      ...strays.map((file) => `${file}: stands in no room: give it a floor in scripts/check/floors.mjs`),
      ...faults,
      ...circlesOf(imports).map((circle) => `circle: ${circle.join(' → ')}`),
    ],
    note: `${files.length} files, ${imports.length} imports`,
  };
}

const place = ({ from, line, specifier }) => `${from}:${line}: imports ${specifier}: `;

function faultsOf(one) {
  const { from, specifier, to } = one;
  if (from.startsWith(inCore) && IO.test(specifier)) return ['the core does no file or network I/O'];
  if (from.startsWith(inCore) && YAML.test(specifier) && !from.startsWith(`${inCore}config/`))
    return ['of the core, only config/ reads YAML'];
  if (from === `${inCore}errors.ts`) return ['errors.ts imports nothing'];
  if (!to) return specifier.startsWith('.') ? ['there is no such file'] : [];
  return home(from) === home(to) ? inside(one) : between(one);
}

function inside({ from, specifier, to }) {
  const faults = [];
  if (!specifier.startsWith('.')) faults.push('a package does not import itself by name');
  else if (to === `${home(from)}/src/index.ts`) faults.push('a face is for users; inside, import the file');
  return home(from) === core ? [...faults, ...rooms(from, to)] : faults;
}

function rooms(from, to) {
  const [own, other] = [roomFloor(from), roomFloor(to)];
  if (own < other) return [`floor ${own + 1} does not import from floor ${other + 1}`];
  const ban = NEVER.find((rule) => from.startsWith(inCore + rule.from) && to.startsWith(inCore + rule.to));
  return ban ? [`${ban.from} never imports from ${ban.to}`] : [];
}

function between({ from, specifier, to }) {
  const [own, other] = [packageFloor(home(from)), packageFloor(home(to))];
  if (specifier.startsWith('.')) {
    // a bench measures, and a torture breaks, what no entry shows; nobody imports either of them
    return /^(bench|torture)\//.test(from) ? [] : [`reach ${home(to)} by its name, not through its files`];
  }
  if (own === undefined || other === undefined)
    return ['a package without a floor: give it one in scripts/check/floors.mjs'];
  return own > other ? [] : [`${home(from)} does not stand above ${home(to)}`];
}

const home = (file) => file.split('/', 2).join('/');

function packageFloor(name) {
  const floor = PACKAGES.findIndex((row) => row.includes(name) || row.includes(name.replace(/\/.*/, '/*')));
  return floor < 0 ? undefined : floor;
}

function roomFloor(file) {
  const path = file.slice(inCore.length);
  const floor = ROOMS.findIndex((row) =>
    row.some((room) => (room.endsWith('/') ? path.startsWith(room) : path === room)),
  );
  return floor < 0 ? undefined : floor;
}
