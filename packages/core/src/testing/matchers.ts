// Matchers: what a test says of an attack. Each fails when nothing happened that could have gone wrong.
import type { TestRuntime } from './test-runtime.js';

interface Result {
  readonly pass: boolean;
  readonly message: () => string;
}

const summary = (t: TestRuntime): string =>
  t.attempts().length === 0
    ? 'nothing was attempted'
    : t
        .attempts()
        .map(({ tool, requester, state }) => `${requester} → ${tool}: ${state}`)
        .join('\n');

/**
 * For `expect.extend(matchers)` of vitest or jest; `import '@sallyport/core/testing/vitest'` does it.
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
  toHaveAttempted(t: TestRuntime, what: string): Result {
    const { length } = t.attempts(what);
    return {
      pass: length > 0,
      message: () => `expected ${length > 0 ? 'no' : 'an'} attempt at '${what}', and saw:\n${summary(t)}`,
    };
  },
  /** An execution of that tool or effect started. */
  toHaveReached(t: TestRuntime, what: string): Result {
    const { length } = t.reached(what);
    return {
      pass: length > 0,
      message: () =>
        `expected '${what}' to ${length > 0 ? 'stay out of reach' : 'be reached'}, and saw:\n${summary(t)}`,
    };
  },
  /** No execution started, although messages were read: it fails when none was, for then it says nothing. */
  toNeverHaveReached(t: TestRuntime, what: string): Result {
    if (t.read === 0)
      return {
        pass: false,
        message: () =>
          `no message was read, so that '${what}' was not reached says nothing: was it refused at the door, or idle() not awaited?`,
      };
    const { length } = t.reached(what);
    return {
      pass: length === 0,
      message: () =>
        `expected '${what}' ${length === 0 ? '' : 'never '}to be reached; it was ${length} times:\n${summary(t)}`,
    };
  },
});

/** What `expect(testRuntime)` can be asked once the matchers are in. */
export interface SallyportMatchers<R = unknown> {
  toHaveAttempted(what: string): R;
  toHaveReached(what: string): R;
  toNeverHaveReached(what: string): R;
}
