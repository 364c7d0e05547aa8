// Matchers: what a test says of an attack. Each fails when nothing happened that could have gone wrong.
import { seen, unseen, type Finding, type Observed } from './attempts.js';

interface Result {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * For `expect.extend(matchers)` of vitest or jest; `import '@sallyport/core/testing/vitest'` does it. Without either:
 * `t.assertAttempted()`, `t.assertReached()` and `t.assertNeverReached()`.
 *
 * @example
 * ```ts
 * import { matchers } from '@sallyport/core/testing';
 * import { expect } from 'vitest';
 *
 * expect.extend(matchers);
 * ```
 */
export const matchers = Object.freeze({
  /** A call, a refusal or a proposal of that tool or effect. */
  toHaveAttempted(this: unknown, t: Observed, what: string): Result {
    return resultOf(seen(t, what, 'attempted'), this);
  },
  /** An execution of that tool or effect started. */
  toHaveReached(this: unknown, t: Observed, what: string): Result {
    return resultOf(seen(t, what, 'reached'), this);
  },
  /** No execution started, although messages were read: it fails when none was, for then it says nothing. */
  toNeverHaveReached(this: unknown, t: Observed, what: string): Result {
    return resultOf(unseen(t, what), this);
  },
});

/** What `expect(testRuntime)` can be asked once the matchers are in. */
export interface SallyportMatchers<R = unknown> {
  toHaveAttempted(what: string): R;
  toHaveReached(what: string): R;
  toNeverHaveReached(what: string): R;
}

/** Where nothing happened at all it fails, also behind a `.not`. */
function resultOf({ holds, vacuous, message }: Finding, self: unknown): Result {
  const isNot = typeof self === 'object' && self !== null && 'isNot' in self && self.isNot === true;
  return { pass: vacuous ? isNot : holds, message: () => message };
}
