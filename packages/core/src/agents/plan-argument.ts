// One argument of a plan that is data: a value, what an earlier step brings, one of a set, a Ref, or anything.
import type { Ref } from '../content/ref-type.js';
import { quote } from '../errors.js';
import { isRecord, type Json } from '../json.js';
import { hasOwn, isArray } from '../primordials.js';
import type { AnyContract } from '../tools/contract.js';
import { follow, leadOf, namesOf, type Path } from './plan-path.js';
import { among, anything, pickedBy, type Picked } from './step.js';

/** A step that stands before, by its id. */
export interface Before {
  readonly step: object;
  readonly contract: AnyContract;
  /** Is it given a Ref, so that all it brings is behind one? */
  readonly takesRef: boolean;
}
/** What an argument may be taken from. */
export interface Known {
  readonly before: ReadonlyMap<string, Before>;
  readonly refs: ReadonlyMap<string, Ref<unknown>>;
}
/** An argument as `step()` takes it. */
export interface Argument {
  readonly pinned: unknown;
  /** What is behind it is behind a Ref. */
  readonly isHeld: boolean;
  /** A value that stands in the plan, so that the tool's schema can be asked about it. */
  readonly value?: Json;
}

type Fields = { readonly [key: string]: Json };

const FORMS = ['value', 'from', 'oneOf', 'ref', 'anything'] as const;
const HOW = `say one of {"value": …}, {"from": "step", "path": ["0", "id"]}, {"oneOf": […]}, {"ref": "name"}, {"anything": true}`;
const MOST_KEYS = 32;

/** Reads one argument; a sentence says what is wrong with it. */
export function argumentOf(given: Json | undefined, known: Known): Argument | string {
  const fields = fieldsOf(given);
  if (fields === undefined) return HOW;
  const [form, ...more] = FORMS.filter((name) => hasOwn(fields, name));
  if (form === undefined || more.length > 0) return HOW;
  const stranger = Object.keys(fields).find((key) => key !== form && !(form === 'from' && key === 'path'));
  if (stranger !== undefined) return `there is no ${quote(stranger)} beside '${form}'`;
  if (form === 'value') return { pinned: fields['value'], isHeld: false, value: fields['value']! };
  if (form === 'from') return takenFrom(fields, known);
  if (form === 'oneOf') return setOf(fields['oneOf']!, known);
  if (form === 'ref') return refOf(fields['ref']!, known);
  return fields['anything'] === true ? { pinned: anything, isHeld: false } : `'anything' is true, or left out`;
}

function takenFrom(fields: Fields, { before }: Known): Argument | string {
  const { from, path = [] } = fields;
  const made = typeof from === 'string' ? before.get(from) : undefined;
  if (made === undefined)
    return `it is taken from ${quote(from)}, which is no step before it; before it there is ${namesOf(before.keys())}`;
  if (!isPath(path)) return `a path is a list of ${MOST_KEYS} texts at most: ["0", "id"]`;
  const lead = leadOf(made.contract, path, made.takesRef);
  if (typeof lead === 'string') return `its path through '${made.contract.name}': ${lead}`;
  const choose = (output: unknown): unknown => follow(output, path);
  return { pinned: pickedBy({ step: made.step, choose, path }), isHeld: lead.isHeld };
}

function setOf(allowed: Json, known: Known): Argument | string {
  if (allowed === 'contacts') return { pinned: among('contacts'), isHeld: false };
  if (isArray(allowed)) {
    if (allowed.length === 0) return `'oneOf' is a list of one value or more`;
    return { pinned: among(allowed), isHeld: false };
  }
  const fields = fieldsOf(allowed);
  if (fields === undefined || !hasOwn(fields, 'from'))
    return `'oneOf' is a list, "contacts", or {"from": "step", "path": […, "*", …]}`;
  const taken = argumentOf(fields, known);
  if (typeof taken === 'string') return taken;
  // `as`: 'from' makes a selector; whether it brings a list is seen when it is run
  return { pinned: among(taken.pinned as Picked<readonly unknown[]>), isHeld: taken.isHeld };
}

function refOf(name: Json, { refs }: Known): Argument | string {
  const ref = typeof name === 'string' ? refs.get(name) : undefined;
  return ref === undefined
    ? `there is no ref ${quote(name)}, there is ${namesOf(refs.keys())}`
    : { pinned: ref, isHeld: true };
}

/** The fields of a JSON object. */
export const fieldsOf = (value: Json | undefined): Fields | undefined =>
  // `as`: a record that is JSON
  isRecord(value) ? (value as Fields) : undefined;

const isPath = (path: Json): path is Path =>
  isArray(path) && path.length <= MOST_KEYS && path.every((key: Json) => typeof key === 'string');
