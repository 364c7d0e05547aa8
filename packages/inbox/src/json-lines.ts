// JSON as lines: keys in canonical order (RFC 8785), one entry a line, every string spelled out, every number in decimals.
import { type Json, SallyportError } from '@sallyport/core';
import { quoted } from './escape.js';

const DEEPEST = 200;
const LONGEST_NUMBER = 40;

/**
 * The lines of a JSON value. Two different values never give the same lines.
 *
 * @throws SallyportError `NOT_JSON` for what JSON cannot say (NaN, Infinity, undefined), `TOO_LARGE` beyond 200 levels.
 */
export function jsonLines(value: Json, depth = 0): string[] {
  if (depth > DEEPEST)
    throw new SallyportError('TOO_LARGE', `a value nested deeper than ${DEEPEST} levels cannot be shown`);
  if (typeof value !== 'object' || value === null) return [scalar(value)];
  if (Array.isArray(value)) {
    // `isArray` does not narrow a readonly array: these are its entries.
    const entries = value as readonly Json[];
    return enclosed(
      '[',
      entries.map((entry) => jsonLines(entry, depth + 1)),
      ']',
    );
  }
  const fields = entriesOf(value).map(([key, entry]) => {
    const [first = '', ...rest] = jsonLines(entry, depth + 1);
    return [`${quoted(key)}: ${first}`, ...rest];
  });
  return enclosed('{', fields, '}');
}

/** The entries of an object in canonical order: by UTF-16 code units. */
export function entriesOf(value: Json): [string, Json][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A number without an exponent, as long as that stays short. Reading it back gives the same number. */
export function decimal(value: number): string {
  if (!Number.isFinite(value))
    throw new SallyportError('NOT_JSON', `${String(value)} is not a number in JSON: it is refused`);
  const canonical = JSON.stringify(value);
  const [, sign = '', digits = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(canonical) ?? [];
  const places = Number(power);
  if (digits === '' || Math.abs(places) > LONGEST_NUMBER) return canonical;
  const all = digits + fraction;
  const point = digits.length + places;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${all}`;
  return `${sign}${all.padEnd(point, '0')}`;
}

function scalar(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return decimal(value);
  if (typeof value === 'boolean' || value === null) return String(value);
  throw new SallyportError('NOT_JSON', `a ${typeof value} is not JSON: it cannot be shown, and so not be approved`);
}

function enclosed(open: string, entries: readonly (readonly string[])[], close: string): string[] {
  if (entries.length === 0) return [open + close];
  const inner = entries.flatMap((lines, i) => {
    const comma = i < entries.length - 1 ? ',' : '';
    return lines.map((line, n) => `  ${line}${n === lines.length - 1 ? comma : ''}`);
  });
  return [open, ...inner, close];
}
