// The web as the readers see it: behind the wall, and loaded when something is read, not before.
import { SallyportError } from '@sallyport/core';
import { mustCount } from '../options.js';
import type { WebOperations } from './operations.js';
import { readRules, type WebRules } from './web-rules.js';

/** Where a reader of the web may go, and how much of it. */
export interface WebOptions extends WebRules {
  /** Of an answer, as it arrives and as it is unpacked. Unsaid: 2 MiB. */
  readonly maxBytes?: number;
  /** Milliseconds for one answer, from the name's look-up to the last byte, redirects too. Unsaid: 20,000. */
  readonly timeout?: number;
}

/** The names of {@link WebOptions}. */
export const WEB_OPTIONS = ['hosts', 'http', 'ports', 'allowPrivate', 'maxBytes', 'timeout'] as const;
const MAX_BYTES = 2 * 1024 * 1024;
const TIMEOUT = 20_000;

/**
 * The operations that are given, or else the web behind rules.
 *
 * @throws SallyportError `BAD_OPTION`, also for a rule beside operations that would never ask it.
 */
export function webOperations(
  tool: string,
  accept: string,
  options: WebOptions & { readonly operations?: WebOperations },
): WebOperations {
  if (options.operations !== undefined) {
    const idle = WEB_OPTIONS.find((option) => options[option] !== undefined);
    if (idle === undefined) return options.operations;
    const message = `${tool}: '${idle}' must be left out where operations are given: they are their own wall`;
    throw new SallyportError('BAD_OPTION', message, { option: idle });
  }
  const { maxBytes = MAX_BYTES, timeout = TIMEOUT } = options;
  const rules = readRules(tool, options);
  mustCount(tool, 'maxBytes', maxBytes);
  mustCount(tool, 'timeout', timeout);
  return Object.freeze<WebOperations>({
    fetch: async (url, signal) => {
      const { guardedFetch } = await import('./guarded-fetch.js');
      return guardedFetch(url, { rules, maxBytes, timeout, accept }, signal);
    },
  });
}
