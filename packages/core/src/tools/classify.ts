// Foreign tools (an MCP server's, say): they fit nowhere until a developer has declared what each of them does.
import * as z from 'zod';
import type { Duration } from '../clock.js';
import { quote, SallyportError } from '../errors.js';
import { toJson, type Json } from '../json.js';
import { create, freeze, hasOwn, isArray, isName, ownKeys, weakGet, weakSet } from '../primordials.js';
import type { Effect, Sourced, TrustLevel } from '../trust.js';
import { fault, ownFields, readTerms } from './contract-spec.js';
import { makeContract, type Types } from './contract.js';
import { undeclared, type Undeclared } from './fits.js';
import type { Schema } from './schema.js';
import { makeTool, type AnyTool, type RunContext, type Tool } from './tool.js';

/** What a foreign tool takes: the compiler knows none of the names. */
export type ForeignInput = { readonly [key: string]: Json };
/** A tool that somebody else made. `input`: JSON Schema, or a schema as in `contract()`. */
export interface ForeignTool<N extends string = string> {
  readonly name: N;
  readonly input: Schema | Json;
  run(input: ForeignInput, context: RunContext): Promise<unknown>;
}
/** A foreign tool that nobody has classified. It fits nowhere. */
export interface UnclassifiedTool<N extends string = string> {
  readonly name: N;
  readonly effect: 'undeclared';
  readonly source: 'zero';
  readonly fits: Undeclared;
  readonly '~types': Types<ForeignInput>;
}

/** What a developer declares about one foreign tool; `name`, where its own is not a name here. */
export type Classification = {
  readonly name?: string;
  readonly control?: '*' | readonly string[];
  readonly outsider?: '*' | readonly string[];
  readonly egress?: boolean;
  readonly private?: boolean;
  readonly idempotent?: boolean;
  readonly undo?: Duration;
  readonly resource?: string;
} & (
  | { readonly effect: Sourced; readonly source: TrustLevel }
  | { readonly effect: Exclude<Effect, Sourced>; readonly source?: never }
);
type NameIn<N extends string, C> = C extends { readonly name: infer M extends string } ? M : N;
type SourceIn<C> = C extends { readonly source: infer T extends TrustLevel } ? T : 'high';
type OutsiderIn<C> = C extends { readonly outsider: infer X extends readonly string[] } ? X : undefined;
type ControlIn<C> = C extends { readonly control: readonly (infer K extends string)[] } ? K : string;
/** A classified tool for each entry. */
export type Classified<M extends Readonly<Record<string, Classification>>> = {
  readonly [N in keyof M & string]: Tool<
    NameIn<N, M[N]>,
    M[N]['effect'],
    SourceIn<M[N]>,
    ForeignInput,
    unknown,
    OutsiderIn<M[N]>,
    ControlIn<M[N]>
  >;
};

interface Foreign {
  readonly name: string;
  readonly input: unknown;
  readonly run: unknown;
}
const ledger = new WeakMap<object, Foreign>();
/** Words of JSON Schema whose value is data, and words whose value is schemas by name. */
const DATA_WORDS: ReadonlySet<string> = new Set(['const', 'enum', 'examples', 'required']);
const NAMED: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
]);

/**
 * Takes in one foreign tool as it is. No agent can register it before {@link classify} has said what it does.
 *
 * @throws SallyportError `BAD_OPTION` for a name that is no text or a `run` that is no function.
 */
export function unclassified<const N extends string>(foreign: ForeignTool<N>): UnclassifiedTool<N> {
  if (typeof foreign !== 'object' || foreign === null) throw badOption('a foreign tool must be { name, input, run }');
  const { name, input, run } = foreign;
  if (typeof name !== 'string' || name === '') throw badOption(`a foreign tool must have a name, not ${quote(name)}`);
  if (typeof run !== 'function') throw badOption(`the foreign tool ${quote(name)} must have a run function`);
  const made = freeze({ name, effect: 'undeclared', source: 'zero', fits: undeclared() });
  weakSet(ledger, made, freeze({ name, input, run }));
  // `as`: `~types` exists in the types only.
  return made as unknown as UnclassifiedTool<N>;
}

export const isUnclassified = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && weakGet(ledger, value) !== undefined;

/**
 * Declares what foreign tools do, by their names, and makes tools of those. Tools that are not named stay out.
 * Arguments that a foreign JSON Schema does not name are refused, unless it says `additionalProperties`.
 *
 * @throws SallyportError `BAD_CONTRACT` as `contract()`; `BAD_OPTION` for a name that no foreign tool has; `DUPLICATE_NAME`.
 * @example
 * ```ts
 * import { classify } from '@sallyport/core/tool';
 *
 * const foreign = [
 *   { name: 'search-web', input: { type: 'object', properties: { q: { type: 'string' } } }, run: async () => 'found' },
 *   { name: 'drop_all', input: { type: 'object' }, run: async () => 'gone' },
 * ];
 * const { 'search-web': searchWeb } = classify(foreign, {
 *   'search-web': { name: 'search_web', effect: 'ingest', source: 'low' },
 * });
 * ```
 */
export function classify<const M extends Readonly<Record<string, Classification>>>(
  tools: readonly (UnclassifiedTool | ForeignTool)[],
  as: M,
): Classified<M> {
  const foreign = byName(tools);
  // `as`: an object without a prototype, filled with one tool for each key of `as`.
  const made = create(null) as Record<string, AnyTool>;
  for (const key of ownKeys(as)) {
    const tool = typeof key === 'string' ? foreign.get(key) : undefined;
    if (tool === undefined)
      throw badOption(`classify: no foreign tool is named ${quote(String(key))}; there are: ${list(foreign)}`);
    // `as`: an own key of `as`.
    made[tool.name] = classified(tool, as[key as keyof M]);
  }
  return freeze(made) as unknown as Classified<M>;
}

function classified(tool: Foreign, as: unknown): AnyTool {
  if (typeof as !== 'object' || as === null) throw fault(tool.name, 'classify needs { effect, … } for it');
  for (const field of ['input', 'run']) {
    if (hasOwn(as, field)) throw fault(tool.name, `its ${field} is the foreign tool's own: leave it out`);
  }
  const { name } = { name: tool.name, ...as };
  if (!isName(name))
    throw fault(name, `its name must match ^[a-z][a-z0-9_]{0,63}$: classify it as { name: 'another', … }`);
  const input = isLive(tool.input) ? tool.input : fromJson(tool);
  const terms = readTerms(ownFields({ name: tool.name, ...as, input }), { inline: true });
  return makeTool(makeContract(terms, { areNamesKnown: false }), tool.run);
}

function byName(tools: readonly unknown[]): Map<string, Foreign> {
  if (!isArray(tools)) throw badOption('classify takes an array of foreign tools');
  const found = new Map<string, Foreign>();
  for (const value of tools) {
    const tool = weakGet(ledger, value as object) ?? weakGet(ledger, unclassified(value as ForeignTool))!;
    if (found.has(tool.name)) {
      throw new SallyportError(
        'DUPLICATE_NAME',
        `two foreign tools are named ${quote(tool.name)}: classify them apart`,
        { tool: tool.name },
      );
    }
    found.set(tool.name, tool);
  }
  return found;
}

const isLive = (input: unknown): boolean =>
  (typeof input === 'object' || typeof input === 'function') &&
  input !== null &&
  ('_zod' in input || '~standard' in input);

/** A live schema of a JSON Schema. It is closed where it does not say that it is open, and its defaults are only notes. */
function fromJson({ name, input }: Foreign): unknown {
  const json = toJson(input, { what: `the input schema of ${quote(name)}` });
  if (typeof json !== 'object' || json === null || isArray(json)) throw fault(name, 'its input must be a JSON Schema');
  const closed = hasOwn(json, 'additionalProperties') ? json : { ...json, additionalProperties: false };
  try {
    // `as`: zod reads it and throws where it is no JSON Schema that it knows.
    return z.fromJSONSchema(withoutDefaults(closed) as z.core.JSONSchema.JSONSchema);
  } catch (error) {
    throw fault(name, `its input schema cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** `default` is a note in JSON Schema, but zod would fill it in. In `properties` it is a name like any other. */
function withoutDefaults(schema: Json, isSchema = true): Json {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (isArray(schema)) return schema.map((part) => withoutDefaults(part));
  const kept: Record<string, Json> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (isSchema && DATA_WORDS.has(key)) kept[key] = value;
    else if (!isSchema || key !== 'default') kept[key] = withoutDefaults(value, !isSchema || !NAMED.has(key));
  }
  return kept;
}

const list = (foreign: ReadonlyMap<string, unknown>): string => [...foreign.keys()].map(quote).join(', ') || 'none';

function badOption(why: string): SallyportError {
  return new SallyportError('BAD_OPTION', why);
}
