// From a sallyport.yaml to what createRuntime() takes: one of its processes, with everything open that it needs.
import type { ApprovalOptions, AgentRules, AnyAgent, Channel, Contact, Desk, RuntimeOptions } from '@sallyport/core';
import { faultAt, type Config, type RuntimeEntry } from '@sallyport/core/config';
import { makeAgent } from './make-agent.js';
import { makeChannel } from './make-channel.js';
import { loadConfig, type LoadedConfig, type LoadOptions } from './load-config.js';
import { openKey } from './open-key.js';
import { ledgerOf } from './open-ledger.js';
import { openStore } from './open-store.js';

/** What `createRuntime()` takes. Disposing of it closes the store; declare it before the runtime, with `await using`. */
export type LoadedRuntime = RuntimeOptions<Desk> & AsyncDisposable;

/**
 * Loads one process of the configuration at `path`: its key, its agents' modules (and nobody else's), the channels that lead to
 * them, the store. Options that no file can hold (a `policy`, a `reviewer`) are added with a spread.
 *
 * @throws SallyportError `BAD_CONFIG` as `loadConfig()` does, and with its place for whatever the file leads to: a module that
 * does not load, an export that is not there, somebody else's key; `BAD_KEY_FILE`, `STORE_FAILED`, … with their place.
 * @example
 * ```ts
 * import { loadRuntime } from '@sallyport/config';
 * import { createRuntime } from '@sallyport/core';
 *
 * await using options = await loadRuntime('sallyport.yaml', 'intake');
 * await using runtime = await createRuntime(options);
 * await runtime.run();
 * ```
 */
export async function loadRuntime(path: string, name: string, options: LoadOptions = {}): Promise<LoadedRuntime> {
  const loaded = await loadConfig(path, options);
  const { config, root } = loaded;
  const entry = entryOf(config, name);
  const signer = await openKey(loaded, { path: ['runtimes', name], entry });
  const agents: AnyAgent[] = [];
  for (const agent of entry.agents) agents.push(await makeAgent(loaded, agent));
  const channels = await channelsOf(loaded, entry);
  const store = await openStore(loaded);
  const { lease, concurrency, caps } = entry;
  const { expires } = config.gate ?? {};
  return {
    root,
    signer,
    agents,
    channels,
    contacts: contactsOf(config),
    agentOptions: Object.fromEntries(entry.agents.map((agent) => [agent, rulesOf(config, agent)])),
    agentDefaults: defaultsOf(config),
    ...(store && { store }),
    ...(expires !== undefined && { expires }),
    ...(lease !== undefined && { lease }),
    ...(concurrency !== undefined && { concurrency }),
    ...(caps && { caps: { ...caps } }),
    ...ledgerOf(loaded, entry),
    [Symbol.asyncDispose]: async () => store?.close(),
  };
}

function entryOf(config: Config, name: string): RuntimeEntry {
  if (Object.hasOwn(config.runtimes, name)) return config.runtimes[name]!;
  const known = Object.keys(config.runtimes)
    .map((one) => `'${one}'`)
    .join(', ');
  throw faultAt(config, ['runtimes'], new Error(`there is no process '${name}' in this file: it has ${known}`));
}

/** Those that lead to the agents of this process. */
async function channelsOf(loaded: LoadedConfig, { agents }: RuntimeEntry): Promise<readonly Channel[]> {
  const channels: Channel[] = [];
  for (const [name, { to }] of Object.entries(loaded.config.channels ?? {})) {
    const isOurs = (typeof to === 'string' ? [to] : to).some((agent) => agents.includes(agent));
    if (isOurs) channels.push(await makeChannel(loaded, name));
  }
  return channels;
}

const contactsOf = ({ contacts = {} }: Config): readonly Contact[] =>
  Object.entries(contacts).map(([name, { trust, at }]) => ({ name, trust, at }));

/** Named even where nothing is said, so that an agent by another name than the file's is noticed. */
function rulesOf({ agents }: Config, name: string): AgentRules {
  const { allowlist, acceptsFrom, ...entry } = agents[name]!;
  return { ...(allowlist && { allowlist }), ...approvalOf(entry), ...(acceptsFrom && { acceptsFrom }) };
}

function defaultsOf(config: Config): AgentRules {
  const allowlist = config.allowlist ?? config.agent?.allowlist;
  return { ...(allowlist && { allowlist }), ...approvalOf(config.gate ?? {}) };
}

/** Who must approve, as far as it is said. */
function approvalOf({ approvers, quorum, separation, escalate }: ApprovalOptions): ApprovalOptions {
  return {
    ...(approvers && { approvers }),
    ...(quorum !== undefined && { quorum }),
    ...(separation !== undefined && { separation }),
    ...(escalate && { escalate }),
  };
}
