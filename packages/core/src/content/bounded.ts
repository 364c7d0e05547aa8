// What has too little room for words: a number between two bounds, a boolean, a date, one of a developer's own list.
import { canonical, type Json } from '../canonical.js';
import { isRecord } from '../json.js';
import { hasOwn } from '../primordials.js';

type Schema = { readonly [key: string]: Json };

/** ISO 8601, as zod's `z.iso.date()`, `z.iso.time()` and `z.iso.datetime()` write them: digits, and a zone. */
const FORMATS: ReadonlyMap<Json, RegExp> = new Map<Json, RegExp>([
  ['date', /^\d{4}-\d\d-\d\d$/],
  ['time', /^\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?$/],
  ['date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?$/],
]);

/**
 * Can a value say no more than its schema's author has listed or bounded? Then whoever filled it in could choose, but not
 * phrase: it is no instruction to a model. The value is held to the schema here, whatever a validator has said of it. An
 * object is bounded when each of its fields is named and bounded; text and lists are not.
 */
export function isBounded(value: Json, schema: Json): boolean {
  // `as`: a record that is JSON
  if (!isRecord(schema)) return false;
  const of = schema as Schema;
  if (hasOwn(of, 'const')) return equal(of['const']!, value);
  const listed = of['enum'];
  if (Array.isArray(listed)) return listed.some((one: Json) => equal(one, value));
  const branches = of['anyOf'] ?? of['oneOf'];
  if (Array.isArray(branches)) return branches.some((branch: Json) => isBounded(value, branch));
  if (value === null) return of['type'] === 'null';
  if (typeof value === 'boolean') return of['type'] === 'boolean';
  if (typeof value === 'number') return isBetween(value, of);
  if (typeof value === 'string') return FORMATS.get(of['format'] ?? null)?.test(value) ?? false;
  return isRecord(value) && of['type'] === 'object' && hasBoundedFields(value as Schema, of);
}

/** The schema of one field, where it says one. */
export function fieldSchema(schema: Json | undefined, key: string | number): Json | undefined {
  if (schema === undefined || !isRecord(schema)) return undefined;
  const fields = (schema as Schema)['properties'];
  // `as`: a record that is JSON
  return isRecord(fields) && hasOwn(fields, key) ? (fields as Schema)[key] : undefined;
}

function hasBoundedFields(value: Schema, schema: Schema): boolean {
  return Object.entries(value).every(([key, field]) => {
    const known = fieldSchema(schema, key);
    return known !== undefined && isBounded(field, known);
  });
}

/** Both bounds are said, and narrower than all that a double can count: else a number is 53 bits of anything. */
function isBetween(value: number, schema: Schema): boolean {
  const least = schema['minimum'] ?? schema['exclusiveMinimum'];
  const most = schema['maximum'] ?? schema['exclusiveMaximum'];
  if (typeof least !== 'number' || typeof most !== 'number') return false;
  return least > Number.MIN_SAFE_INTEGER && most < Number.MAX_SAFE_INTEGER && value >= least && value <= most;
}

const equal = (a: Json, b: Json): boolean => canonical(a) === canonical(b);
