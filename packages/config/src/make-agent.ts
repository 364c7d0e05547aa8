// Makes an agent out of the module that its entry names.
import { ActionAgent, IntakeAgent, type AnyAgent } from '@sallyport/core';
import type { LoadedConfig } from './load-config.js';
import { attempt, importExport } from './module.js';

type AgentClass = new (options: object) => AnyAgent;

/** A class is made with the entry's options; a function is called with them; an instance is taken as it is. */
export async function makeAgent(loaded: LoadedConfig, name: string): Promise<AnyAgent> {
  const { module, export: exported, options = {} } = loaded.config.agents[name]!;
  const path = ['agents', name];
  const found = await importExport(loaded, { path, module, name: exported });
  return attempt(loaded, [...path, 'module'], () => {
    if (isAgentClass(found)) return new found(options);
    // `as`: createRuntime() looks at what is given to it
    return (typeof found === 'function' ? (found(options) as unknown) : found) as AnyAgent;
  });
}

const isAgentClass = (value: unknown): value is AgentClass =>
  typeof value === 'function' && (value.prototype instanceof IntakeAgent || value.prototype instanceof ActionAgent);
