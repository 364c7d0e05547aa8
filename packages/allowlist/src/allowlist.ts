/** Who may write to an agent: its owner, and whoever the list admits. */
import { AllowlistError } from './errors.js';
import type { Exposure } from './exposure.js';
import { readText } from './name.js';
import { exec, freeze, isArray } from './primordials.js';
import { readRules } from './rules.js';

// Addresses hold them, participants' names do not.
const ADDRESS = /[:~]/;

/** What `check` answers: whether, by which rule (as written, undefined when none decided), and why in a sentence. */
export interface AllowlistAnswer {
  readonly allowed: boolean;
  readonly rule: string | undefined;
  readonly reason: string;
}

/** Options of `allowlist()`. Only own properties are read, once, when the list is made. */
export interface AllowlistOptions {
  /** The agent's owner: a name without `:` and `~`. Always admitted. */
  readonly owner: string;
  /** Patterns over names; missing or empty admits the owner only. The list is copied. */
  readonly patterns?: readonly string[] | null | undefined;
  /** Called after every refusal; `name` is undefined when it was no valid name. What it throws is ignored. */
  readonly onRefused?: ((refusal: AllowlistRefusal) => void) | undefined;
  /** Told once, while loading, that the list is public. Default: `process.emitWarning`. What it throws is ignored. */
  readonly onWarning?: ((warning: string) => void) | undefined;
}

/** A refusal, as `onRefused` hears of it. */
interface AllowlistRefusal {
  readonly name: string | undefined;
  readonly rule: string | undefined;
  readonly reason: string;
}

/** A loaded list; frozen. */
export interface Allowlist {
  /** Whom the list can admit; see Exposure. */
  readonly exposure: Exposure;
  /** Decides on one name. Must not throw; a value that is no valid name is refused with a reason, never converted. */
  readonly check: (name: string) => AllowlistAnswer;
}

/**
 * Loads a list of patterns over participant names: `alice` is only alice, `*` any run of characters, `?` exactly one
 * code point, a leading `!` refuses; nothing else is special and case matters. A name is admitted if it is the owner, or
 * some positive pattern matches and no negative one does. A name that begins with `~` (an unproven sender) is admitted
 * only by `*` or by a pattern that itself begins with `~`.
 *
 * Throws an AllowlistError when an option, the owner or a pattern is invalid, or when a negative denies the owner.
 *
 * @example
 * ```ts
 * import { allowlist } from '@sallyport/allowlist';
 *
 * const door = allowlist({ owner: 'alice', patterns: ['bob', 'team_*', '!team_intern'] });
 * door.check('team_dev'); // { allowed: true, rule: 'team_*', reason: 'matches team_*' }
 * door.check('team_intern'); // { allowed: false, rule: '!team_intern', reason: 'refused by !team_intern' }
 * door.check('mallory'); // { allowed: false, rule: undefined, reason: 'no rule admits mallory' }
 * door.exposure; // 'pattern'
 * ```
 */
export function allowlist(options: AllowlistOptions): Allowlist {
  // Own properties only: what a polluted Object.prototype supplies is no option.
  const {
    owner,
    patterns,
    onRefused,
    onWarning = (warning) => process.emitWarning(warning),
  } = { __proto__: null, ...options } as AllowlistOptions;
  const list = patterns ?? [];
  const ownerCodes = readText(owner);
  if (typeof ownerCodes === 'string') throw new AllowlistError(`owner ${ownerCodes}`);
  if (exec(ADDRESS, owner)) throw new AllowlistError('owner holds : or ~');
  if (!isArray(list)) throw new AllowlistError('patterns is not an array');
  if (typeof onWarning !== 'function' || (onRefused && typeof onRefused !== 'function'))
    throw new AllowlistError('a callback is not a function');

  const { exposure, find } = readRules(list, owner, ownerCodes);
  if (exposure === 'public') quietly(onWarning, `the allowlist of ${owner} admits anyone: name people instead`);

  const answer = (reason: string, name?: string, rule?: string, allowed = false): AllowlistAnswer => {
    if (!allowed && onRefused) quietly(onRefused, freeze({ name, rule, reason }));
    return freeze({ allowed, rule, reason });
  };
  const check = (name: string): AllowlistAnswer => {
    if (name === owner) return answer('is the owner', name, undefined, true);
    const codes = readText(name);
    if (typeof codes === 'string') return answer(`the name ${codes}`);
    const rule = find(name, codes);
    if (!rule) return answer(`no rule admits ${name}`, name);
    // No positive rule begins with an exclamation mark.
    return rule[0] === '!' ? answer(`refused by ${rule}`, name, rule) : answer(`matches ${rule}`, name, rule, true);
  };
  return freeze({ exposure, check });
}

/** Calls back. Must not throw. */
function quietly<T>(callback: (value: T) => unknown, value: T): void {
  try {
    const result = callback(value);
    // An async callback that rejects would otherwise end the process: a stranger's message must not do that.
    if (result instanceof Promise) result.catch(() => undefined);
  } catch {
    // The answer stands, whoever failed to hear of it.
  }
}
