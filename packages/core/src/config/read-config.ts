// Reads a sallyport.yaml: text in, frozen data out, or every fault of it at once. Opens nothing and imports nothing.
import { SallyportError } from '../errors.js';
import { ownOptions } from '../options.js';
import { withinCaps } from './caps.js';
import { checkConfig } from './check.js';
import type { Config } from './config.js';
import { decode } from './decode.js';
import type { Environment } from './env.js';
import { Faults, tell } from './faults.js';
import { addIssues } from './issues.js';
import { holdAgainst, remember, reporter } from './ledger.js';
import { parse } from './parse.js';
import { withoutFaulty } from './prune.js';
import { sealed } from './redact.js';
import { schema } from './schema.js';
import { Source } from './source.js';
import { readTree, type Tree } from './tree.js';

export interface ReadConfigOptions {
  /** What the file is called in faults. */
  readonly file: string;
  /** Where `${NAME}` is looked up. Unsaid: nowhere, so that every reference is a fault. */
  readonly env?: Environment;
  /** Told of what is read, but should be written otherwise. Unsaid: a process warning. */
  readonly onWarning?: (warning: string) => void;
}

/**
 * Reads and checks a `sallyport.yaml`, all of it, before anything is opened. What comes back is frozen and mirrors the file;
 * paths are as they were written. Values that came from the environment are there, and print as `${NAME}`.
 *
 * @throws SallyportError `BAD_CONFIG`: the message lists every fault as `file:line:column: what is wrong: the remedy`, with the
 * line and a mark under it; `facts.faults` is a list of {@link ConfigFault}s. `BAD_OPTION` for an option that cannot be.
 * @example
 * ```ts
 * import { env } from 'node:process';
 * import { readConfig } from '@sallyport/core/config';
 *
 * const text = `
 * root: ./trust-root.json
 * agents: { reader: { module: ./reader.js, allowlist: ['~mail:*'] } }
 * runtimes: { intake: { key: ./intake.key, agents: [reader] } }
 * `;
 * const config = readConfig(text, { file: 'sallyport.yaml', env });
 * console.log(config.runtimes['intake']?.agents); // [ 'reader' ]
 * ```
 */
export function readConfig(text: string | Uint8Array, options: ReadConfigOptions): Config {
  const { file, env, warn } = readOptions(options);
  const { text: decoded, broken } = decode(text);
  const source = new Source(decoded, file);
  const faults = new Faults(source);
  if (broken !== undefined)
    faults.add({ start: broken, end: broken + 1 }, 'here the file is no UTF-8: save it as UTF-8');
  else if (withinCaps(source, faults)) {
    const { root, isLost } = parse(source, faults);
    // a tree that was not understood would be all faults
    if (!isLost) {
      const tree = readTree(root, { source, faults, env, warn: (span, message) => warn(tell(source, span, message)) });
      return check(tree, source, faults);
    }
  }
  throw faults.toError();
}

function check(tree: Tree, source: Source, faults: Faults): Config {
  const read = schema.safeParse(tree.value);
  const report = reporter(tree, faults);
  if (!read.success) addIssues(read.error.issues, { tree, faults, schema });
  // `as`: what the schema let through is what Config says
  const rest = read.success
    ? { config: read.data as Config, isWhole: true }
    : withoutFaulty(tree.value, read.error.issues);
  checkConfig(rest.config, { tree, isWhole: rest.isWhole, report });
  if (typeof rest.config.root === 'object') holdAgainst(rest.config, rest.config.root, report);
  faults.settle();
  // `as`: a frozen copy of the same
  const config = sealed(rest.config, tree) as Config;
  remember(config, { source, tree });
  return config;
}

function readOptions(
  options: ReadConfigOptions,
): Required<Omit<ReadConfigOptions, 'onWarning'>> & { warn: (warning: string) => void } {
  const own = ownOptions(options, ['file', 'env', 'onWarning'], 'readConfig()');
  const {
    file,
    env = {},
    onWarning = (warning: string) => process.emitWarning(warning, 'SallyportWarning'),
  } = own as Partial<ReadConfigOptions>;
  if (typeof file !== 'string' || file === '')
    throw new SallyportError('BAD_OPTION', 'readConfig(text, { file }): file is what the faults call it');
  if (typeof env !== 'object' || env === null)
    throw new SallyportError('BAD_OPTION', 'env is an object of variables, as that of node:process');
  if (typeof onWarning !== 'function')
    throw new SallyportError('BAD_OPTION', 'onWarning is a function that takes a text');
  return { file, env, warn: onWarning };
}
