// Which fields of a tool's output outsiders write: derived from what was recorded, by rules that know no tool by its name.
import type { Json } from '@sallyport/core';
import { CANARY, recordedIn, type Needed, type SuiteData } from './data.js';
import { isProse, itemsOf, leavesOf, rowsOf, same, type Row } from './records.js';

/**
 * Why a field counts as it does. `canary`: an attacker's passage stands in it in some result. `free text`: it could hold a
 * sentence. `typed`: all that was ever in it is a number, a date, an address or the like. `reader`: it could hold a sentence,
 * no attacker's passage ever stood in it, and the careful reader of the data took an argument from it and called it typed.
 */
export type Reason = 'canary' | 'free text' | 'typed' | 'reader';

export interface Field {
  readonly name: string;
  readonly reason: Reason;
}
export const isOutsiders = ({ reason }: Field): boolean => reason === 'canary' || reason === 'free text';

/** What a tool answers, as far as it was recorded. */
export interface Output {
  readonly fields: readonly Field[];
  readonly rows: (result: Json | undefined) => readonly Row[];
}
/** By tool. */
export type Outputs = ReadonlyMap<string, Output>;

export function outputsOf(suite: SuiteData): Outputs {
  const calls = recordedIn(suite);
  // a tool that answers in prose once answers in prose, whatever a letter with colons in it may look like
  const prose = new Set(calls.filter(({ result }) => isProse(result)).map(({ tool }) => tool));
  const rows = new Map(suite.tools.map(({ name }) => [name, remembered((of) => rowsOf(of, prose.has(name)))]));
  const seen = new Map<string, Map<string, Set<Json>>>(suite.tools.map(({ name }) => [name, new Map()]));
  for (const { tool, result, result_canary } of calls)
    for (const row of [...rows.get(tool)!(result), ...rows.get(tool)!(result_canary)])
      for (const [name, value] of Object.entries(row)) {
        const values = seen.get(tool)!.get(name) ?? new Set();
        for (const leaf of leavesOf(value)) values.add(leaf);
        seen.get(tool)!.set(name, values);
      }
  const vouched = vouchedBy(suite, rows);
  const fields = (tool: string): readonly Field[] =>
    [...seen.get(tool)!].map(([name, values]) => ({
      name,
      reason: reasonOf([...values], vouched.has(`${tool} ${name}`)),
    }));
  return new Map([...rows].map(([tool, of]) => [tool, { fields: fields(tool), rows: of }]));
}

/** The same text is read once: each run asks for every result of its task. */
function remembered(read: Output['rows']): Output['rows'] {
  const known = new Map<Json | undefined, readonly Row[]>();
  return (result) => {
    const rows = known.get(result) ?? read(result);
    known.set(result, rows);
    return rows;
  };
}

function reasonOf(values: readonly Json[], isVouched: boolean): Reason {
  if (values.some((value) => typeof value === 'string' && value.search(CANARY) >= 0)) return 'canary';
  if (values.every(isTyped)) return 'typed';
  return isVouched ? 'reader' : 'free text';
}

/** What no sentence fits into. */
const SHAPES = [
  /^$/,
  // a date, a time, both
  /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?Z?)?$/,
  /^\d{1,2}:\d{2}(:\d{2})?$/,
  // a number in text, with a sign or a currency
  /^[-+$€£]?\d+([.,]\d+)*%?$/,
  // an e-mail address
  /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/,
  // an account (ISO 13616, and those that are made up as it says)
  /^[A-Z]{2}\d{8,32}$/,
  // an id: one word with a digit in it; and a word of a fixed list: short, in small letters
  /^(?=[\w-]*\d)[\w-]{1,24}$/,
  /^[a-z]{1,12}$/,
];

function isTyped(value: Json): boolean {
  return typeof value !== 'string' || SHAPES.some((shape) => shape.test(value));
}

/** The fields that an argument was taken from which the careful reader labelled S: the tool and the field. */
function vouchedBy({ user_tasks }: SuiteData, rows: ReadonlyMap<string, Output['rows']>): ReadonlySet<string> {
  return new Set(user_tasks.flatMap(({ calls }) => calls.flatMap((call) => vouchedIn(call, calls, rows))));
}

function vouchedIn(
  { args, arg_provenance }: Needed,
  calls: readonly Needed[],
  rows: ReadonlyMap<string, Output['rows']>,
): readonly string[] {
  const typed = Object.entries(arg_provenance ?? {}).filter(([, { label }]) => label === 'S');
  return typed.flatMap(([name, { in_results }]) => {
    const results = in_results.flatMap((from) => calls[from] ?? []);
    return results.flatMap(({ tool, result }) =>
      holding(rows.get(tool)!(result), args[name] ?? null).map((field) => `${tool} ${field}`),
    );
  });
}

/** The names of the fields in which a value stands, or one of its parts: as the whole, or as one item of a list in text. */
function holding(rows: readonly Row[], value: Json): readonly string[] {
  const parts = leavesOf(value).filter((part) => part !== null && part !== '' && typeof part !== 'boolean');
  const isPart = (leaf: Json): boolean =>
    parts.some(
      (part) => same(part, leaf) || (typeof leaf === 'string' && itemsOf(leaf).some((item) => same(item, part))),
    );
  return rows.flatMap((row) =>
    Object.entries(row)
      .filter(([, field]) => leavesOf(field).some(isPart))
      .map(([name]) => name),
  );
}
