// What is known of a configuration beyond its values: where each stands in its file, and what of it is secret.
import { printable, SallyportError, wordsOf } from '../errors.js';
import { readTrustRoot, type TrustRoot } from '../people/trust-root.js';
import { weakGet, weakSet } from '../primordials.js';
import { checkRoot } from './check-root.js';
import type { Report } from './check.js';
import type { Config } from './config.js';
import { Faults, tell } from './faults.js';
import { keySpan, valueAt } from './issues.js';
import { keyOf, type Path } from './path.js';
import type { Source } from './source.js';
import type { Tree } from './tree.js';

interface Known {
  readonly source: Source;
  readonly tree: Tree;
}

const ledger = new WeakMap<object, Known>();

export function remember(config: Config, known: Known): void {
  weakSet(ledger, config, known);
}

function knownOf(config: Config): Known {
  const known = weakGet(ledger, config);
  if (known !== undefined) return known;
  throw new SallyportError(
    'BAD_OPTION',
    'this is no configuration of readConfig(): pass the very object that it returned',
  );
}

/** Reports into `faults`, with the places of `tree`. */
export function reporter(tree: Tree, faults: Faults): Report {
  return {
    value: (path, message) => faults.add(tree.spans.get(keyOf(path))?.value ?? keySpan(tree, path), message),
    key: (path, message) => faults.add(keySpan(tree, path), message),
  };
}

/**
 * Holds a configuration against the TrustRoot that its `root` leads to, and answers the checked TrustRoot. One that stands in
 * the file itself was checked when it was read.
 *
 * @throws SallyportError `BAD_CONFIG`, with all faults and their places: who is not enrolled, a list that denies the owner, an
 * agent that nobody could approve for, a TrustRoot that is not valid.
 */
export function checkTrustRoot(config: Config, root: unknown): TrustRoot {
  const { source, tree } = knownOf(config);
  const faults = new Faults(source);
  const checked = holdAgainst(config, root, reporter(tree, faults));
  faults.settle();
  return checked!;
}

export function holdAgainst(config: Config, root: unknown, report: Report): TrustRoot | undefined {
  try {
    // `as`: reading it is what finds out
    const checked = readTrustRoot(root as TrustRoot);
    checkRoot(config, checked, report);
    return checked;
  } catch (error) {
    report.key(['root'], wordsOf(error));
    return undefined;
  }
}

/**
 * An error about something that the configuration led to (a key file, a module, a store), with the place that led there. Its
 * code is that of `error`, or `BAD_CONFIG`. What came from the environment is called by its name in it; `resolved` is what a path
 * that stands at the place became, and is called by that name, too.
 *
 * @example
 * ```ts
 * import { faultAt, readConfig } from '@sallyport/core/config';
 * import { readFile } from 'node:fs/promises';
 *
 * const config = readConfig(await readFile('sallyport.yaml'), { file: 'sallyport.yaml' });
 * const key = await readFile(config.runtimes['intake']!.key).catch((error: unknown) => {
 *   throw faultAt(config, ['runtimes', 'intake', 'key'], error);
 * });
 * console.log(key.length);
 * ```
 */
export function faultAt(config: Config, path: Path, error: unknown, resolved?: string): SallyportError {
  const { source, tree } = knownOf(config);
  const said = wordsOf(error);
  const reference = tree.references.get(keyOf(path));
  const own = reference !== undefined && resolved !== undefined ? [{ value: resolved, shown: reference }] : [];
  const message = withoutSecrets(said, [...own, ...tree.secrets]);
  // of what has parts, its key says more than its first part
  const isWhole = typeof valueAt(tree.value, path) === 'object';
  const span = (isWhole ? undefined : tree.spans.get(keyOf(path))?.value) ?? keySpan(tree, path);
  const { line, column } = source.position(span.start);
  const facts = { file: source.file, faults: Object.freeze([Object.freeze({ line, column, message })]) };
  const code = SallyportError.isInstance(error) ? error.code : 'BAD_CONFIG';
  // a cause would print what was just taken out
  return new SallyportError(code, tell(source, span, message), facts, message === said ? { cause: error } : undefined);
}

/** An error quotes no more than so much of a value. */
const MOST_QUOTED = 200;

interface Secret {
  readonly value: string;
  readonly shown: string;
}

/** The text without the secrets, however they are spelt there: escaped, cut short, and then the folders of paths. */
function withoutSecrets(text: string, secrets: readonly Secret[]): string {
  const whole = secrets.flatMap(({ value, shown }) =>
    [value, printable(value, Infinity), JSON.stringify(value).slice(1, -1), printable(value.slice(0, MOST_QUOTED))].map(
      (spelling) => ({
        value: spelling,
        shown,
      }),
    ),
  );
  const folders = secrets.flatMap(({ value, shown }) => foldersOf(value).map((folder) => ({ value: folder, shown })));
  return [...whole, ...folders].reduce((rest, { value, shown }) => rest.replaceAll(value, shown), text);
}

/** Of `/run/secrets/key`: `/run/secrets`. A single step says nothing. */
function foldersOf(path: string): readonly string[] {
  const steps = path.split('/');
  const folders = steps.map((_, i) => steps.slice(0, -i).join('/')).slice(1);
  return folders.filter((folder) => /[^/]\/+[^/]/.test(folder));
}
