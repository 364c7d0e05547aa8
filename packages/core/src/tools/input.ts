// Prepares the input of a call once: what comes out of here is what is judged, shown, signed and run.
import { canonical, toJson, type Json, type JsonOptions } from '../canonical.js';
import { quote, SallyportError } from '../errors.js';
import { freeze, hasOwn, isArray, ownKeys } from '../primordials.js';
import { schemaOf, type AnyContract } from './contract.js';
import type { LiveSchema } from './schema.js';

/** An input as it will run: frozen, its keys in canonical order, and its canonical text (RFC 8785). */
export interface Prepared {
  readonly value: Json;
  readonly text: string;
}
/** A place where two values differ. */
interface Difference {
  readonly pointer: string;
  readonly why: string;
}

const MOST_PROBLEMS = 5;

/**
 * Copies an input to frozen JSON, asks the contract's schema, and holds it to what it said: `parse(x)` must equal `x`.
 * `standIn` puts JSON in the place of an object while it is copied.
 *
 * @throws SallyportError `NOT_JSON`, `TOO_LARGE`; `BAD_INPUT` for what the schema refuses or would change, saying where and why;
 * `NOT_A_TOOL` for a contract that is not one.
 */
export function prepareInput(
  contract: AnyContract,
  value: unknown,
  { standIn }: Pick<JsonOptions, 'standIn'> = {},
): Prepared {
  const { input } = schemaOf(contract);
  const { name } = contract;
  const json = toJson(value, { sorted: true, what: `the input of '${name}'`, ...(standIn && { standIn }) });
  const problem = problemWith(input, json);
  if (problem !== undefined)
    throw new SallyportError('BAD_INPUT', `'${name}' does not take this input: ${problem}`, { tool: name });
  return freeze({
    value: json,
    get text() {
      return canonical(json);
    },
  });
}

/** Why a schema does not let this value through as it is; `undefined` when it does. Must not throw. */
export function problemWith(schema: LiveSchema, json: Json): string | undefined {
  try {
    const result = schema.check(json);
    if ('problems' in result) {
      const shown = result.problems
        .slice(0, MOST_PROBLEMS)
        .map(({ pointer, message }) => `${where(pointer)}${quote(message)}`);
      return shown.join('; ') || 'the schema refuses it';
    }
    const difference = differenceOf(json, toJson(result.value), '');
    return difference && `${where(difference.pointer)}${difference.why}`;
  } catch (error) {
    return `the schema cannot judge it: ${quote(error instanceof Error ? error.message : error)}`;
  }
}

const where = (pointer: string): string => (pointer === '' ? '' : `at ${quote(pointer)}: `);

/** The first place where what the schema returned is not what went in. */
function differenceOf(given: Json, parsed: Json, pointer: string): Difference | undefined {
  if (given === parsed) return undefined;
  const changed = { pointer, why: 'its schema would change the value (coercion or transform): pass the exact type' };
  if (typeof given !== 'object' || typeof parsed !== 'object' || given === null || parsed === null) return changed;
  if (isArray(given) !== isArray(parsed)) return changed;
  const keys = ownKeys(given);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    const at = pointerTo(pointer, key);
    if (!hasOwn(parsed, key)) return { pointer: at, why: 'its schema would drop this in silence: leave it out' };
    const difference = differenceOf(member(given, key), member(parsed, key), at);
    if (difference !== undefined) return difference;
  }
  const added = ownKeys(parsed);
  for (let i = 0; i < added.length; i++) {
    const key = added[i]!;
    if (!hasOwn(given, key))
      return { pointer: pointerTo(pointer, key), why: 'its schema would add a default: say the value' };
  }
  return undefined;
}

const pointerTo = (pointer: string, key: PropertyKey): string =>
  `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
// `as`: plain JSON, and an own key of it; the length of an array is one too.
const member = (value: Json & object, key: PropertyKey): Json => (value as Readonly<Record<PropertyKey, Json>>)[key]!;
