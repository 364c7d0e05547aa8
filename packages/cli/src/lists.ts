// Which list stands at an agent's door, as far as the configuration says.
import type { Config } from '@sallyport/core/config';

/** Nothing said anywhere: the owner alone. A list in the agent's own code is not seen here. */
export const listOf = ({ agents, allowlist, agent }: Config, name: string): readonly string[] =>
  agents[name]?.allowlist ?? allowlist ?? agent?.allowlist ?? [];
