/** Who may write to an agent: its owner, and whoever the list admits. */
import { AllowlistError } from './errors.js';
import type { Exposure } from './exposure.js';
import { nameFault } from './name.js';
import { exec, freeze, isArray, slice } from './primordials.js';
import { readRules } from './rules.js';

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
  const given = { __proto__: null, ...options } as AllowlistOptions;
  const { owner, patterns, onRefused, onWarning = (warning) => process.emitWarning(warning) } = given;
  const list = patterns ?? [];
  const ownerFault = nameFault(owner);
  const fault = ownerFault
    ? 'owner ' + ownerFault
    : exec(/[:~]/, owner) // addresses hold them
      ? 'owner holds : or ~'
      : !isArray(list)
        ? 'patterns is not an array'
        : (typeof onWarning !== 'function' || (onRefused && typeof onRefused !== 'function')) &&
          'a callback is not a function';
  if (fault) throw new AllowlistError(fault);

  const { exposure, find } = readRules(list, owner);
  if (exposure === 'public') quietly(onWarning, `the allowlist of ${owner} admits anyone: name people instead`);

  // By name, in a record without a prototype, which an engine reads faster than a captured Map method.
  let answers: Record<string, AllowlistAnswer> | undefined;
  let others = 0;
  const decide = (name: string): AllowlistAnswer => {
    const fault = nameFault(name);
    if (fault) return answer(false, 'the name ' + fault);
    if (name === owner) return answer(true, 'is the owner');
    // A copy: a name that was cut out of a message would keep the whole message in memory.
    const own = slice(' ' + name, 1);
    const rule = find(own);
    // No positive rule begins with an exclamation mark.
    const allowed = (rule ?? '!')[0] !== '!';
    const given = answer(allowed, rule ? (allowed ? 'matches ' : 'refused by ') + rule : 'no rule admits ' + own, rule);
    // Names that the list does not write out: a stranger may send as many as they like.
    if (!((answers && rule === own) || others++ % 1024)) answers = { __proto__: null } as object as typeof answers;
    (answers as Record<string, AllowlistAnswer>)[own] = given;
    return given;
  };
  const check = (name: string): AllowlistAnswer => {
    const given = (typeof name === 'string' && answers?.[name]) || decide(name); // no other value is made a name
    if (!given.allowed && onRefused) {
      const { allowed: _, ...refusal } = given;
      quietly(onRefused, freeze({ name: nameFault(name) ? undefined : name, ...refusal }));
    }
    return given;
  };
  return freeze({ exposure, check });
}

function answer(allowed: boolean, reason: string, rule?: string): AllowlistAnswer {
  return freeze({ allowed, rule, reason });
}

/** Calls back. Must not throw. What an async callback rejects with must not end the process either. */
async function quietly<T>(callback: (value: T) => unknown, value: T): Promise<void> {
  try {
    await callback(value);
  } catch {
    // The answer stands, whoever failed to hear of it.
  }
}
