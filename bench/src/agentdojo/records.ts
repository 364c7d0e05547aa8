// What a tool returned, as a list of flat records: the one shape that all outputs are brought into.
import type { Json } from '@sallyport/core';
import { parse } from 'yaml';

export type Row = Readonly<Record<string, Json>>;

/** The field of a record that is no more than a value, and those of an entry in a table whose keys are data. */
const VALUE = 'value';
const KEY = 'key';
const NAME = /^[a-z_][A-Za-z0-9_]*$/;

/**
 * Records of a result. A list is one record per item, an object is one record; an object whose keys are no names (a table of
 * hotels, say) is one record per entry, its key in `key`. Text that is no YAML, and any other value, is one record: `{ value }`.
 */
export function rowsOf(result: Json | undefined, isProse = false): readonly Row[] {
  if (isProse && result !== undefined && result !== null) return [{ [VALUE]: result }];
  return shaped(typeof result === 'string' ? parsed(result) : (result ?? null));
}

/** Is it text of several lines that is no data? */
export function isProse(result: Json | undefined): boolean {
  return typeof result === 'string' && result.trim().includes('\n') && typeof parsed(result) === 'string';
}

function shaped(value: Json): readonly Row[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value.map((item: Json) => rowOf(item));
  if (!isObject(value)) return [{ [VALUE]: value }];
  const entries = Object.entries(value);
  if (entries.length === 0) return [];
  if (isNamed(value)) return [value];
  return entries.map(([key, item]) => ({ [KEY]: key, ...rowOf(item) }));
}

function rowOf(item: Json): Row {
  return isObject(item) && isNamed(item) ? item : { [VALUE]: item };
}
const isNamed = (value: object): boolean => Object.keys(value).every((key) => NAME.test(key));

/** As JSON, as what Python prints of a dict or a list, or as YAML. */
function parsed(text: string): Json {
  const isBracketed = /^\s*[[{]/.test(text);
  const value = (isBracketed ? (json(text) ?? json(pythonAsJson(text))) : undefined) ?? yaml(text);
  if (value === undefined || typeof value === 'string') return text;
  // a letter with colons in it looks like YAML, and is a letter: a table in YAML has names for keys, or brackets around it
  const isLetter = !isBracketed && isObject(value) && !isNamed(value);
  return isLetter ? text : value;
}

function json(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json; // `as`: JSON.parse returns nothing else
  } catch {
    return undefined;
  }
}

function yaml(text: string): Json | undefined {
  try {
    // through JSON, so that whatever YAML can hold beyond it is gone
    return json(JSON.stringify(parse(text, { logLevel: 'silent', maxAliasCount: 0 }) ?? null));
  } catch {
    return undefined;
  }
}

const PYTHON = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\b(True|False|None)\b/gs;
const WORDS: Readonly<Record<string, string>> = { True: 'true', False: 'false', None: 'null' };
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** What Python prints of strings, truth values and None, as JSON writes them. */
function pythonAsJson(text: string): string {
  return text.replace(PYTHON, (_, single?: string, double?: string, word?: string) => {
    if (word !== undefined) return WORDS[word]!;
    return JSON.stringify((single ?? double ?? '').replace(/\\(.)/gs, (__, char: string) => ESCAPES[char] ?? char));
  });
}

/** Every string, number, boolean and null in a value, and every key that is data. */
export function leavesOf(value: Json): readonly Json[] {
  if (typeof value !== 'object' || value === null) return [value];
  if (Array.isArray(value)) return value.flatMap((item: Json) => leavesOf(item));
  return Object.entries(value).flatMap(([key, item]) => (NAME.test(key) ? leavesOf(item) : [key, ...leavesOf(item)]));
}

/** The same value with every string in it replaced. */
export function mapText(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => mapText(item, change));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [change(key), mapText(item, change)]));
}

/** What a text that is a list in words is made of: its lines, and what stands between commas and colons. */
export function itemsOf(text: string): readonly string[] {
  return text
    .split(/[\n,:;]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Do two values say the same? Numbers by what they are worth, and dates with or without their seconds. */
export function same(one: Json, other: Json): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' && typeof other !== 'object' && one !== null && other !== null)
    return plain(one) === plain(other);
  return JSON.stringify(one) === JSON.stringify(other);
}

const plain = (value: string | number | boolean): string =>
  String(value)
    .trim()
    .replace(/(\d\d:\d\d):00$/, '$1');

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
