// allowlist check: says whether a name may write to an agent, which rule decides, and how wide the list is.
import { resolve } from 'node:path';
import { allowlist, type Allowlist } from '@sallyport/allowlist';
import { readAllowlist } from '@sallyport/allowlist/yaml';
import { loadConfig } from '@sallyport/config';
import { SallyportError } from '@sallyport/core';
import type { Config } from '@sallyport/core/config';
import { quoted, render } from '@sallyport/inbox';
import type { Call, Run } from '../command.js';
import { Usage } from '../errors.js';
import { EXIT } from '../exit.js';
import { configOf } from '../open.js';
import { listOf } from '../lists.js';

interface Answer {
  /** Unsaid: the list is that of a file. */
  readonly agent?: string;
  readonly allowed: boolean;
  readonly rule: string | undefined;
  readonly reason: string;
  readonly exposure: Allowlist['exposure'];
}

export const run: Run = async (call) => {
  const { given, print } = call;
  const name = given.arg(0);
  if (given.has('owner') && !given.has('file')) throw new Usage('--owner goes with --file', 'allowlist check');
  if (given.has('agent') && given.has('file')) throw new Usage('--agent goes without --file', 'allowlist check');
  const answers = given.has('file') ? [await inFile(call, name)] : await inConfig(call, name);
  if (print.json) print.data({ name, allowed: answers.every(({ allowed }) => allowed), answers });
  else for (const answer of answers) print.line(sentence(name, answer), answer.allowed ? 'good' : 'warn');
  return answers.every(({ allowed }) => allowed) ? EXIT.done : EXIT.refused;
};

function sentence(name: string, { agent, allowed, reason, exposure }: Answer): string {
  const where = agent === undefined ? '' : ` to ${quoted(agent)}`;
  return `${quoted(name)} ${allowed ? 'may' : 'may not'} write${where}: ${render(reason)} · the list is open to: ${exposure}`;
}

async function inFile({ given, io, print }: Call, name: string): Promise<Answer> {
  const owner = given.text('owner');
  if (owner === undefined) throw new Usage('--file wants --owner NAME: whose list it is', 'allowlist check');
  const path = resolve(io.cwd, given.text('file')!);
  const door = await readAllowlist(path, { owner, onWarning: (warning) => print.warn(warning) });
  return { ...door.check(name), exposure: door.exposure };
}

async function inConfig(call: Call, name: string): Promise<readonly Answer[]> {
  const { given, io, print } = call;
  if (given.has('store')) throw new Usage('a store has no lists: say --config FILE, or --file FILE', 'allowlist check');
  const { config, root } = await loadConfig(configOf(call), { env: io.env, onWarning: (text) => print.warn(text) });
  return agentsOf(config, given.text('agent')).map((agent) => {
    // what is public is said in the answer
    const door = allowlist({ owner: root.owner, patterns: listOf(config, agent), onWarning: () => undefined });
    return { agent, ...door.check(name), exposure: door.exposure };
  });
}

function agentsOf({ agents }: Config, named: string | undefined): readonly string[] {
  if (named === undefined) return Object.keys(agents);
  if (Object.hasOwn(agents, named)) return [named];
  const known = Object.keys(agents).map((one) => `'${one}'`);
  throw new SallyportError('UNKNOWN_AGENT', `there is no agent '${named}' in this file: it has ${known.join(', ')}`);
}
