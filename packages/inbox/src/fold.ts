// Long passages, folded: the beginning and the end in sight, what lies between counted and kept at hand.
import { counted, grouped } from './words.js';

/** Lines of escaped text; `fold` says what a screen may show at first. `lines` is always the whole. */
export interface Passage {
  readonly lines: readonly string[];
  readonly fold?: Fold;
}
export interface Fold {
  readonly head: readonly string[];
  readonly tail: readonly string[];
  /** Does the tail begin in the middle of a line? */
  readonly within: boolean;
  /** How much is folded away, for the person who decides. */
  readonly words: string;
}

/** When a passage is folded, and how much of it stays in sight. `most` ≥ `head` + `tail`, so that these never overlap. */
export interface Limits {
  readonly most: Size;
  readonly head: Size;
  readonly tail: Size;
}
interface Size {
  readonly lines: number;
  readonly characters: number;
}

/** An argument: it is folded beyond 40 lines or 4,000 characters. */
export const ARGUMENT: Limits = {
  most: { lines: 40, characters: 4000 },
  head: { lines: 12, characters: 720 },
  tail: { lines: 8, characters: 480 },
};
/** What stands behind a proposal: an excerpt is enough at first. */
export const BACKGROUND: Limits = {
  most: { lines: 12, characters: 900 },
  head: { lines: 6, characters: 450 },
  tail: { lines: 3, characters: 250 },
};

/** What must not be cut apart: an escape, a count, a letter and its marks. */
const PIECE = /\\u\{[0-9a-f]+\}|\\.|⟨[^⟩]*⟩|.\p{M}*/gsu;

/** The pieces of an escaped line that stay together. */
export const piecesOf = (line: string): readonly string[] => line.match(PIECE) ?? [];

/** Makes lines a passage, folded where they are too long. Must not throw. */
export function passage(lines: readonly string[], { most, head, tail }: Limits = ARGUMENT): Passage {
  const total = lengthOf(lines);
  if (lines.length <= most.lines && total <= most.characters) return { lines };
  const pieces = lines.map(piecesOf);
  const first = textOf(take(pieces, head));
  const last = textOf(backwards(take(backwards(pieces), tail)));
  const hidden = total - lengthOf(first) - lengthOf(last);
  return {
    lines,
    fold: {
      head: first,
      tail: last,
      within: last[0] !== lines[lines.length - last.length],
      words: `⟨${grouped(hidden)} of ${counted(total, 'character')} on ${counted(lines.length, 'line')} are folded away here⟩`,
    },
  };
}

type Pieces = readonly string[];

/** From the beginning: whole lines, then as many pieces of the next as there is room for. */
function take(lines: readonly Pieces[], { lines: most, characters }: Size): Pieces[] {
  const taken: Pieces[] = [];
  let room = characters;
  for (const line of lines.slice(0, most)) {
    const used = lengthOf(line);
    if (used > room) {
      const part = fitting(line, room);
      return part.length === 0 ? taken : [...taken, part];
    }
    taken.push(line);
    room -= used;
  }
  return taken;
}

function fitting(line: Pieces, room: number): Pieces {
  let used = 0;
  const end = line.findIndex((piece) => (used += piece.length) > room);
  return end < 0 ? line : line.slice(0, end);
}

const backwards = (lines: readonly Pieces[]): Pieces[] => lines.map((line) => line.toReversed()).reverse();
const textOf = (lines: readonly Pieces[]): string[] => lines.map((line) => line.join(''));
const lengthOf = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length, 0);
