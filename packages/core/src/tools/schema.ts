// Schemas as the house takes them: zod, or a Standard Schema that brings its own JSON Schema.
import * as z from 'zod';
import { toJson, type Json } from '../json.js';
import { apply } from '../primordials.js';

/** As much of a zod schema as the types need: asking for all of z.ZodType doubles the instantiations. */
export interface ZodSchema<V = unknown> {
  readonly _zod: { readonly output: V };
}
/** A Standard Schema (standardschema.dev, v1) with a `jsonSchema`. */
export interface StandardSchema<V = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly types?: { readonly output: V } | undefined;
    readonly validate: (value: unknown) => unknown;
    readonly jsonSchema: {
      readonly input: (options: { readonly target: 'draft-2020-12' }) => Record<string, unknown>;
      readonly output: (options: { readonly target: 'draft-2020-12' }) => Record<string, unknown>;
    };
  };
}
export type Schema = ZodSchema | StandardSchema;
/** The type of what a schema lets through. */
export type ValueOf<S extends Schema> = S extends ZodSchema
  ? S['_zod']['output']
  : S extends StandardSchema<infer V>
    ? V
    : unknown;

/** What is wrong with a value, and where (a JSON pointer). */
export interface Problem {
  readonly pointer: string;
  readonly message: string;
}
/** The value that the schema made of it, or its problems. Synchronous. */
export type Check = (value: Json) => { readonly value: unknown } | { readonly problems: readonly Problem[] };
/** A schema as data, and the live check behind it. */
export interface LiveSchema {
  readonly json: Json;
  readonly check: Check;
}

type Way = 'input' | 'output';

/**
 * Reads a schema once: its JSON Schema (2020-12) as plain data, its check as a function of its own.
 *
 * @throws Error whose message says why there is no JSON Schema; the caller says whose schema it is.
 */
export function readSchema(schema: unknown, way: Way): LiveSchema {
  const standard = memberOf(schema, '~standard');
  const validate = memberOf(standard, 'validate');
  if (typeof validate !== 'function') throw new Error(`it is not a zod schema or a Standard Schema`);
  const json = memberOf(schema, '_zod') === undefined ? jsonOfStandard(standard, way) : jsonOfZod(schema, way);
  return { json: toJson(json, { what: 'its JSON Schema' }), check: checkOf(validate, standard) };
}

function jsonOfZod(schema: unknown, way: Way): unknown {
  // `as`: it has the `_zod` of a zod 4 schema; toJSONSchema throws where it is not one.
  const zod = schema as z.core.$ZodType;
  // A transform has an input but no output in JSON Schema: asking for both finds it here, not at the first call.
  const output = z.toJSONSchema(zod, { io: 'output' });
  return plain(way === 'output' ? output : z.toJSONSchema(zod, { io: 'input' }));
}

function jsonOfStandard(standard: unknown, way: Way): unknown {
  const write = memberOf(memberOf(standard, 'jsonSchema'), way);
  if (typeof write !== 'function') throw new Error('its Standard Schema brings no JSON Schema (~standard.jsonSchema)');
  return plain(apply(write, undefined, [{ target: 'draft-2020-12' }]));
}

/** Generators hang helpers on what they return; a JSON Schema is what JSON says of it. */
const plain = (schema: unknown): unknown => JSON.parse(JSON.stringify(schema));

function checkOf(validate: Function, standard: unknown): Check {
  return (value) => {
    const result: unknown = apply(validate, standard, [value]);
    if (memberOf(result, 'then') !== undefined) {
      void Promise.resolve(result).catch(() => {});
      return {
        problems: [
          { pointer: '', message: 'the schema checks asynchronously, or its check threw: it must answer at once' },
        ],
      };
    }
    const issues = memberOf(result, 'issues');
    return Array.isArray(issues) ? { problems: issues.map(problemOf) } : { value: memberOf(result, 'value') };
  };
}

function problemOf(issue: unknown): Problem {
  const path = memberOf(issue, 'path');
  const steps = Array.isArray(path) ? path.map((step: unknown) => `/${String(memberOf(step, 'key') ?? step)}`) : [];
  return { pointer: steps.join(''), message: String(memberOf(issue, 'message')) };
}

/** A property of a foreign value, if it can have one. */
function memberOf(value: unknown, key: string): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  // `as`: an object or function, so that any key may be asked for.
  return (value as Record<string, unknown>)[key];
}
