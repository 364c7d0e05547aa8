// Where each argument of a task's calls comes from, and which call waits for which: from the data's labels, never from a guess of ours.
import type { Json } from '@sallyport/core';
import type { Needed, UserTask } from './data.js';
import { isOutsiders, type Output, type Outputs } from './fields.js';
import { itemsOf, leavesOf, same, type Row } from './records.js';

/** A place in an output: the record's number, its field, and the way on from there. */
export type Path = readonly (string | number)[];
/** A part of an argument that stands at a place of an earlier output. */
export interface Found {
  /** Where in the argument. */
  readonly to: Path;
  readonly from: Path;
}

/**
 * `literal`: the trusted prompt or a constant says it. `typed`: code takes it from fields that outsiders do not write, of the
 * output of call `of`; what is not `found` there is computed. `unread`: it stands in outsiders' text, of the outputs of `of`.
 */
export type Origin =
  | { readonly is: 'literal' }
  | {
      readonly is: 'typed';
      readonly of: number;
      readonly found: readonly Found[];
      /** Must somebody read outsiders' text to know which of several records is meant? */
      readonly isChoice: boolean;
    }
  | { readonly is: 'unread'; readonly of: readonly number[] };

/** A call of a task, and what the worker knows of it. */
export interface Call {
  readonly index: number;
  readonly call: Needed;
  readonly origins: ReadonlyMap<string, Origin>;
  /** The calls whose outputs it needs. */
  readonly needs: ReadonlySet<number>;
  /** Is what is to be done said by outsiders' text alone? Nobody can plan it. */
  readonly isToldByData: boolean;
  /** Does outsiders' text decide whether it is done at all? */
  readonly isConditional: boolean;
}

interface Step {
  readonly index: number;
  readonly output: Output;
  readonly rows: readonly Row[];
  readonly isRead: boolean;
  /** Was it given outsiders' text? Then its output may hold it anywhere, and code takes nothing out of it. */
  readonly isHeld: boolean;
}

/** `isRead`: does a tool only look? */
export function callsOf(task: UserTask, outputs: Outputs, isRead: (tool: string) => boolean): readonly Call[] {
  const before: Step[] = [];
  return task.calls.map((call, index) => {
    const origins = new Map(
      Object.entries(call.args).map(([name, value]) => [name, originOf({ task, call, name, value, before })]),
    );
    const output = outputs.get(call.tool)!;
    const isHeld = [...origins.values()].some(({ is }) => is === 'unread');
    before.push({ index, output, rows: output.rows(call.result), isRead: isRead(call.tool), isHeld });
    const needs = new Set([...origins.values()].flatMap((origin) => (origin.is === 'literal' ? [] : origin.of)));
    const { authority, condition } = call;
    const isToldByData = authority === 'data';
    return { index, call, origins, needs, isToldByData, isConditional: condition === 'U' && !isToldByData };
  });
}

interface Asked {
  readonly task: UserTask;
  readonly call: Needed;
  readonly name: string;
  readonly value: Json;
  readonly before: readonly Step[];
}

function originOf(asked: Asked): Origin {
  const { call, name, before } = asked;
  const origin = call.arg_provenance?.[name];
  if (origin === undefined) return inferred(asked);
  if (origin.label === 'P') return { is: 'literal' };
  const named = before.filter(({ index }) => origin.in_results.includes(index));
  const reads = before.filter(({ isRead }) => isRead);
  const places = named.length > 0 ? named : reads.length > 0 ? reads : before;
  if (places.length === 0) return { is: 'literal' };
  const unread: Origin = { is: 'unread', of: places.map(({ index }) => index) };
  if (origin.label === 'U') return unread;
  // what the data's reader found in no result is computed: that some field holds the same number says nothing
  if (named.length === 0) return computedFrom(asked, places) ?? unread;
  const taken = takenFrom(asked, places) ?? listedIn(asked, places);
  if (taken !== undefined) return taken;
  // whatever its label: what stands only where outsiders write was written by them
  return isTheirs(asked, places) ? unread : (computedFrom(asked, places) ?? unread);
}

/**
 * What nobody labelled, the arguments of calls that only look: text that is not in the prompt and stands in an earlier
 * output came from there; anything else is the worker's own.
 */
function inferred(asked: Asked): Origin {
  const { value, task, before } = asked;
  const texts = leavesOf(value).filter((leaf) => typeof leaf === 'string' && leaf.length > 3);
  const prompt = task.prompt.toLowerCase();
  if (texts.every((text) => prompt.includes(String(text).toLowerCase()))) return { is: 'literal' };
  const typed = before.filter((step) => foundIn(step, value, task).length > 0);
  if (typed.length > 0) return takenFrom(asked, typed) ?? { is: 'literal' };
  const told = before.filter(({ rows }) =>
    rows.some((row) => leavesOf(row).some((leaf) => texts.some((text) => String(leaf).includes(String(text))))),
  );
  return told.length === 0 ? { is: 'literal' } : { is: 'unread', of: told.map(({ index }) => index) };
}

/** From the first output that holds the most of it. */
function takenFrom(asked: Asked, places: readonly Step[]): Origin | undefined {
  const [best] = places
    .map((step) => ({ step, found: foundIn(step, asked.value, asked.task) }))
    .toSorted((a, b) => b.found.length - a.found.length);
  if (best === undefined || best.found.length === 0) return undefined;
  const { step, found } = best;
  const chosen = [...new Set(found.map(({ from }) => Number(from[0])))];
  const isEach = chosen.length === step.rows.length;
  const isChoice = !isEach && mayBeChoice(asked, step) && !chosen.every((row) => isTold(step, row, asked.task));
  return { is: 'typed', of: step.index, found, isChoice };
}

/** From a typed field that is a list in words: code, or the worker itself, takes one item of it. */
function listedIn({ value }: Asked, places: readonly Step[]): Origin | undefined {
  const step = places.find(({ rows, output, isHeld }) => {
    if (isHeld) return false;
    const typed = typedNames(output);
    const items = rows.flatMap((row) =>
      Object.entries(row).flatMap(([name, field]) => (typed.has(name) ? itemsIn(field) : [])),
    );
    return items.some((item) => leavesOf(value).some((part) => same(item, part)));
  });
  return step && { is: 'typed', of: step.index, found: [], isChoice: false };
}

/** Does it stand in what outsiders write, as a whole or as an item? */
function isTheirs({ value }: Asked, places: readonly Step[]): boolean {
  const parts = leavesOf(value).filter((part) => typeof part === 'string' && part.length > 3);
  return places.some(({ rows }) =>
    rows.some((row) => itemsIn(row).some((item) => parts.some((part) => same(item, part)))),
  );
}

const itemsIn = (value: Json): readonly string[] =>
  leavesOf(value).flatMap((leaf) => (typeof leaf === 'string' ? itemsOf(leaf) : []));

/** From the last output that has typed fields. Of which of its records nobody has said, unless an id stands in the prompt. */
function computedFrom(asked: Asked, places: readonly Step[]): Origin | undefined {
  const step = places.findLast((one) => !one.isHeld && one.rows.length > 0 && typedNames(one.output).size > 0);
  if (step === undefined) return undefined;
  const isKnown = step.rows.some((_, row) => isTold(step, row, asked.task, isId));
  return { is: 'typed', of: step.index, found: [], isChoice: mayBeChoice(asked, step) && !isKnown };
}

const typedNames = ({ fields }: Output): ReadonlySet<string> =>
  new Set(fields.filter((field) => !isOutsiders(field)).map(({ name }) => name));

/** The whole value in one typed field, or else each of its parts. */
function foundIn(step: Step, value: Json, task: UserTask): readonly Found[] {
  const { rows, output } = step;
  const typed = typedNames(output);
  const places = rows.flatMap((row, i) =>
    Object.entries(row)
      .filter(([name]) => typed.has(name))
      .flatMap(([name, field]) => placesIn(field, [i, name])),
  );
  const at = (part: Json): Path | undefined => {
    const equal = places.filter((place) => same(place.value, part));
    // of several records that say the same, the one that the prompt speaks of
    return (equal.find(({ path }) => isTold(step, Number(path[0]), task)) ?? equal[0])?.path;
  };
  const whole = typeof value === 'boolean' ? undefined : at(value);
  if (whole !== undefined) return [{ to: [], from: whole }];
  if (typeof value !== 'object' || value === null) return [];
  return placesIn(value, []).flatMap((part) => {
    const isLeaf = part.path.length > 0 && (typeof part.value === 'string' || typeof part.value === 'number');
    const from = isLeaf ? at(part.value) : undefined;
    return from === undefined ? [] : [{ to: part.path, from }];
  });
}

interface Placed {
  readonly value: Json;
  readonly path: Path;
}
function placesIn(value: Json, path: Path): readonly Placed[] {
  const here = { value, path };
  if (typeof value !== 'object' || value === null) return [here];
  return [here, ...Object.entries(value).flatMap(([key, item]) => placesIn(item, [...path, key]))];
}

/** The data's reader says that typed fields decide (`condition` S), or there is but one record: then nobody has to read which. */
const mayBeChoice = ({ call }: Asked, { rows }: Step): boolean => rows.length > 1 && call.condition !== 'S';

/** Does the prompt name a record by one of its typed fields, which says what that of no other record says? */
function isTold({ rows, output }: Step, row: number, { prompt }: UserTask, kind = isWord): boolean {
  const others = rows.filter((_, i) => i !== row);
  return [...typedNames(output)].some((name) =>
    leavesOf(rows[row]?.[name] ?? null).some(
      (leaf) =>
        kind(leaf) &&
        isSaid(leaf, prompt) &&
        !others.some((other) => leavesOf(other[name] ?? null).some((its) => same(its, leaf))),
    ),
  );
}

/** Of a prompt, what could name a record: not every `me` and `a`. */
const isId = (leaf: Json): boolean => typeof leaf === 'string' && leaf.length > 3;
const isWord = (leaf: Json): boolean => typeof leaf === 'number' || isId(leaf);

/** Does a prompt say it, as words of its own? Numbers by what they are worth. */
function isSaid(leaf: Json, prompt: string): boolean {
  if (typeof leaf === 'number') return prompt.split(/[^\d.]+/).some((word) => word !== '' && Number(word) === leaf);
  const literal = String(leaf).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w@.-])${literal}(?![\\w@-])`, 'i').test(prompt);
}
