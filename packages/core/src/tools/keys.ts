// Which arguments a JSON Schema names, and whether it lets others through.
import { hasOwn } from '../primordials.js';
import type { Json } from '../json.js';

/** What becomes of keys that are not named: refused, let through because the schema says so, or not said. */
export type Rest = 'refused' | 'declared' | 'unsaid';
export interface Keys {
  readonly properties: ReadonlyMap<string, readonly Json[]>;
  readonly rest: Rest;
}
type JsonObject = { readonly [key: string]: Json };

const MOST_REFS = 32;

/** The keys of an object schema, of all its branches together; `undefined` when it may be something other than an object. */
export function keysOf(schema: Json, root: Json = schema, refs = 0): Keys | undefined {
  if (!isObject(schema) || refs > MOST_REFS) return undefined;
  const parts: Keys[] = [];
  if (schema['type'] === 'object') parts.push(ownKeysOf(schema));
  if (typeof schema['$ref'] === 'string') pushIf(parts, keysOf(follow(schema['$ref'], root), root, refs + 1));
  for (const part of list(schema['allOf'])) pushIf(parts, keysOf(part, root, refs + 1));
  for (const word of ['anyOf', 'oneOf']) {
    const branches = list(schema[word]).map((branch) => keysOf(branch, root, refs + 1));
    const known = branches.filter((branch) => branch !== undefined);
    if (known.length > 0 && known.length === branches.length) parts.push(join(known, eitherRest));
  }
  return parts.length === 0 ? undefined : join(parts, bothRest);
}

/** The keys of each record of an output: of the object, or of the objects in an array. */
export function recordKeysOf(schema: Json, root: Json = schema): Keys | undefined {
  if (isObject(schema) && schema['type'] === 'array' && schema['items'] !== undefined)
    return recordKeysOf(schema['items'], root);
  if (isObject(schema)) {
    // `T | null` and `T | undefined` name the keys of T.
    const branches = [...list(schema['anyOf']), ...list(schema['oneOf'])].map((branch) => recordKeysOf(branch, root));
    const known = branches.filter((branch) => branch !== undefined);
    if (known.length > 0) return join(known, eitherRest);
  }
  return keysOf(schema, root);
}

/** Can it only be a string? */
export function isText(schema: Json, root: Json, refs = 0): boolean {
  if (!isObject(schema) || refs > MOST_REFS) return false;
  if (schema['type'] === 'string' || typeof schema['const'] === 'string') return true;
  const values = list(schema['enum']);
  if (values.length > 0) return values.every((value) => typeof value === 'string');
  if (typeof schema['$ref'] === 'string') return isText(follow(schema['$ref'], root), root, refs + 1);
  const branches = [...list(schema['anyOf']), ...list(schema['oneOf'])];
  if (branches.length > 0) return branches.every((branch) => isText(branch, root, refs + 1));
  return list(schema['allOf']).some((part) => isText(part, root, refs + 1));
}

function ownKeysOf(schema: JsonObject): Keys {
  const properties = new Map<string, readonly Json[]>();
  const declared = schema['properties'];
  if (isObject(declared)) for (const [key, value] of Object.entries(declared)) properties.set(key, [value]);
  const names = isObject(schema['propertyNames']) ? list(schema['propertyNames']['enum']) : [];
  const others = schema['additionalProperties'];
  for (const name of names) if (typeof name === 'string' && others !== undefined) properties.set(name, [others]);
  const isClosed = others === false || schema['unevaluatedProperties'] === false || names.length > 0;
  if (isClosed && schema['patternProperties'] === undefined) return { properties, rest: 'refused' };
  return {
    properties,
    rest: others === undefined && schema['patternProperties'] === undefined ? 'unsaid' : 'declared',
  };
}

function join(parts: readonly Keys[], restOf: (rests: readonly Rest[]) => Rest): Keys {
  const properties = new Map<string, readonly Json[]>();
  for (const part of parts) {
    for (const [key, schemas] of part.properties) properties.set(key, [...(properties.get(key) ?? []), ...schemas]);
  }
  return { properties, rest: restOf(parts.map(({ rest }) => rest)) };
}

/** Branches: the loosest speaks for all. */
function eitherRest(rests: readonly Rest[]): Rest {
  if (holds(rests, 'unsaid')) return 'unsaid';
  return holds(rests, 'declared') ? 'declared' : 'refused';
}
/** Parts that must all hold: one that refuses is enough. */
function bothRest(rests: readonly Rest[]): Rest {
  if (holds(rests, 'refused')) return 'refused';
  return holds(rests, 'unsaid') ? 'unsaid' : 'declared';
}
function holds(rests: readonly Rest[], rest: Rest): boolean {
  for (let i = 0; i < rests.length; i++) if (rests[i] === rest) return true;
  return false;
}

/** Follows `#`, `#/$defs/name` and the like; a reference out of the document leads nowhere. */
function follow(ref: string, root: Json): Json {
  if (ref !== '#' && !ref.startsWith('#/')) return null;
  let at: Json = root;
  for (const step of ref.split('/').slice(1)) {
    const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    const next: Json | undefined = isObject(at) && hasOwn(at, key) ? at[key] : undefined;
    if (next === undefined) return null;
    at = next;
  }
  return at;
}

function pushIf(parts: Keys[], part: Keys | undefined): void {
  if (part !== undefined) parts.push(part);
}
const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
