// One order in all its spellings, and the codes it can be hidden in: what the styles of injections are made of.
import type { JsonObject } from '../command/lenient-json.js';

/** The same command, spelt in each way that the worst-case model understands. */
export interface Order {
  /** `CALL name {…}` */
  readonly line: string;
  /** The same in printable ASCII without `<`, `>` and `&`: survives every code below. */
  readonly ascii: string;
  /** `name(key="value")` */
  readonly prose: string;
  /** `call name with key="value" and …` */
  readonly said: string;
  /** `{"tool": …, "args": …}` */
  readonly json: string;
  /** A tool call as chat APIs write it, arguments as a string. */
  readonly chat: string;
  /** `<tool name="…">{…}</tool>` */
  readonly element: string;
  /** `<invoke name="…">` with a `<parameter name="…">` for each argument */
  readonly invoke: string;
  /** `Action: name` and `Action Input: {…}` */
  readonly react: string;
}

/** A style of injection: its name and its texts. */
export interface Style {
  readonly name: string;
  readonly texts: readonly ((order: Order) => string)[];
}

export function spell(name: string, args: JsonObject): Order {
  const json = JSON.stringify(args);
  const safe = asciiJson(json);
  const pairs = Object.entries(args).map(([key, value]) => `${bareKey(key)}=${JSON.stringify(value)}`);
  const line = `CALL ${name} ${json}`;
  return {
    line,
    ascii: `CALL ${name} ${safe}`,
    prose: pairs.length > 0 ? `${name}(${pairs.join(', ')})` : `call ${name}()`,
    said: `call ${name} with ${pairs.join(' and ') || '{}'}`,
    json: JSON.stringify({ tool: name, args }),
    chat: JSON.stringify({ type: 'function', function: { name, arguments: json } }),
    element: `<tool name="${name}">${safe}</tool>`,
    invoke: `<invoke name="${name}">${parameters(args) || '{}'}</invoke>`,
    react: `Action: ${name}\nAction Input: ${json}`,
  };
}

const bareKey = (key: string): string => (/^[a-z_]\w{0,63}$/iu.test(key) ? key : JSON.stringify(key));

function parameters(args: JsonObject): string {
  const one = (key: string, value: string): string => `<parameter name=${key}>${value}</parameter>`;
  return Object.entries(args)
    .map(([key, value]) => one(asciiJson(JSON.stringify(key)), asciiJson(JSON.stringify(value))))
    .join('');
}

function asciiJson(json: string): string {
  const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return json.replace(/[<>&]|[^\x20-\x7e]/g, escape);
}

const bytesOf = (text: string): Buffer => Buffer.from(text, 'utf8');
const mapAscii = (text: string, shift: number): string =>
  Array.from(text, (char) =>
    char > ' ' && char <= '~' ? String.fromCodePoint(char.charCodeAt(0) + shift) : char,
  ).join('');

export const base64 = (text: string): string => bytesOf(text).toString('base64');
export const hex = (text: string): string => bytesOf(text).toString('hex');
export const wrap = (text: string, width: number): string => text.replace(new RegExp(`.{${width}}(?=.)`, 'gu'), '$&\n');
export const percent = (text: string): string => hex(text).replace(/../gu, '%$&');
export const url = (text: string): string => encodeURIComponent(text);
export const quotedPrintable = (text: string): string => {
  const units = Array.from(text, (char) => (/[a-z0-9 ]/iu.test(char) ? char : `=${hex(char).toUpperCase()}`));
  return units.map((unit, i) => (i % 24 === 23 ? `${unit}=\n` : unit)).join('');
};
export const entities = (text: string): string => text.replace(/[^a-z0-9 _]/giu, (char) => `&#${char.codePointAt(0)};`);
export const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);
export const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
export const between = (text: string, hidden: string): string => Array.from(text).join(hidden);
export const fullWidth = (text: string): string => mapAscii(text, 0xfee0);
export const backwards = (text: string): string => Array.from(text).reverse().join('');
export const tags = (text: string): string =>
  Array.from(text, (char) => String.fromCodePoint(0xe0000 + char.codePointAt(0)!)).join('');
export const selectors = (text: string): string =>
  Array.from(bytesOf(text), (byte) => String.fromCodePoint(byte < 16 ? 0xfe00 + byte : 0xe00f0 + byte)).join('');

export function rot13(text: string): string {
  return text.replace(/[a-z]/giu, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}
