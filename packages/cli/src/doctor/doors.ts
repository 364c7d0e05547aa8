// How wide each agent's door is, as far as the configuration says.
import { allowlist } from '@sallyport/allowlist';
import type { Config } from '@sallyport/core/config';
import { quoted } from '@sallyport/inbox';
import { listOf } from '../lists.js';
import { warn, type Finding } from './finding.js';

export const doorFindings = (config: Config, owner: string): readonly Finding[] =>
  Object.keys(config.agents).flatMap((agent) => {
    const { exposure } = allowlist({ owner, patterns: listOf(config, agent), onWarning: () => undefined });
    if (exposure !== 'public') return [];
    return [warn('public', `anybody may write to ${quoted(agent)}`, 'name people or addresses in its allowlist')];
  });
