// Key files: one private key, for its owner's eyes only.
export { keyFile, writeKeyFile } from './keyfile/keyfile.js';
export type { KeyFileOptions, WriteKeyOptions } from './keyfile/keyfile.js';
