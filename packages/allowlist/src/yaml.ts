/** The face of `./yaml`: an allowlist out of a file. */
export type { Allowlist, AllowlistAnswer, AllowlistOptions } from './allowlist.js';
export { AllowlistFileError } from './yaml/file-error.js';
export { findAllowlist } from './yaml/find.js';
export type { FoundList } from './yaml/find.js';
export { readPatterns } from './yaml/patterns.js';
export type { YamlPatterns } from './yaml/patterns.js';
export { loadAllowlist, parseAllowlist, readAllowlist } from './yaml/read.js';
export type { AllowlistFileOptions, AllowlistTextOptions } from './yaml/read.js';
export { yamlSource } from './yaml/source.js';
export type { YamlSource } from './yaml/source.js';
