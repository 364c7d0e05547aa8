// A snippet: the piece of a text in which the words of a search stand, and where they stand in it.
import type { Term } from '../record/store.js';
import { spansOf, type Span } from '../record/words.js';

/** Raw text, as it was written: a screen escapes it. `marks`: [start, end) in UTF-16 code units, in order, apart from each other. */
export interface Snippet {
  readonly text: string;
  readonly marks: readonly (readonly [number, number])[];
}

const LENGTH = 160;
const BEFORE = 40;
/** What is found further behind is found, and not shown. */
const LOOKED_AT = 100_000;

/** The first place in a text that the terms are found by, and some of what stands around it. */
export function snippetOf(text: string, terms: readonly Term[]): Snippet {
  const marks = marksIn(text.slice(0, LOOKED_AT), terms);
  const first = marks[0]?.[0] ?? 0;
  const start = whole(text, Math.max(0, first - BEFORE));
  const end = whole(text, Math.min(text.length, start + LENGTH));
  const inside = marks
    .filter(([from]) => from < end)
    .map(([from, to]) => [from - start, Math.min(to, end) - start] as const);
  return Object.freeze({
    text: text.slice(start, end),
    marks: Object.freeze(inside.map((mark) => Object.freeze(mark))),
  });
}

/** Not between the two halves of a character. */
function whole(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return at > 0 && unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}

function marksIn(text: string, terms: readonly Term[]): readonly (readonly [number, number])[] {
  const tokens = spansOf(text).flatMap((span) => span.tokens.map((token) => ({ token, span })));
  const found = terms.flatMap((term) => placesOf(tokens, term));
  return joined(found.sort(([a], [b]) => a - b));
}

interface Placed {
  readonly token: string;
  readonly span: Span;
}

function placesOf(tokens: readonly Placed[], { tokens: words, prefix }: Term): [number, number][] {
  const last = words.length - 1;
  const fits = (at: number): boolean =>
    words.every((word, n) => {
      const token = tokens[at + n]?.token;
      return n === last && prefix ? token?.startsWith(word) === true : token === word;
    });
  return tokens.flatMap(({ span }, at): [number, number][] =>
    fits(at) ? [[span.start, tokens[at + last]!.span.end]] : [],
  );
}

function joined(places: readonly [number, number][]): readonly (readonly [number, number])[] {
  const marks: [number, number][] = [];
  for (const [start, end] of places) {
    const before = marks.at(-1);
    if (before !== undefined && start <= before[1]) before[1] = Math.max(before[1], end);
    else marks.push([start, end]);
  }
  return marks;
}
