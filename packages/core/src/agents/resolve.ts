// Puts what is behind the Refs of an input in their places, without anybody reading it, and says whose word each argument is.
import { toJson, type Json } from '../canonical.js';
import { join, type Label } from '../content/label.js';
import { heldBy } from '../content/ref.js';
import { SallyportError } from '../errors.js';
import { isRecord, type JsonOptions, type Standing } from '../json.js';
import type { AnyContract } from '../tools/contract.js';
import { prepareInput } from '../tools/input.js';
import type { Handling } from './handling.js';

/** What stood behind the Refs of a value, by the argument that they stood in. */
interface Refs {
  /** The labels of the arguments that hold a Ref; the others are the session's own words. */
  readonly refs: ReadonlyMap<string, Label>;
  /** The arguments that are a Ref as a whole. */
  readonly whole: ReadonlySet<string>;
}
/** An input as it will run. */
export interface Resolved extends Refs {
  readonly value: Json;
}
/** A value without Refs, and the label of everything in it. */
export interface Opened {
  readonly value: Json;
  readonly label: Label;
  /** Was there a Ref? */
  readonly isHeld: boolean;
}

/** As large as what a tool returned may be: nobody makes it any larger by passing it on. */
const LARGEST = { text: 8 * 1024 * 1024, nodes: 200_000 } as const;

/**
 * Copies an input once, with what stands behind each Ref in its place. A Ref that is a whole argument gives it its own
 * label; beside plain parts, or other Refs, it is joined with theirs, and with the session's own.
 *
 * @throws SallyportError as `prepareInput`, and `NOT_A_REF`; what the schema says of an input with a Ref in it is not told.
 */
export function resolve(handling: Handling, contract: AnyContract, input: unknown): Resolved {
  const { standIn, ...found } = standInFor(handling, handling.own);
  // what is no plain object is refused as it is, whatever Refs stand in it
  if (handling.spec.role !== 'action' || !isRecord(input))
    return { value: prepareInput(contract, input).value, ...found };
  try {
    return { value: prepareInput(contract, input, { standIn }).value, ...found };
  } catch (error) {
    throw found.refs.size === 0 || isPlain(error) ? error : unread(contract);
  }
}

/** As {@link resolve}, for one value. `own`: the label of what is no Ref. Throws `NOT_A_REF`, `NOT_JSON`, `TOO_LARGE`. */
export function opened(handling: Handling, value: unknown, own: Label): Opened {
  const { standIn, refs } = standInFor(handling, own);
  try {
    // `as`: an object goes in, so an object comes out
    const plain = toJson({ value: value ?? null }, { ...LARGEST, standIn }) as { readonly value: Json };
    return { value: plain.value, label: refs.get('value') ?? own, isHeld: refs.size > 0 };
  } catch (error) {
    throw refs.size === 0 || isPlain(error) ? error : tooLarge();
  }
}

function standInFor(handling: Handling, own: Label): Refs & { readonly standIn: NonNullable<JsonOptions['standIn']> } {
  const refs = new Map<string, Label>();
  const whole = new Set<string>();
  const standIn = (object: object, { key, isWhole }: Standing): Json | undefined => {
    if (heldBy(object) === undefined) return undefined;
    const { value, label } = handling.open(object);
    refs.set(key, isWhole ? label : join(refs.get(key) ?? own, label));
    if (isWhole) whole.add(key);
    return value;
  };
  return { refs, whole, standIn };
}

/** Only what the session wrote itself can be no JSON or no Ref: what is behind a Ref has been JSON from the start. */
const isPlain = (error: unknown): boolean =>
  SallyportError.isInstance(error) && (error.code === 'NOT_JSON' || error.code === 'NOT_A_REF');

/** Where it is too large is a path of keys, and those behind a Ref are somebody's words. */
export const tooLarge = (what = 'a value'): SallyportError =>
  new SallyportError('TOO_LARGE', `${what} is too large: by what is behind a Ref, or what stands beside it`);

/** What a schema says of content behind a Ref would tell the acting side what stands there. */
const unread = ({ name }: AnyContract): SallyportError =>
  new SallyportError(
    'BAD_INPUT',
    `'${name}' does not take this input: what is behind a Ref, or what stands beside it, does not fit its schema`,
    { tool: name },
  );
