// What the schema cannot see: names that must be there, keys that exclude each other, secrets that stand in the file.
import { nearest } from './near.js';
import { milliseconds } from '../clock.js';
import { quote } from '../errors.js';
import type { ApprovalOptions } from '../people/approvers.js';
import type { ChannelEntry, Config } from './config.js';
import { keyOf, wordsOfPath, type Path } from './path.js';
import type { Tree } from './tree.js';
import { holdsPassword } from './url-password.js';

/** Says that something is wrong at a value, or at the key of one. */
export interface Report {
  readonly value: (path: Path, message: string) => void;
  readonly key: (path: Path, message: string) => void;
}

interface Context {
  readonly tree: Tree;
  /** Is there nothing missing that the file has, but wrongly? */
  readonly isWhole: boolean;
  readonly report: Report;
}

/** Checks a configuration, or what is left of one, whose shape is right. */
export function checkConfig(config: Config, context: Context): void {
  const { tree, report } = context;
  checkSecrets(config, tree, report);
  checkStore(config, tree, report);
  if (config.allowlist !== undefined && config.agent?.allowlist !== undefined)
    report.key(['agent', 'allowlist'], 'allowlist stands here twice, also at the top: take one of them out');
  for (const [name, channel] of Object.entries(config.channels ?? {})) checkChannel(name, channel, config, report);
  checkEscalations(config, report);
  checkHosts(config, context);
  checkContacts(config, report);
  for (const [name, { acceptsFrom }] of Object.entries(config.agents))
    acceptsFrom?.forEach((from, i) => {
      const near = Object.hasOwn(config.agents, from) ? undefined : nearest(from, Object.keys(config.agents));
      if (near !== undefined)
        report.value(['agents', name, 'acceptsFrom', i], `there is no agent ${quote(from)}: did you mean '${near}'?`);
    });
}

/** A key file lies beside what opens it, unless the one of them comes from elsewhere. */
function checkSecrets(config: Config, { references }: Tree, report: Report): void {
  for (const part of ['runtimes', 'people'] as const)
    for (const [name, { passphrase }] of Object.entries(config[part] ?? {})) {
      const path = [part, name, 'passphrase'];
      if (passphrase !== undefined && !/^\$\{\w+\}$/.test(references.get(keyOf(path)) ?? ''))
        report.key(path, `${wordsOfPath(path)} stands in the file: write \${NAME} instead, and set the variable`);
    }
}

function checkStore({ store }: Config, { references }: Tree, report: Report): void {
  const isEntry = typeof store === 'object';
  const place = isEntry ? ['store', 'postgres'] : ['store'];
  const url = isEntry ? store.postgres : store;
  if (holdsPassword(references.get(keyOf(place)) ?? url ?? ''))
    report.key(
      place,
      `the password of ${wordsOfPath(place)} stands in the file: write \${NAME} instead, and set the variable`,
    );
  if (!isEntry) return;
  const both = ['lockTimeout', 'pollEvery'];
  const kinds = { sqlite: both, postgres: [...both, 'connectTimeout', 'schema'] };
  checkKind(['store'], { entry: store, kinds }, report);
}

interface Kind {
  readonly entry: object;
  /** Ours, and what goes with each. */
  readonly kinds: Readonly<Record<string, readonly string[]>>;
}

/** Something of ours, or a module: one of them, and what goes with it. */
function checkKind(path: Path, { entry, kinds }: Kind, report: Report): void {
  const all: Kind['kinds'] = { ...kinds, module: ['export', 'options'] };
  const names = Object.keys(all);
  const what = wordsOfPath(path);
  const [one, other] = names.filter((name) => Object.hasOwn(entry, name));
  if (one === undefined)
    report.key(path, `${what} lacks ${listOf(names.map((name) => `'${name}'`))}: it is made by one of them`);
  else if (other !== undefined)
    report.key([...path, other], `${what} is ${one} or ${other}, not both: take one of them out`);
  else
    for (const key of new Set(Object.values(all).flat())) {
      if (!Object.hasOwn(entry, key) || all[one]!.includes(key)) continue;
      const owners = listOf(names.filter((name) => all[name]!.includes(key)));
      report.key(
        [...path, key],
        `'${key}' goes with ${owners}, and ${what} is ${one === 'module' ? 'a module' : one}: take it out`,
      );
    }
}

const listOf = (names: readonly string[]): string => names.join(', ').replace(/, ([^,]*)$/, ' or $1');

function checkChannel(name: string, channel: ChannelEntry, config: Config, report: Report): void {
  const path = ['channels', name];
  checkKind(path, { entry: channel, kinds: { maildir: ['poll', 'limit'] } }, report);
  const several = typeof channel.to !== 'string';
  if (several && channel.maildir !== undefined)
    report.value([...path, 'to'], 'a maildir leads to one agent: name it, and make a channel for each of the others');
  for (const key of ['name', 'to', 'unverified'])
    if (Object.hasOwn(channel.options ?? {}, key))
      report.key(
        [...path, 'options', key],
        `'${key}' is handed to the module anyway: it stands at the channel, not in its options`,
      );
  const agents = typeof channel.to === 'string' ? [channel.to] : channel.to;
  const places = agents.map((_, i): Path => (several ? [...path, 'to', i] : [...path, 'to']));
  agents.forEach((agent, i) => mustBeAgent(agent, places[i]!, config, report));
  const hosts = new Set(agents.map((agent) => hostOf(agent, config)));
  hosts.delete(undefined);
  if (hosts.size > 1)
    report.value(
      [...path, 'to'],
      `these agents live in ${[...hosts].join(' and ')}: a channel leads to agents of one process`,
    );
}

const hostOf = (agent: string, { runtimes }: Config): string | undefined =>
  Object.keys(runtimes).find((name) => runtimes[name]!.agents.includes(agent));

function mustBeAgent(agent: string, path: Path, { agents }: Config, report: Report): void {
  // without any agents, their absence is the fault
  if (Object.hasOwn(agents, agent) || Object.keys(agents).length === 0) return;
  const near = nearest(agent, Object.keys(agents));
  report.value(
    path,
    `there is no agent ${quote(agent)}: ${near === undefined ? 'describe it under agents' : `did you mean '${near}'?`}`,
  );
}

/** What is let wait for longer than it lives is never escalated. */
function checkEscalations({ gate, agents }: Config, report: Report): void {
  const expires = milliseconds(gate?.expires ?? '24h')!;
  const all: [Path, ApprovalOptions][] = [
    [['gate'], gate ?? {}],
    ...Object.entries(agents).map(([name, entry]): [Path, ApprovalOptions] => [['agents', name], entry]),
  ];
  for (const [path, { escalate }] of all)
    if (escalate !== undefined && milliseconds(escalate.after)! >= expires)
      report.value(
        [...path, 'escalate', 'after'],
        `${wordsOfPath(path)} escalates when what waits has run out (gate.expires; unsaid, 24h): escalate earlier, or let it expire later`,
      );
}

/** Each agent lives in one process. */
function checkHosts(config: Config, { isWhole, report }: Context): void {
  const hosts = new Map<string, string>();
  for (const [name, { agents }] of Object.entries(config.runtimes)) {
    if (Object.hasOwn(config.people ?? {}, name))
      report.key(['runtimes', name], `${quote(name)} is a person here: a process has a name of its own`);
    agents.forEach((agent, i) => {
      const path = ['runtimes', name, 'agents', i];
      mustBeAgent(agent, path, config, report);
      const other = hosts.get(agent);
      if (other !== undefined)
        report.value(path, `${quote(agent)} lives in '${other}' already: an agent lives in one process`);
      else hosts.set(agent, name);
    });
  }
  for (const agent of isWhole ? Object.keys(config.agents) : [])
    if (!hosts.has(agent))
      report.key(['agents', agent], `${quote(agent)} lives in no process: list it at one of the runtimes`);
}

/** An address belongs to one contact, and nobody has two parts to play. */
function checkContacts(config: Config, report: Report): void {
  const bound = new Map<string, string>();
  const channels = Object.keys(config.channels ?? {});
  for (const [name, { at }] of Object.entries(config.contacts ?? {})) {
    const taken = (['agents', 'runtimes', 'people'] as const).find((part) => Object.hasOwn(config[part] ?? {}, name));
    if (taken !== undefined)
      report.key(['contacts', name], `${quote(name)} stands under ${taken}, too: a contact is somebody else`);
    at.forEach((address, i) => {
      const path = ['contacts', name, 'at', i];
      const other = bound.get(address);
      if (other !== undefined)
        report.value(path, `the address ${quote(address)} is bound to '${other}' already: it belongs to one contact`);
      else bound.set(address, name);
      const channel = address.slice(0, address.indexOf(':'));
      // a channel may also be added in code: only what looks like a typing error is one
      const near = channels.includes(channel) ? undefined : nearest(channel, channels);
      if (near !== undefined) report.value(path, `there is no channel ${quote(channel)}: did you mean '${near}'?`);
    });
  }
}
