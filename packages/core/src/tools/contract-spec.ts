// What a developer writes to declare a contract, and how it is read: own keys only, each once, every fault named.
import { milliseconds, type Duration } from '../clock.js';
import { quote, SallyportError } from '../errors.js';
import type { Json } from '../json.js';
import { freeze, hasOwn, isArray, isName, mapHas, ownKeys } from '../primordials.js';
import { EFFECTS, isEffect, isTrust, SOURCED, TRUST, type Effect, type Sourced, type TrustLevel } from '../trust.js';
import { nameOf } from './name-of.js';
import { keysOf, type Keys } from './keys.js';
import { insteadOf } from './outsider.js';
import { readSchema, type LiveSchema, type Schema } from './schema.js';

/** Deeper paths than this are not spelt out: the run time alone holds them to the schema. */
type Levels = [0, 0, 0];
/** Each key of a record, and each path below it; arrays are walked through. */
type PathOf<O, D extends readonly 0[] = Levels> = PathIn<ItemOf<O>, D>;
type PathIn<O, D extends readonly 0[]> = O extends readonly unknown[]
  ? never
  : O extends object
    ? { [K in keyof O & string]: K | PathBelow<O[K], K, D> }[keyof O & string]
    : never;
type PathBelow<V, K extends string, D> = V extends Plain
  ? never
  : unknown extends V
    ? never
    : D extends readonly [0, ...infer E extends readonly 0[]]
      ? `${K}.${PathOf<V, E>}`
      : `${K}.${string}`;
type ItemOf<O> = O extends readonly (infer R)[] ? (R extends readonly (infer Q)[] ? ItemOfItem<Q> : R) : O;
type ItemOfItem<O> = O extends readonly (infer R)[] ? R : O;
type Plain = string | number | boolean | null | undefined | ((...args: never) => unknown);
/**
 * The fields of the output that outsiders write, as dotted paths (`'mails.body'`): of each record, where an array stands on
 * the way. Without a schema a contract has no keys to name.
 */
export type Outsider<O> =
  | readonly (unknown extends O ? 'keys need an output schema: declare output' : PathOf<O>)[]
  | '*'
  | undefined;
/** The compiler judges `outsider` once before `run` has told the output, so an unknown output accepts every path; Shielded puts it behind a Ref whole. */
export type OutsiderOfRun<O> = readonly (unknown extends O ? string : PathOf<O>)[] | '*' | undefined;
/** The names of the arguments, of all members of a union. */
export type ArgOf<I> = I extends unknown ? keyof I & string : never;
/** Unsaid, every argument is control. zod's empty strictObject is Record<string, never>: no argument at all. */
export type AllControl<I> = I extends unknown
  ? string extends keyof I
    ? I extends Readonly<Record<string, never>>
      ? never
      : string
    : keyof I & string
  : never;
/** What a missing source is told it may be. */
export type Unsaid<E> = [E] extends [Sourced] ? TrustLevel : 'high';
/** An ingest or query tool must say how far its source is trusted; the others bring nothing in. */
export type SourceOf<N extends string, E extends Effect, T extends TrustLevel> = [E] extends [Sourced]
  ? { readonly source: T }
  : { readonly source?: `'${N}' cannot have a source: it ${(typeof EFFECTS)[E]['does']}` };

/** A contract as it is written down. `source` stands in {@link SourceOf}: it is for `ingest` and `query` only. */
export interface Spec<N extends string, E extends Effect, S extends Schema, OS extends Schema, X, K> {
  /** `^[a-z][a-z0-9_]{0,63}$` */
  readonly name: N;
  /** What it does to the world, one verb. */
  readonly effect: E;
  /** The arguments: `z.strictObject({ … })`. */
  readonly input: S;
  readonly output?: OS;
  /** The arguments that decide where the effect lands; unsaid, all of them. */
  readonly control?: '*' | readonly K[];
  /**
   * The fields of the output that outsiders write; unsaid, all of them. Dotted paths lead to nested ones, through arrays:
   * `['subject', 'mails.body', 'mails.attachments.text']`.
   */
  readonly outsider?: X;
  /**
   * Does a call leave the machine? Unsaid: yes for `ingest`, `send`, `update`, `execute`. Arguments below `medium` that are
   * no `control` then leave without the links in them.
   */
  readonly egress?: boolean;
  /** Does it bring in what is private? Unsaid: yes for `query`. */
  readonly private?: boolean;
  /** May it be run again when nobody knows whether it ran? Unsaid: no. */
  readonly idempotent?: boolean;
  /**
   * How long a person may still take back what was approved: nothing starts on it before that is over. 24 h at most; unsaid, it
   * starts at once.
   */
  readonly undo?: Duration;
  /** The store that it reads or writes, for the audit. */
  readonly resource?: string;
}

/** The fields of a contract, read and checked. */
export interface Terms {
  readonly name: string;
  readonly effect: Effect;
  readonly source: TrustLevel;
  readonly input: LiveSchema;
  readonly output: LiveSchema | undefined;
  readonly control: '*' | readonly string[];
  readonly outsider: '*' | readonly string[];
  readonly egress: boolean;
  readonly private: boolean;
  readonly idempotent: boolean;
  /** Milliseconds. */
  readonly undo: number | undefined;
  readonly resource: string | undefined;
  readonly keys: Keys;
}
type Fields = Readonly<Record<string, unknown>>;
interface Reader {
  readonly name: string;
  readonly fields: Fields;
}

const FIELDS = [
  'name',
  'effect',
  'source',
  'input',
  'output',
  'control',
  'outsider',
  'egress',
  'private',
  'idempotent',
  'undo',
  'resource',
];
const LEAVES: Readonly<Record<string, true>> = freeze({ ingest: true, send: true, update: true, execute: true });

/** The own fields of a spec, each read once. Unknown ones are faults: a misspelt `egress` must not pass for an unsaid one. */
export function ownFields(spec: unknown, extra: readonly string[] = []): Fields {
  const name = typeof spec === 'object' && spec !== null && hasOwn(spec, 'name') ? (spec as Fields)['name'] : spec;
  if (typeof spec !== 'object' || spec === null) throw fault(name, 'it must be an object { name, effect, input, … }');
  const known = [...FIELDS, ...extra];
  // `as`: without a prototype, so that nothing but the developer's own fields is ever read.
  const fields = Object.create(null) as Record<string, unknown>;
  for (const key of ownKeys(spec)) {
    if (typeof key !== 'string' || !known.some((field) => field === key)) {
      throw fault(name, `it has no field ${quote(String(key))}: the fields are ${known.join(', ')}`);
    }
    fields[key] = (spec as Fields)[key];
  }
  return fields;
}

/** Reads and checks the fields of a contract; throws BAD_CONTRACT with the remedy. */
export function readTerms(fields: Fields, { inline = false }: { readonly inline?: boolean } = {}): Terms {
  const { name, effect } = fields;
  if (!isName(name)) throw fault(name, 'its name must match ^[a-z][a-z0-9_]{0,63}$');
  if (!isEffect(effect)) throw fault(name, `it has no known effect: say one of ${Object.keys(EFFECTS).join(', ')}`);
  const from = { name, fields };
  const input = schemaField(from, 'input');
  const output = fields['output'] === undefined ? undefined : schemaField(from, 'output');
  const keys = keysOf(input.json);
  if (keys === undefined) throw fault(name, 'its input must be an object with named arguments: z.strictObject({ … })');
  const control = listField(from, 'control');
  if (EFFECTS[effect].tier !== 'observe') mustBeStrict(name, keys, control);
  mustName(name, control, keys);
  return {
    ...{ name, effect, input, output, control, keys },
    source: sourceField(from, effect),
    outsider: outsiderField(from, output, inline),
    egress: flagField(from, 'egress') ?? hasOwn(LEAVES, effect),
    private: flagField(from, 'private') ?? effect === 'query',
    idempotent: flagField(from, 'idempotent') ?? false,
    undo: undoField(from),
    resource: resourceField(from),
  };
}

function schemaField({ name, fields }: Reader, field: 'input' | 'output'): LiveSchema {
  try {
    return readSchema(fields[field], field);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw fault(
      name,
      `its ${field} schema cannot be used: ${why}. Schemas here only check, and have a JSON Schema (no transform, date, custom)`,
    );
  }
}

/** Keys that nobody declared must not be stripped in silence, nor reach `run` unseen. */
function mustBeStrict(name: string, keys: Keys, control: '*' | readonly string[]): void {
  if (keys.rest === 'unsaid') throw fault(name, 'its input lets unknown arguments pass: use z.strictObject');
  if (keys.rest === 'declared' && control === '*') {
    throw fault(
      name,
      `'${name}' takes arguments of any name: control says which of them decide where the effect lands`,
    );
  }
}

function sourceField({ name, fields }: Reader, effect: Effect): TrustLevel {
  const { source } = fields;
  const { does } = EFFECTS[effect];
  if (!hasOwn(SOURCED, effect)) {
    if (source !== undefined) throw fault(name, `'${name}' cannot have a source: it ${does}`);
    return 'high';
  }
  if (!isTrust(source))
    throw fault(name, `it ${does}: source says how far its authors are trusted: ${TRUST.join(', ')}`);
  return source;
}

function outsiderField(from: Reader, output: LiveSchema | undefined, inline: boolean): '*' | readonly string[] {
  const outsider = listField(from, 'outsider');
  if (output !== undefined && outsider !== '*') {
    for (const path of outsider) {
      const there = insteadOf(path, output.json);
      if (there !== undefined) throw lacking(from.name, `outsider names ${quote(path)}`, there);
    }
  } else if (!inline && outsider !== '*' && outsider.length > 0) {
    throw fault(from.name, 'outsider: keys need an output schema: declare output');
  }
  return outsider;
}

function mustName(name: string, control: '*' | readonly string[], keys: Keys): void {
  if (control === '*' || keys.rest !== 'refused') return;
  for (const key of control) {
    if (!mapHas(keys.properties, key)) throw lacking(name, `control names ${quote(key)}`, [...keys.properties.keys()]);
  }
}

const lacking = (name: string, what: string, there: readonly string[]): SallyportError =>
  fault(name, `${what}, which its schema lacks; there are: ${there.join(', ') || 'none'}`);

function listField({ name, fields }: Reader, field: 'control' | 'outsider'): '*' | readonly string[] {
  const list = fields[field];
  if (list === undefined || list === '*') return '*';
  if (!isArray(list)) throw fault(name, `${field} must be '*' or a list of names`);
  const names: string[] = [];
  for (let i = 0; i < list.length; i++) {
    const key: unknown = list[i];
    if (typeof key !== 'string') throw fault(name, `${field} must be '*' or a list of names`);
    if (names.some((seen) => seen === key)) throw fault(name, `${field} names ${quote(key)} twice`);
    names[i] = key;
  }
  return freeze(names);
}

function flagField({ name, fields }: Reader, field: 'egress' | 'private' | 'idempotent'): boolean | undefined {
  const flag = fields[field];
  if (flag !== undefined && typeof flag !== 'boolean') throw fault(name, `${field} must be true or false`);
  return flag;
}

const LONGEST_UNDO = 24 * 3_600_000;

function undoField({ name, fields }: Reader): number | undefined {
  const { undo } = fields;
  const ms = milliseconds(undo);
  if (undo === undefined || (ms !== undefined && ms <= LONGEST_UNDO)) return ms;
  throw fault(
    name,
    `undo is ${quote(String(undo))}: it is how long an approval can be taken back, as '30s', 24 h at most`,
  );
}

function resourceField({ name, fields }: Reader): string | undefined {
  const { resource } = fields;
  if (resource !== undefined && (typeof resource !== 'string' || resource === ''))
    throw fault(name, 'resource must be the name of a store');
  return resource;
}

/** A contract that cannot be: whose, why, and what to do instead. */
export function fault(name: unknown, why: string): SallyportError {
  return new SallyportError('BAD_CONTRACT', `contract ${nameOf(name)}: ${why}`, { contract: nameOf(name), why });
}

/** The JSON of an output that nobody has declared: anything. */
export const ANYTHING: Json = freeze({});
