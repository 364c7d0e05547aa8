// The ways in which a text may hide another text: each decoder answers what it says when read that way, if anything.
import { extract, rewrite, Rewriting } from './rewriting.js';

export type Decoder = (text: string) => Rewriting | undefined;

/**
 * All of them; first those that answer with a part of the text, which is shorter. Each is linear in the text, none
 * throws. Where a run may be long, its pattern has no `u` flag or a bound: else the engine keeps a stack of it.
 */
export const DECODERS: readonly Decoder[] = [
  tagCharacters,
  variationSelectors,
  csvCells,
  base64,
  hex,
  bidiRuns,
  unprefixed,
  visible,
  entities,
  untagged,
  percent,
  quotedPrintable,
  backslashes,
  backwards,
  rot13,
];

const utf8 = (bytes: readonly number[] | Uint8Array): string => new TextDecoder().decode(Uint8Array.from(bytes));
const hexBytes = (digits: string): Uint8Array => Buffer.from(digits, 'hex');
const mirror = (text: string): string => Array.from(text).reverse().join('');

/** Quoted mail, comments, lists and tables: the marks at the beginning of each line are no part of what it says. */
function unprefixed(text: string): Rewriting {
  return rewrite(text, /^[ \t]*(?:(?:[>|#*]|\/\/)[ \t]?)+/gmu, () => '');
}

const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;

/** Without what nobody sees, and with full-width and other compatibility letters as plain ones. */
function visible(text: string): Rewriting {
  const known = new Map<string, string>();
  return rewrite(text, /[^\0-\x7f]{1,4096}/g, ([run]) => {
    const plain = known.get(run) ?? plainOf(run);
    known.set(run, plain);
    return plain;
  });
}

function plainOf(run: string): string {
  const seen = run.replace(UNSEEN, '');
  const plain = seen.normalize('NFKC');
  return plain.length > 4 * run.length ? seen : plain;
}

/** ASCII smuggled as Unicode tags (U+E0020 to U+E007E). */
function tagCharacters(text: string): Rewriting {
  const ascii = (tag: string): string => String.fromCharCode(tag.codePointAt(0)! - 0xe0000);
  return extract(text, /[\u{e0020}-\u{e007e}]{1,4096}/gu, ([run]) => Array.from(run, ascii).join(''), '');
}

/** Bytes smuggled as the 256 variation selectors. A few of them only choose the look of an emoji. */
function variationSelectors(text: string): Rewriting {
  const byte = (point: number): number => (point < 0x10000 ? point - 0xfe00 : point - 0xe00f0);
  return extract(text, /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{8,65536}/gu, ([run]) =>
    legible(Uint8Array.from(run, (selector) => byte(selector.codePointAt(0)!))),
  );
}

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&', nbsp: ' ' };

function entities(text: string): Rewriting {
  const pattern = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(quot|apos|lt|gt|amp|nbsp));/giu;
  return rewrite(text, pattern, ([all, decimal, digits, name]) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()]!;
    const code = decimal === undefined ? Number.parseInt(digits!, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

export const unescapeHtml = (text: string): string => entities(text).text;

/** Without markup: a command may be cut up by elements. */
function untagged(text: string): Rewriting {
  return rewrite(text, /<[^<>]*>/g, () => '');
}

function percent(text: string): Rewriting {
  return rewrite(text, /(?:%[0-9a-f]{2}){1,65536}/gi, ([run]) => utf8(hexBytes(run.replaceAll('%', ''))));
}

function quotedPrintable(text: string): Rewriting {
  return rewrite(text, /=\r?\n|(?:=[0-9A-F]{2}){1,65536}/g, ([run]) => utf8(hexBytes(run.replaceAll(/[=\s]/gu, ''))));
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** A string literal within a text: `\"`, `\u0022`, `\x22`. */
function backslashes(text: string): Rewriting {
  const pattern = /\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|([^\r\n]))/giu;
  return rewrite(text, pattern, ([, four, two, char]) =>
    char === undefined ? String.fromCharCode(Number.parseInt((four ?? two)!, 16)) : (ESCAPED[char] ?? char),
  );
}

/** Quoted cells of a CSV table in which quotes are doubled. */
function csvCells(text: string): Rewriting {
  return extract(text, /(?<=^|[,;\t])"(?:[^"]|""){0,65536}"(?=[,;\t\r\n]|$)/gm, ([cell]) => {
    const inside = cell.slice(1, -1);
    return inside.includes('""') ? inside.replaceAll('""', '"') : '';
  });
}

/** Every run of base64 that decodes to something legible, also when it is wrapped into lines. */
function base64(text: string): Rewriting {
  const made = new Rewriting();
  const block = { text: '', start: 0, end: 0 };
  const decode = (run: string, start: number, end: number): void => {
    const decoded = legible(Buffer.from(run, 'base64'));
    if (decoded !== '') made.put(`${decoded}\n`, start, end);
  };
  const close = (): void => {
    if (block.text !== '') decode(block.text, block.start, block.end);
    block.text = '';
  };
  for (const { 0: line, index } of text.matchAll(/[^\r\n]+/g)) {
    const bare = line.replace(/^[ \t>|#*]+/u, '').trim();
    const whole = /^[\w+/-]+={0,2}$/.test(bare) && (bare.length >= 20 || block.text !== '');
    if (whole) {
      if (block.text === '') block.start = index;
      block.text += bare;
      block.end = index + line.length;
      continue;
    }
    close();
    for (const run of line.matchAll(/[\w+/-]{20,}/g)) {
      decode(run[0], index + run.index, index + run.index + run[0].length);
    }
  }
  close();
  return made;
}

function hex(text: string): Rewriting {
  return extract(text, /\b(?:[0-9a-f]{2}[\s:]?){20,65536}/gi, ([run]) => legible(hexBytes(run.replace(/[\s:]/gu, ''))));
}

/** The bytes as text, or nothing where it is noise. */
function legible(bytes: Uint8Array): string {
  const text = utf8(bytes);
  const noise = text.match(/[^\t-\r\x20-\ufffc]/g)?.length ?? 0;
  return noise * 10 <= text.length ? text : '';
}

/** What stands behind a right-to-left override, in the order in which it is seen. */
function bidiRuns(text: string): Rewriting {
  return extract(text, /\u202e[^\u202c\r\n]*/g, ([run]) => mirror(run.replaceAll('\u202e', '')));
}

/** Lines written from their end, where a mirrored word says so. */
function backwards(text: string): Rewriting | undefined {
  if (!/llac|ekovni|etucexe|"loot"|loot\//iu.test(text)) return undefined;
  return extract(text, /[^\r\n]+/g, ([line]) => mirror(line));
}

/** ROT13, where a word of the syntax shows in its rotated form. */
function rot13(text: string): Rewriting | undefined {
  if (!/\b(?:pnyy|vaibxr|rkrphgr|eha|hfr)\b|"gbby"|<gbby/iu.test(text)) return undefined;
  const made = new Rewriting();
  const rotate = (letter: string): string => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  };
  made.carry(text.replace(/[a-z]/giu, rotate), 0);
  return made;
}
