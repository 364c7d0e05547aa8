/** The face of the package: every public name, and nothing else. */
export { allowlist } from './allowlist.js';
export type { Allowlist, AllowlistAnswer, AllowlistOptions } from './allowlist.js';
export { AllowlistError } from './errors.js';
export type { Exposure } from './exposure.js';
export { nameFault } from './name.js';
