// What of a tool's output is shown: the fields that outsiders write are hidden, wherever in it they stand, and the rest is plain.
import type { Json } from '../json.js';
import { freeze, isArray, mapGet, mapHas, mapSet, newMap } from '../primordials.js';
import { schemaOf, type AnyContract } from './contract.js';
import { recordKeysOf, recordKeysUnder, type Keys } from './keys.js';
import { below } from './outsider.js';

/** How a field is hidden: what stands in its place. */
type Hide = (field: Json) => unknown;
/** What becomes of a field: it is shown, hidden, or looked into. */
type Sight = 'plain' | 'hidden' | Level;

/**
 * The output with each outsider field hidden. On the way to one, arrays are walked through and null stays null; where a
 * record was expected, anything else is hidden, and so are keys that the schema does not declare. A record whose keys are
 * data (`z.record`) is hidden whole: its keys are somebody's words as well. What no path leads into is plain as it is.
 */
export function veil(value: Json, contract: AnyContract, hide: Hide): unknown {
  const { outsider } = contract;
  if (outsider === '*') return hide(value);
  if (outsider.length === 0) return value;
  const schema = schemaOf(contract).output?.json;
  const declared = schema === undefined ? undefined : { root: schema, keys: recordKeysOf(schema) };
  return look(value, new Level(outsider, declared), hide);
}

function look(value: Json, level: Level, hide: Hide): unknown {
  if (value === null) return null;
  if (isArray(value)) return freeze(value.map((item: Json) => look(item, level, hide)));
  if (typeof value !== 'object' || level.isForeign) return hide(value);
  const fields = Object.entries(value).map(([key, field]) => {
    const sight = level.at(key);
    if (sight === 'plain') return [key, field];
    return [key, sight === 'hidden' ? hide(field) : look(field, sight, hide)];
  });
  return freeze(Object.fromEntries(fields));
}

/** What a schema says of the records of a level; without a schema there is nothing that a key could lack. */
interface Declared {
  readonly root: Json;
  readonly keys: Keys | undefined;
}

/** The records that some paths lead into, however many there are. */
class Level {
  readonly #paths: readonly string[];
  readonly #declared: Declared | undefined;
  readonly #sights = newMap<string, Sight>();

  constructor(paths: readonly string[], declared: Declared | undefined) {
    this.#paths = paths;
    this.#declared = declared;
  }

  /** Are the keys themselves outsiders' words? So they are where the schema says nothing of them. */
  get isForeign(): boolean {
    return this.#declared !== undefined && this.#declared.keys?.areData !== false;
  }

  at(key: string): Sight {
    const known = mapGet(this.#sights, key);
    if (known !== undefined) return known;
    const sight = this.#look(key);
    mapSet(this.#sights, key, sight);
    return sight;
  }

  #look(key: string): Sight {
    for (let i = 0; i < this.#paths.length; i++) if (this.#paths[i] === key) return 'hidden';
    const declared = this.#declared;
    const keys = declared?.keys;
    if (declared !== undefined && (keys === undefined || !mapHas(keys.properties, key))) return 'hidden';
    const paths = below(this.#paths, key);
    if (paths.length === 0) return 'plain';
    if (declared === undefined || keys === undefined) return new Level(paths, undefined);
    return new Level(paths, { root: declared.root, keys: recordKeysUnder(keys, key, declared.root) });
  }
}
