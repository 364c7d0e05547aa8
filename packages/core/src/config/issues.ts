// What zod found, in our words: each issue with the place that it is about, and what belongs there.
import type * as z from 'zod';
import { quote } from '../errors.js';
import type { Faults } from './faults.js';
import { meant } from './near.js';
import { keyOf, wordsOfPath, type Path } from './path.js';
import type { Span } from './source.js';
import type { Tree } from './tree.js';
import { withoutPassword } from './url-password.js';

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;

interface Context {
  readonly tree: Tree;
  readonly faults: Faults;
  readonly schema: Schema;
}

export function addIssues(issues: readonly Issue[], context: Context): void {
  for (const issue of issues) addIssue(issue, issue.path as Path, context);
}

function addIssue(issue: Issue, path: Path, context: Context): void {
  const { tree, faults } = context;
  const schema = schemaAt(context.schema, path, tree.value);
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) faults.add(keySpan(tree, [...path, key]), unknownKey(path, key, keysOf(schema)));
  } else if (issue.code === 'invalid_key') {
    const of = wordsOfPath(path.slice(0, -1));
    const takes = describe(keySchema(schemaAt(context.schema, path.slice(0, -1), tree.value)));
    faults.add(keySpan(tree, path), `${of} takes no key ${quote(path.at(-1))}: a key here is ${takes}`);
  } else if (issue.code === 'invalid_union') {
    const found = branchOf(schema, valueAt(tree.value, path));
    const nested = found === undefined ? [] : (issue.errors[found.index] ?? []);
    if (nested.length === 0 || nested.some((one) => one.path.length === 0 && one.code !== 'unrecognized_keys'))
      addWrong(path, context);
    else for (const one of nested) addIssue(one, [...path, ...(one.path as Path)], context);
  } else addWrong(path, context);
}

/** A value that is missing, or is not what belongs there. */
function addWrong(path: Path, { tree, faults, schema: whole }: Context): void {
  const value = valueAt(tree.value, path);
  const span = tree.spans.get(keyOf(path));
  const schema = schemaAt(whole, path, tree.value);
  const takes = describe(schema);
  if (value === undefined) {
    // what has a place and no value is a fault already
    if (span !== undefined && path.length > 0) return;
    const owner = path.slice(0, -1);
    faults.add(
      keySpan(tree, owner),
      path.length === 0 ? EMPTY : `${wordsOfPath(owner)} lacks '${String(path.at(-1))}': it is ${takes}`,
    );
    return;
  }
  const near = typeof value === 'string' && schema?._zod.def.type === 'enum' ? meant(value, enumOf(schema), '') : '';
  const what = `${wordsOfPath(path)} is ${shownAt(tree, path, value)}: it is ${takes}`;
  faults.add(span?.value ?? keySpan(tree, path), near === '' ? what : `${what}; ${near}`);
}

const EMPTY = 'the file says nothing: it holds at least root, agents and runtimes';

function unknownKey(path: Path, key: string, known: readonly string[]): string {
  const owner = path.length === 0 ? 'a configuration' : wordsOfPath(path);
  return `${owner} takes no key ${quote(key)}: ${meant(key, known, `it takes ${known.join(', ')}`)}`;
}

/** A value as it may be repeated: what came from the environment by its name, and no secret at all. */
function shownAt(tree: Tree, path: Path, value: unknown): string {
  const reference = tree.references.get(keyOf(path));
  if (reference !== undefined) return quote(reference);
  if (value === null) return 'empty';
  if (typeof value === 'string') return path.at(-1) === 'passphrase' ? 'a text' : quote(withoutPassword(value));
  if (typeof value === 'object')
    return !Array.isArray(value) ? 'a mapping' : value.length === 0 ? 'an empty list' : 'a list';
  return path.at(-1) === 'passphrase' ? `a ${typeof value}` : String(value);
}

/** Where a key stands; for a list's item, the item; failing both, the top. */
export function keySpan(tree: Tree, path: Path): Span {
  const found = tree.spans.get(keyOf(path)) ?? tree.spans.get(keyOf([]))!;
  return found.key !== undefined && typeof path.at(-1) === 'string' ? found.key : found.value;
}

export function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    // `as`: an own property of an object
    at = (at as Record<string | number, unknown>)[step];
  }
  return at;
}

// `as` in what follows: a schema's own definition, whose shape goes with its type
const defOf = (schema: Schema): Record<string, unknown> & { readonly type: string } => schema._zod.def as never;

/** The schema that is asked about the value at `path`; of a union, the branch that fits what stands there. */
function schemaAt(top: Schema, path: Path, value: unknown): Schema | undefined {
  let schema: Schema | undefined = top;
  let at = value;
  for (const step of path) {
    const plain: Schema | undefined = branchOf(schema, at)?.schema ?? unwrapped(schema);
    if (plain === undefined) return undefined;
    const def = defOf(plain);
    if (def.type === 'object') schema = (def['shape'] as Record<string, Schema>)[step];
    else if (def.type === 'record') schema = def['valueType'] as Schema;
    else if (def.type === 'array') schema = def['element'] as Schema;
    else return undefined;
    at = valueAt(at, [step]);
  }
  return schema?._zod.def.type === 'optional' && describe(schema) === undefined ? unwrapped(schema) : schema;
}

function unwrapped(schema: Schema | undefined): Schema | undefined {
  return schema !== undefined && defOf(schema).type === 'optional'
    ? unwrapped(defOf(schema)['innerType'] as Schema)
    : schema;
}

/** Which alternative of a union is meant: the one of the value's own kind. */
function branchOf(
  schema: Schema | undefined,
  value: unknown,
): { readonly schema: Schema; readonly index: number } | undefined {
  const union = unwrapped(schema);
  if (union === undefined || defOf(union).type !== 'union') return undefined;
  const kind = Array.isArray(value) ? 'array' : typeof value === 'object' ? 'object' : typeof value;
  const branches = defOf(union)['options'] as readonly Schema[];
  const index = branches.findIndex((branch) => defOf(branch).type === kind);
  return index < 0 ? undefined : { schema: branches[index]!, index };
}

function keysOf(schema: Schema | undefined): readonly string[] {
  const plain = unwrapped(schema);
  const object = plain !== undefined && defOf(plain).type === 'union' ? branchOf(plain, {})?.schema : plain;
  return object === undefined ? [] : Object.keys((defOf(object)['shape'] ?? {}) as object);
}
const keySchema = (schema: Schema | undefined): Schema | undefined => {
  const plain = unwrapped(schema);
  return plain === undefined ? undefined : (defOf(plain)['keyType'] as Schema | undefined);
};
const enumOf = (schema: Schema): readonly string[] => Object.keys(defOf(schema)['entries'] as object);

function describe(schema: Schema | undefined): string | undefined {
  const said = (schema as { readonly description?: string } | undefined)?.description;
  const inner = schema === undefined ? undefined : unwrapped(schema);
  return said ?? (inner === undefined || inner === schema ? undefined : describe(inner));
}
