// A text written anew, piece by piece, that still knows from where in the old text each piece came.

/** A stretch of a text: from `start` up to, not including, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Pieces are put behind one another. A carried piece is as long as its source and keeps its order, so that each place
 * in it has its own source; a put piece comes as a whole from the whole of its source.
 */
export class Rewriting {
  // one entry a piece in each: there may be as many as characters
  readonly #texts: string[] = [];
  readonly #at: number[] = [];
  readonly #starts: number[] = [];
  /** The end of the source; -1 for a carried piece. */
  readonly #ends: number[] = [];
  #length = 0;
  #text: string | undefined;

  /** Adds a piece that says what the source says from `start` up to, not including, `end`. */
  put(text: string, start: number, end: number): void {
    if (text === '') return;
    this.#texts.push(text);
    this.#at.push(this.#length);
    this.#starts.push(start);
    this.#ends.push(end);
    this.#length += text.length;
    this.#text = undefined;
  }

  /** Adds a piece in which each character stands for the one at its place in the source, beginning at `start`. */
  carry(text: string, start: number): void {
    this.put(text, start, -1);
  }

  get text(): string {
    this.#text ??= this.#texts.join('');
    return this.#text;
  }

  /** Where in the source a stretch of the new text came from. */
  source(range: Range): Range {
    const first = this.#pieceAt(range.start);
    const last = this.#pieceAt(range.end - 1);
    const place = (piece: number, at: number): number => this.#starts[piece]! + at - this.#at[piece]!;
    const carried = (piece: number): boolean => this.#ends[piece] === -1;
    return {
      start: carried(first) ? place(first, range.start) : this.#starts[first]!,
      end: carried(last) ? place(last, range.end) : this.#ends[last]!,
    };
  }

  #pieceAt(place: number): number {
    let low = 0;
    let high = this.#at.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#at[middle]! <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

type Replace = (match: RegExpExecArray) => string;

/** The whole text with what the pattern finds replaced. */
export function rewrite(text: string, pattern: RegExp, replace: Replace): Rewriting {
  const made = new Rewriting();
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    made.carry(text.slice(done, match.index), done);
    done = match.index + match[0].length;
    made.put(replace(match), match.index, done);
  }
  made.carry(text.slice(done), done);
  return made;
}

/** Only what the pattern finds, decoded, with `separator` behind each piece. */
export function extract(text: string, pattern: RegExp, decode: Replace, separator = '\n'): Rewriting {
  const made = new Rewriting();
  for (const match of text.matchAll(pattern)) {
    const decoded = decode(match);
    if (decoded !== '') made.put(decoded + separator, match.index, match.index + match[0].length);
  }
  return made;
}
