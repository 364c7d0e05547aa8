// Which keys a JSON Schema names, of arguments and of records, and whether it lets others through.
import { hasOwn } from '../primordials.js';
import type { Json } from '../json.js';

/** What becomes of keys that are not named: refused, let through because the schema says so, or not said. */
export type Rest = 'refused' | 'declared' | 'unsaid';
export interface Keys {
  readonly properties: ReadonlyMap<string, ReadonlySet<Json>>;
  readonly rest: Rest;
  /** Are the keys themselves data, as in a record or under a pattern? Nobody has declared those names. */
  readonly areData: boolean;
}
type JsonObject = { readonly [key: string]: Json };

/** One walk through a document: each reference is followed once, so that a schema of references costs no more than its text. */
interface Walk {
  readonly root: Json;
  readonly seen: Map<string, Keys | undefined>;
  readonly records: Map<string, Keys | undefined>;
}
const walkOf = (root: Json): Walk => ({ root, seen: new Map(), records: new Map() });

/** The keys of an object schema, of all its branches together; `undefined` when it may be something other than an object. */
export const keysOf = (schema: Json): Keys | undefined => keysIn(schema, walkOf(schema));

function keysIn(schema: Json, walk: Walk): Keys | undefined {
  if (!isObject(schema)) return undefined;
  const parts: Keys[] = [];
  if (schema['type'] === 'object') parts.push(ownKeysOf(schema));
  if (typeof schema['$ref'] === 'string') pushIf(parts, keysAt(schema['$ref'], walk));
  for (const part of list(schema['allOf'])) pushIf(parts, keysIn(part, walk));
  for (const word of ['anyOf', 'oneOf']) {
    const branches = list(schema[word]).map((branch) => keysIn(branch, walk));
    const known = branches.filter((branch) => branch !== undefined);
    if (known.length > 0 && known.length === branches.length) parts.push(either(known));
  }
  return parts.length === 0 ? undefined : both(parts);
}

/** A reference to something that is still being read says nothing. */
function keysAt(ref: string, walk: Walk): Keys | undefined {
  if (!walk.seen.has(ref)) {
    walk.seen.set(ref, undefined);
    walk.seen.set(ref, keysIn(follow(ref, walk.root), walk));
  }
  return walk.seen.get(ref);
}

/** The keys of each record of an output: of the object, or of the objects in an array. */
export const recordKeysOf = (schema: Json): Keys | undefined => recordKeysIn(schema, walkOf(schema));

/** The keys of the records that stand under a key of such a record. `root` is the document that its references are in. */
export function recordKeysUnder({ properties }: Keys, key: string, root: Json): Keys | undefined {
  return eitherOf([...(properties.get(key) ?? [])], walkOf(root));
}

function recordKeysIn(schema: Json, walk: Walk): Keys | undefined {
  if (!isObject(schema)) return undefined;
  if (schema['type'] === 'array') {
    const items = schema['items'] === undefined ? [] : [schema['items']];
    return eitherOf([...list(schema['prefixItems']), ...items], walk);
  }
  if (typeof schema['$ref'] === 'string') return keysIn(schema, walk) ?? recordKeysAt(schema['$ref'], walk);
  // `T | null` names the keys of T.
  return eitherOf([...list(schema['anyOf']), ...list(schema['oneOf'])], walk) ?? keysIn(schema, walk);
}

function recordKeysAt(ref: string, walk: Walk): Keys | undefined {
  if (!walk.records.has(ref)) {
    walk.records.set(ref, undefined);
    walk.records.set(ref, recordKeysIn(follow(ref, walk.root), walk));
  }
  return walk.records.get(ref);
}

/** Of what may be a record; a branch that may be anything has keys that nobody has declared. */
function eitherOf(branches: readonly Json[], walk: Walk): Keys | undefined {
  const known = branches.map((branch) => recordKeysIn(branch, walk)).filter((keys) => keys !== undefined);
  if (known.length === 0) return undefined;
  return branches.some(isAnything) ? { ...either(known), areData: true } : either(known);
}
const NARROWS = ['type', '$ref', 'allOf', 'anyOf', 'oneOf', 'enum', 'const', 'not'];
const isAnything = (schema: Json): boolean =>
  schema === true || (isObject(schema) && !NARROWS.some((word) => hasOwn(schema, word)));

/** Can it only be a string? `root` is the document that its references are in. */
export function isText(schema: Json, root: Json, seen: Set<string> = new Set()): boolean {
  if (!isObject(schema)) return false;
  if (schema['type'] === 'string' || typeof schema['const'] === 'string') return true;
  const values = list(schema['enum']);
  if (values.length > 0) return values.every((value) => typeof value === 'string');
  const ref = schema['$ref'];
  if (typeof ref === 'string') {
    if (seen.has(ref)) return false;
    return isText(follow(ref, root), root, seen.add(ref));
  }
  const branches = [...list(schema['anyOf']), ...list(schema['oneOf'])];
  if (branches.length > 0) return branches.every((branch) => isText(branch, root, seen));
  return list(schema['allOf']).some((part) => isText(part, root, seen));
}

function ownKeysOf(schema: JsonObject): Keys {
  const properties = new Map<string, ReadonlySet<Json>>();
  const declared = schema['properties'];
  if (isObject(declared)) for (const [key, value] of Object.entries(declared)) properties.set(key, new Set([value]));
  const names = isObject(schema['propertyNames']) ? list(schema['propertyNames']['enum']) : [];
  const others = schema['additionalProperties'];
  for (const name of names)
    if (typeof name === 'string' && others !== undefined) properties.set(name, new Set([others]));
  const patterns = schema['patternProperties'];
  const isClosed = others === false || schema['unevaluatedProperties'] === false || names.length > 0;
  if (isClosed && patterns === undefined) return { properties, rest: 'refused', areData: false };
  const rest = others === undefined && patterns === undefined ? 'unsaid' : 'declared';
  // what is only let through beside declared keys (`looseObject`) has no names that matter: each is hidden by itself
  const isTyped = isObject(others) && Object.keys(others).length > 0;
  return { properties, rest, areData: properties.size === 0 || isTyped || patterns !== undefined };
}

/** Branches: the loosest speaks for all. */
function either(parts: readonly Keys[]): Keys {
  const rest = parts.some(isUnsaid) ? 'unsaid' : parts.some(isDeclared) ? 'declared' : 'refused';
  return { properties: joined(parts), rest, areData: parts.some(({ areData }) => areData) };
}
/** Parts that must all hold: one that refuses is enough. */
function both(parts: readonly Keys[]): Keys {
  const rest = parts.some(isRefused) ? 'refused' : parts.some(isUnsaid) ? 'unsaid' : 'declared';
  return { properties: joined(parts), rest, areData: rest !== 'refused' && parts.some(({ areData }) => areData) };
}
const isRefused = ({ rest }: Keys): boolean => rest === 'refused';
const isUnsaid = ({ rest }: Keys): boolean => rest === 'unsaid';
const isDeclared = ({ rest }: Keys): boolean => rest === 'declared';

function joined(parts: readonly Keys[]): Keys['properties'] {
  // Sets, or a schema that names one definition twice at each of its levels would double the list each time.
  const properties = new Map<string, Set<Json>>();
  for (const part of parts) {
    for (const [key, schemas] of part.properties) {
      const all = properties.get(key) ?? new Set();
      for (const schema of schemas) all.add(schema);
      properties.set(key, all);
    }
  }
  return properties;
}

/** Follows `#`, `#/$defs/name` and the like; a reference out of the document leads nowhere. */
function follow(ref: string, root: Json): Json {
  if (ref !== '#' && !ref.startsWith('#/')) return null;
  let at: Json = root;
  for (const step of ref.split('/').slice(1)) {
    const key = decode(step).replaceAll('~1', '/').replaceAll('~0', '~');
    const next: Json | undefined = isObject(at) && hasOwn(at, key) ? at[key] : undefined;
    if (next === undefined) return null;
    at = next;
  }
  return at;
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function pushIf(parts: Keys[], part: Keys | undefined): void {
  if (part !== undefined) parts.push(part);
}
const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
