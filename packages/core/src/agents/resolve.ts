// Puts what is behind the Refs of an input in their places, without anybody reading it, and says whose word each argument is.
import type { Json } from '../canonical.js';
import { join, type Label } from '../content/label.js';
import { heldBy } from '../content/ref.js';
import { SallyportError } from '../errors.js';
import { isRecord, type Standing } from '../json.js';
import type { AnyContract } from '../tools/contract.js';
import { prepareInput } from '../tools/input.js';
import type { Handling } from './handling.js';

/** An input as it will run, and the labels of the arguments that hold a Ref; the others are the session's own words. */
export interface Resolved {
  readonly value: Json;
  readonly refs: ReadonlyMap<string, Label>;
}

/**
 * Copies an input once, with what stands behind each Ref in its place. A Ref that is a whole argument gives it its own
 * label; beside plain parts, or other Refs, it is joined with theirs, and with the session's own.
 *
 * @throws SallyportError as `prepareInput`, and `NOT_A_REF`; what the schema says of an input with a Ref in it is not told.
 */
export function resolve(handling: Handling, contract: AnyContract, input: unknown): Resolved {
  const refs = new Map<string, Label>();
  // what is no plain object is refused as it is, whatever Refs stand in it
  if (handling.spec.role !== 'action' || !isRecord(input)) return { value: prepareInput(contract, input).value, refs };
  const standIn = (object: object, { key, isWhole }: Standing): Json | undefined => {
    if (heldBy(object) === undefined) return undefined;
    const { value, label } = handling.open(object);
    refs.set(key, isWhole ? label : join(refs.get(key) ?? handling.label, label));
    return value;
  };
  try {
    return { value: prepareInput(contract, input, { standIn }).value, refs };
  } catch (error) {
    throw refs.size === 0 || isPlain(error) ? error : unread(contract);
  }
}

/** Only what the session wrote itself can be no JSON or no Ref: what is behind a Ref has been JSON from the start. */
const isPlain = (error: unknown): boolean =>
  SallyportError.isInstance(error) && (error.code === 'NOT_JSON' || error.code === 'NOT_A_REF');

/** What a schema says of content behind a Ref would tell the acting side what stands there. */
const unread = ({ name }: AnyContract): SallyportError =>
  new SallyportError(
    'BAD_INPUT',
    `'${name}' does not take this input: what is behind a Ref, or what stands beside it, does not fit its schema`,
    { tool: name },
  );
