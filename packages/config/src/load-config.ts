// Reads a sallyport.yaml from the disk, and the TrustRoot that it leads to.
import { dirname, resolve } from 'node:path';
import { SallyportError, type TrustRoot } from '@sallyport/core';
import { checkTrustRoot, faultAt, readConfig, type Config } from '@sallyport/core/config';
import { readPinned } from './pinned-file.js';

export interface LoadOptions {
  /** Where `${NAME}` is looked up. Unsaid: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Told of what is read, but should be written otherwise. Unsaid: a process warning. */
  readonly onWarning?: (warning: string) => void;
}

/** A configuration, and what goes with it. */
export interface LoadedConfig {
  readonly config: Config;
  /** Checked, and held against the configuration: whoever that names is enrolled here. */
  readonly root: TrustRoot;
  /** The folder of the file: what it says of paths is relative to this. */
  readonly folder: string;
}

const MOST_BYTES = 1024 * 1024;

/**
 * Reads the configuration at `path` and its TrustRoot. Opens nothing else, and imports nothing.
 *
 * @throws SallyportError `BAD_CONFIG`, with every fault and its place: no such file, one that others may write to, whatever
 * `readConfig()` and `checkTrustRoot()` of `@sallyport/core/config` find.
 * @example
 * ```ts
 * import { loadConfig } from '@sallyport/config';
 *
 * const { config, root } = await loadConfig('sallyport.yaml');
 * console.log(root.owner, Object.keys(config.agents));
 * ```
 */
export async function loadConfig(path: string, options: LoadOptions = {}): Promise<LoadedConfig> {
  const { env = process.env, onWarning } = options;
  const bytes = await readPinned(path, MOST_BYTES).catch((error: unknown) => {
    // `as`: that is what it throws
    throw new SallyportError('BAD_CONFIG', `the configuration '${path}' ${(error as Error).message}`, { path });
  });
  const config = readConfig(bytes, { file: path, env, ...(onWarning && { onWarning }) });
  const folder = dirname(resolve(path));
  return { config, root: await rootOf(config, folder), folder };
}

async function rootOf(config: Config, folder: string): Promise<TrustRoot> {
  const { root } = config;
  if (typeof root !== 'string') return root;
  let read: unknown;
  try {
    read = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(await readPinned(resolve(folder, root), MOST_BYTES)),
    );
  } catch (error) {
    const why =
      error instanceof SyntaxError || error instanceof TypeError
        ? 'is no JSON: give the path of the file that createTrustRoot() was written to'
        : (error as Error).message;
    throw faultAt(config, ['root'], new Error(`the TrustRoot '${root}' ${why}`), resolve(folder, root));
  }
  return checkTrustRoot(config, read);
}
