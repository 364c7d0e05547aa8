// A path through what a step brings: the selector of a plan that is data. Keys are fields and places in a list; '*' is each of a list.
import { heldBy } from '../content/ref.js';
import type { Ref } from '../content/ref-type.js';
import { quote, SallyportError } from '../errors.js';
import { isRecord, type Json } from '../json.js';
import { hasOwn, isArray } from '../primordials.js';
import type { AnyContract } from '../tools/contract.js';
import { keysOf } from '../tools/keys.js';

export type Path = readonly string[];

const EACH = '*';
const PLACE = /^(?:0|[1-9]\d{0,8})$/;
const MOST_NAMED = 20;

/** Follows a path; `undefined` where it leads nowhere. It goes on behind a Ref, and what it finds there is a Ref, too. */
export function follow(value: unknown, path: Path): unknown {
  const [key, ...rest] = path;
  if (key === undefined || value === undefined || value === null) return value;
  if (heldBy(value) !== undefined) {
    if (key === EACH) throw new SallyportError('BAD_INPUT', BEHIND);
    // `as`: heldBy has found it in the ledger of Refs
    return follow((value as Ref<Record<string, unknown>>).at(key), rest);
  }
  if (isArray(value)) {
    if (key === EACH) return value.map((one: unknown) => follow(one, rest)).filter((one) => one !== undefined);
    return PLACE.test(key) ? follow(value[Number(key)], rest) : undefined;
  }
  // `as`: a record; only its own fields are looked at
  return isRecord(value) && hasOwn(value, key) ? follow((value as Record<string, unknown>)[key], rest) : undefined;
}

const BEHIND = "a path takes each ('*') of what is behind a Ref: nobody has looked how many there are";

/** Where a path leads, as far as the contract says: behind a Ref or not; a sentence says why it leads nowhere. */
export function leadOf({ output, outsider }: AnyContract, path: Path, isHeld: boolean): { isHeld: boolean } | string {
  let held = isHeld || outsider === '*';
  let schema: Json | undefined = output;
  const fields: string[] = [];
  for (const key of path) {
    if (held && key === EACH) return BEHIND;
    const next: Next | string = nextIn(schema, key);
    if (typeof next === 'string') return next;
    schema = next.schema;
    if (!next.isPlace) fields.push(key);
    held ||= next.isForeign || (outsider !== '*' && outsider.includes(fields.join('.')));
  }
  return { isHeld: held };
}

interface Next {
  /** `undefined` where the contract does not say. */
  readonly schema: Json | undefined;
  readonly isPlace: boolean;
  /** A field that the contract does not name: who writes it is not known. */
  readonly isForeign: boolean;
}

function nextIn(schema: Json | undefined, key: string): Next | string {
  const isPlace = key === EACH || PLACE.test(key);
  const type = memberOf(schema, 'type');
  if (type === 'array')
    return isPlace
      ? { schema: memberOf(schema, 'items'), isPlace, isForeign: false }
      : `${quote(key)} is asked of a list: say a place in it ('0'), or each ('*')`;
  if (type === 'string' || type === 'number' || type === 'integer' || type === 'boolean')
    return `${quote(key)} is asked of a ${type}, which has no fields`;
  const keys = schema === undefined ? undefined : keysOf(schema);
  if (keys === undefined) return { schema: undefined, isPlace, isForeign: false };
  const [known, ...others] = keys.properties.get(key) ?? [];
  if (known !== undefined) return { schema: others.length === 0 ? known : undefined, isPlace: false, isForeign: false };
  if (keys.rest !== 'refused') return { schema: undefined, isPlace: false, isForeign: true };
  return `there is no ${quote(key)}, there is ${namesOf(keys.properties.keys())}`;
}

const memberOf = (schema: Json | undefined, key: string): Json | undefined =>
  // `as`: a record that is JSON
  isRecord(schema) && hasOwn(schema, key) ? (schema as { readonly [key: string]: Json })[key] : undefined;

/** What is known, for an error message. */
export function namesOf(names: Iterable<string>): string {
  const all = [...names];
  const shown = all.slice(0, MOST_NAMED).map((name) => quote(name));
  if (shown.length === 0) return 'none';
  return all.length > MOST_NAMED ? `${shown.join(', ')} and ${all.length - MOST_NAMED} more` : shown.join(', ');
}
