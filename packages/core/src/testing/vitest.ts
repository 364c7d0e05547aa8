// Puts the matchers into vitest's expect: import it once, in a test or in a setup file.
import { expect } from 'vitest';
import { matchers, type SallyportMatchers } from './matchers.js';

expect.extend(matchers);

declare module 'vitest' {
  // the name and the parameter are vitest's own: an interface merges only with its like
  // oxlint-disable-next-line typescript/no-explicit-any
  interface Matchers<T = any> extends SallyportMatchers<T> {}
}
