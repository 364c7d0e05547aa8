// Where a text links to, or would be made to by a mail client, a chat or a browser. It says where, never what is harmless.
import { marksIn, type Mark } from './link-marks.js';
import { isSpace, readingsOf } from './skeleton.js';

/** In the text itself. A `dot` is one within a bare name (`evil.example`), which a client may take for a link by itself. */
export interface Found {
  readonly kind: 'link' | 'dot';
  readonly start: number;
  readonly end: number;
  /** Of an attribute (`href="…"`): its value alone. */
  readonly value?: string;
}

/** No address goes on after these, or after a space. */
const ENDS = new Set('<>"\uff0c\u3001\uff1b\uff01\uff1f\uff09\u300d\u300f\u3011\u300b');
/** What ends a sentence or a bracket after an address. No colon: `[link removed]:` would define a reference in Markdown. */
const TAIL = new Set(".,;!?)]}'*_~|`\u3002");

/** Every link, in the order of the text, none within another. Takes time linear in the text. Must not throw. */
export function findLinks(text: string): readonly Found[] {
  const marks = readingsOf(text).flatMap(({ text: reading, from, to }) =>
    marksIn(reading).map(({ kind, start, end }) => ({ kind, start: from(start), end: to(end - 1) })),
  );
  marks.sort((a, b) => a.start - b.start || b.end - a.end);
  const found: Found[] = [];
  let covered = 0;
  for (const mark of marks) {
    if (mark.start < covered) continue;
    const one = placed(text, mark);
    found.push(one);
    covered = one.end;
  }
  return found;
}

function placed(text: string, { kind, start, end }: Mark): Found {
  if (kind === 'dot') return { kind, start, end };
  if (kind === 'tag') return { kind: 'link', start, end };
  if (kind === 'attribute') return { kind: 'link', start, ...valueAt(text, end) };
  let last = endOfAddress(text, end);
  while (last > end && TAIL.has(text.charAt(last - 1))) last -= 1;
  return { kind: 'link', start, end: last };
}

/** Where the address ends, or whatever else it is, that goes on at `from`. */
function endOfAddress(text: string, from: number): number {
  let end = from;
  while (end < text.length && !isEnd(text.charAt(end))) end += 1;
  return end;
}

/** Is it a character that no address goes across? */
export const isEnd = (character: string): boolean => ENDS.has(character) || isSpace(character);

/** The value of an attribute, and where it ends: in quotes that are closed, or up to a space or the end of the tag. */
function valueAt(text: string, from: number): { readonly end: number; readonly value: string } {
  let start = from;
  while (start < text.length && isSpace(text.charAt(start))) start += 1;
  const quote = text.charAt(start);
  const close = quote === '"' || quote === "'" ? text.indexOf(quote, start + 1) : -1;
  if (close >= 0) return { end: close + 1, value: text.slice(start + 1, close) };
  let end = start;
  while (end < text.length && text.charAt(end) !== '>' && !isSpace(text.charAt(end))) end += 1;
  return { end, value: text.slice(start, end) };
}
