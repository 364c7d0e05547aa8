// The syntaxes of a command, as they stand in one text, undecoded. docs/worst-case-model.md lists them for people.
import type { Json } from '../../canonical.js';
import { unescapeHtml } from './decoders.js';
import { parseObject, Reader, type JsonObject } from './lenient-json.js';

/** An order to call a tool, read out of a text. `why` and `executor` only where the text names them beside the input. */
export interface Command {
  readonly name: string;
  readonly input: JsonObject;
  readonly why?: string;
  readonly executor?: string;
}

/** A stretch of text that was understood: its commands, and the other strings in it, which may hold more. */
export interface Found {
  readonly start: number;
  readonly end: number;
  readonly commands: readonly Command[];
}

const NAME = /^[a-z][\w.-]{0,63}$/iu;
const VERBS = new Set(['call', 'invoke', 'execute', 'run', 'use']);
const FILLERS = new Set(['the', 'your', 'a', 'now', 'please', 'tool', 'function', 'to', 'named', 'called']);
const LABELS = new Set(['action', 'tool', 'function', 'tool_name']);
const ELEMENTS = new Set(['tool', 'call', 'invoke', 'function', 'function_call', 'tool_call', 'tool_use', 'action']);
const NAME_KEYS = ['tool', 'toolname', 'function', 'name', 'contract', 'recipientname', 'action'];
const INPUT_KEYS = ['args', 'arguments', 'input', 'parameters', 'params', 'toolinput', 'actioninput', 'kwargs'];

const TRIGGER = /[a-z][\w.-]*|[<{]/gi;
const DECORATION = /[\s*`'"]*/y;
const BEFORE_JSON = /[\s*`'":=]*(?:(?<=`)json\b[\s`]*)?/iy;
// no two runs of white space stand side by side in a pattern: that would be quadratic
const WITH =
  /[\s*`'"]*(?:(?:tool|function)\b\s*)?(?:with\b|using\b|:)\s*(?:the\s+)?(?:(?:arguments|args|parameters|input)\b(?!\s*=))?[\s:]*/iy;
const INPUT_LABEL =
  /[\s*`'"]*(?:action[ _]?input|tool[ _]?input|args|arguments|input|parameters)\s*[:=]\s*(?:```(?:json)?\s*)?/iy;
const AND = /\s*(?:[,;]\s*(?:and\b(?!\s*[:=]))?|and\b|&)\s*/iy;
const BARE = /[^\s,;(){}"'<>][^\n\r,;(){}"'<>]{0,500}/y;
const NEXT_PAIR = /\sand\s{1,9}\w{1,64}[=:]/iu;

/** Every command in the text, from left to right, never overlapping. Linear in the text. */
export function findCommands(text: string): readonly Found[] {
  const reader = new Reader(text);
  const found: Found[] = [];
  const trigger = new RegExp(TRIGGER);
  let readAsJson = 0;
  for (let match = trigger.exec(text); match !== null; match = trigger.exec(text)) {
    const [token] = match;
    const start = match.index;
    let commands: readonly Command[] | undefined;
    if (token === '{') {
      if (start < readAsJson) continue;
      const value = reader.attempt(start, () => reader.object());
      if (value === undefined) continue;
      readAsJson = reader.at;
      commands = commandsInShape(value);
    } else {
      const read = token === '<' ? () => element(reader) : () => sentence(reader, token);
      const command = reader.attempt(start + token.length, read);
      commands = command === undefined ? [] : [command];
    }
    if (commands.length === 0) continue;
    found.push({ start, end: reader.at, commands });
    trigger.lastIndex = reader.at;
  }
  return found;
}

/** The commands that a JSON value spells out as objects: `{ tool, args }`, `{ name, arguments }`, at any depth. */
export function commandsInShape(value: Json): readonly Command[] {
  const found: Command[] = [];
  const look = (inner: Json): void => {
    if (typeof inner !== 'object' || inner === null) return;
    const command = Array.isArray(inner) ? undefined : shape(inner as JsonObject);
    if (command === undefined) Object.values(inner).forEach(look);
    else found.push(command);
  };
  look(value);
  return found;
}

/** Makes a command, or nothing when the name can be no tool's. Names are lower case; a namespace is dropped. */
function command(name: string, input: JsonObject | undefined, beside: JsonObject = {}): Command | undefined {
  const bare = name
    .trim()
    .replace(/^(?:functions|tools)\./iu, '')
    .toLowerCase();
  if (input === undefined || !NAME.test(bare)) return undefined;
  const { why, executor } = beside;
  return {
    name: bare,
    input,
    ...(typeof why === 'string' && { why }),
    ...(typeof executor === 'string' && { executor }),
  };
}

function shape(value: JsonObject): Command | undefined {
  const keys = new Map(Object.keys(value).map((key) => [key.toLowerCase().replace(/[_-]/gu, ''), key]));
  const pick = (wanted: readonly string[], type: 'string' | 'object'): Json | undefined => {
    for (const each of wanted) {
      const held = keys.has(each) ? value[keys.get(each)!] : undefined;
      if (typeof held === type && held !== null && !Array.isArray(held)) return held;
    }
    return undefined;
  };
  const name = pick(NAME_KEYS, 'string');
  const text = pick(INPUT_KEYS, 'string');
  // both casts: `pick` looked at the type
  const input = (pick(INPUT_KEYS, 'object') ?? (text === undefined ? undefined : parseObject(text as string))) as
    | JsonObject
    | undefined;
  if (name === undefined || input === undefined || isSchema(input)) return undefined;
  return command(name as string, input, value);
}

/** A list of tools is not a list of calls. */
function isSchema(input: JsonObject): boolean {
  return typeof input['properties'] === 'object' && (input['type'] === 'object' || '$schema' in input);
}

/** Prose and lines, at the end of their first word: `name(to="…")`, `CALL name {…}`, `call name with …`, `Action: name`. */
function sentence(reader: Reader, first: string): Command | undefined {
  const start = reader.at;
  if (reader.peek() === '(') {
    const input = pairsInParentheses(reader, { loose: false });
    if (input !== undefined) return command(first, input);
    reader.at = start;
  }
  const lower = first.toLowerCase();
  if (LABELS.has(lower)) {
    const labelled = reader.attempt(start, () => afterLabel(reader));
    if (labelled !== undefined) return labelled;
  }
  return VERBS.has(lower) ? afterVerb(reader) : undefined;
}

function afterVerb(reader: Reader): Command | undefined {
  for (let words = 0; words < 5; words++) {
    reader.match(DECORATION);
    const name = reader.word();
    if (name === undefined) return undefined;
    const input = inputAfterName(reader);
    if (input !== undefined) return command(name, input);
    if (!FILLERS.has(name.toLowerCase())) return undefined;
  }
  return undefined;
}

function inputAfterName(reader: Reader): JsonObject | undefined {
  const start = reader.at;
  const object = (before: RegExp) => () => (reader.match(before) === undefined ? undefined : reader.object());
  return (
    reader.attempt(start, object(BEFORE_JSON)) ??
    reader.attempt(start, () => (reader.match(DECORATION), pairsInParentheses(reader, { loose: true }))) ??
    reader.attempt(start, object(WITH)) ??
    reader.attempt(start, () => (reader.match(WITH) === undefined ? undefined : pairs(reader, { loose: true })))
  );
}

function afterLabel(reader: Reader): Command | undefined {
  reader.space();
  if (!reader.take(':')) return undefined;
  reader.match(DECORATION);
  const name = reader.word();
  if (name === undefined || reader.match(INPUT_LABEL) === undefined) return undefined;
  return command(name, reader.object());
}

function pairsInParentheses(reader: Reader, how: { readonly loose: boolean }): JsonObject | undefined {
  if (!reader.take('(')) return undefined;
  reader.space();
  const start = reader.at;
  const empty = how.loose && reader.peek() === ')' ? {} : undefined;
  const object = how.loose ? () => reader.attempt(start, () => reader.object()) : () => undefined;
  const input = empty ?? object() ?? pairs(reader, how);
  reader.space();
  return reader.take(')') ? input : undefined;
}

/** `key="value", key=1 and key: {…}`; a loose value may go unquoted up to the next comma or the line's end. */
function pairs(reader: Reader, how: { readonly loose: boolean }): JsonObject | undefined {
  const found: [string, Json][] = [];
  for (;;) {
    const pair = reader.attempt(reader.at, () => {
      reader.space();
      const key = reader.string() ?? reader.word();
      reader.space();
      if (key === undefined || !(reader.take('=') || reader.take(':'))) return undefined;
      const start = reader.at;
      const value = reader.attempt(start, () => reader.value());
      if (value !== undefined) return [key, value] as const;
      reader.at = start;
      const bare = how.loose ? bareValue(reader) : undefined;
      return bare === undefined ? undefined : ([key, bare] as const);
    });
    if (pair === undefined) return found.length > 0 ? Object.fromEntries(found) : undefined;
    found.push([...pair]);
    if (reader.match(AND) === undefined) return Object.fromEntries(found);
  }
}

function bareValue(reader: Reader): string | undefined {
  reader.space();
  const start = reader.at;
  const line = reader.match(BARE);
  if (line === undefined) return undefined;
  const next = line.search(NEXT_PAIR);
  if (next < 0) return line.trim().replace(/[.!?]$/u, '');
  reader.at = start + next;
  return line.slice(0, next).trim();
}

/** `<tool name="x">{…}</tool>`, `<invoke name="x"><parameter name="to">…</parameter></invoke>`, `<function=x>{…}`. */
function element(reader: Reader): Command | undefined {
  const tag = reader.word();
  if (tag === undefined || !ELEMENTS.has(tag.toLowerCase())) return undefined;
  const attributes = new Map<string, string>();
  if (reader.take('=')) attributes.set('name', reader.string() ?? reader.word() ?? '');
  for (let pair = attribute(reader); pair !== undefined; pair = attribute(reader)) attributes.set(...pair);
  const beside = Object.fromEntries(attributes);
  const name = attributes.get('name') ?? attributes.get('tool') ?? '';
  reader.space();
  if (reader.take('/>')) {
    for (const key of ['name', 'tool', 'why', 'executor']) attributes.delete(key);
    return command(name, Object.fromEntries(attributes), beside);
  }
  if (!reader.take('>')) return undefined;
  const body = reader.at;
  const object = () => (reader.match(BEFORE_JSON) === undefined ? undefined : reader.object());
  const input = reader.attempt(body, object) ?? parameters(reader);
  const made = command(name, input, beside);
  if (made !== undefined) reader.attempt(reader.at, () => (reader.space(), reader.take(`</${tag}>`) || undefined));
  return made;
}

function attribute(reader: Reader): [string, string] | undefined {
  return reader.attempt(reader.at, () => {
    reader.space();
    const key = reader.word();
    if (key === undefined || !reader.take('=')) return undefined;
    const value = reader.string();
    return value === undefined ? undefined : [key.toLowerCase(), value];
  });
}

/** `<parameter name="to">…</parameter>` or `<to>…</to>`, one after the other. */
function parameters(reader: Reader): JsonObject | undefined {
  const found: [string, Json][] = [];
  for (;;) {
    const pair = reader.attempt(reader.at, (): readonly [string, Json] | undefined => {
      reader.space();
      if (!reader.take('<')) return undefined;
      const tag = reader.word();
      if (tag === undefined) return undefined;
      const name = reader.take('=') ? reader.word() : attribute(reader)?.[1];
      reader.space();
      if (!reader.take('>')) return undefined;
      const text = reader.until(`</${tag}>`);
      return text === undefined ? undefined : [name ?? tag, parameterValue(text.trim())];
    });
    if (pair === undefined) return found.length > 0 ? Object.fromEntries(found) : undefined;
    found.push([...pair]);
  }
}

/** A parameter is JSON where all of it reads as JSON, else it is text. */
function parameterValue(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value();
  return value !== undefined && reader.at === text.length ? value : unescapeHtml(text);
}
