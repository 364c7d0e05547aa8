// How wide each agent's door is, as far as the configuration says.
import { allowlist } from '@sallyport/allowlist';
import type { Config } from '@sallyport/core/config';
import { quoted } from '@sallyport/inbox';
import { listOf } from '../lists.js';
import { note, warn, type Finding } from './finding.js';

export const doorFindings = (config: Config, owner: string): readonly Finding[] =>
  Object.keys(config.agents).flatMap((agent) => {
    const patterns = listOf(config, agent);
    const { exposure } = allowlist({ owner, patterns, onWarning: () => undefined });
    if (exposure === 'public')
      return [warn('public', `anybody may write to ${quoted(agent)}`, 'name people or addresses in its allowlist')];
    if (exposure !== 'pattern') return [];
    const wide = patterns.filter((one) => /[*?]/.test(one) && !one.startsWith('!')).map(quoted);
    const what = `whoever fits ${wide.join(' or ')} may write to ${quoted(agent)}`;
    return [note('public', what, 'fine, where that is meant; else name people or addresses in its allowlist')];
  });
