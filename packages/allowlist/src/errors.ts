/** The one error of this package: a list that cannot be loaded. */
const BRAND = Symbol.for('sallyport.AllowlistError');

/**
 * An option that is invalid (the owner, the list as a whole, a callback), a pattern that is, a negative that hits the owner,
 * or a file that holds no list as it should (only from `./yaml`).
 */
export type AllowlistErrorCode = 'OPTION_INVALID' | 'PATTERN_INVALID' | 'OWNER_DENIED' | 'FILE_INVALID';

/**
 * Thrown by `allowlist()` when a list cannot be loaded. The message says which part, what is wrong and the remedy;
 * it never repeats characters that are unsafe to print.
 *
 * @example
 * ```ts
 * import { allowlist, AllowlistError } from '@sallyport/allowlist';
 *
 * try {
 *   allowlist({ owner: 'alice', patterns: ['bob', '! spam_*'] });
 * } catch (error) {
 *   if (AllowlistError.isInstance(error)) console.error(error.code, error.index); // PATTERN_INVALID 1
 * }
 * ```
 */
export class AllowlistError extends Error {
  override readonly name = 'AllowlistError';
  /** Stable: safe to branch on. */
  declare readonly code: AllowlistErrorCode;
  /** Which pattern, counted from 0; undefined when the fault is not in one pattern. */
  declare readonly index: number | undefined;
  readonly [BRAND] = true;

  /** `fault` says which part is wrong, and how. */
  constructor(fault: string, code: AllowlistErrorCode = 'OPTION_INVALID', index?: number) {
    super(fault + ': correct or remove it');
    this.code = code;
    this.index = index;
  }

  /** True also for an error made by another copy of this package, where `instanceof` fails. */
  static isInstance(value: unknown): value is AllowlistError {
    return !!(value as Partial<AllowlistError> | undefined)?.[BRAND];
  }
}
