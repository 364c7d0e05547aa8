// One proposal of those that wait, in the few lines that a list has for it.
import type { Json, ReviewItem } from '@sallyport/core';
import { quoted, render } from './escape.js';
import { type Limits, passage } from './fold.js';
import { jsonLines } from './json-lines.js';
import type { Risk } from './risk.js';
import type { View } from './view.js';

/**
 * One proposal of a queue. `id` and `digest` are what a decision names; `aims` are its control arguments; `alarm` is to be said
 * first.
 */
export interface Waiting {
  readonly alarm?: string;
  readonly sentence: string;
  readonly risk: Risk;
  readonly id: string;
  readonly digest: string;
  readonly aims: readonly string[];
  /** The other arguments in one line, the shortest first, each folded where it is long: what tells two that land in the same place apart. */
  readonly rest: string;
  readonly expires: string;
  /** Until then, in milliseconds, at the time of the view. */
  readonly left: number;
  readonly careful: boolean;
}

const AIM = {
  most: { lines: 1, characters: 200 },
  head: { lines: 1, characters: 100 },
  tail: { lines: 1, characters: 60 },
};
const REST = {
  most: { lines: 1, characters: 80 },
  head: { lines: 1, characters: 40 },
  tail: { lines: 1, characters: 10 },
};

/** Draws up one proposal of a list. */
export function waiting(item: ReviewItem, { expires, careful, flow, sentence, risk }: View): Waiting {
  const named = (isControl: boolean, shown: (line: string) => string): string[] =>
    item.parts
      .filter(({ control }) => control === isControl)
      .map(({ name, value }) => `${quoted(name)} ${shown(inLine(value))}`);
  return {
    ...(flow && { alarm: flow.words }),
    id: render(item.id),
    digest: render(item.digest),
    aims: named(true, (line) => short(line, AIM)),
    // a title is short
    rest: named(false, (line) => short(line, REST))
      .sort((a, b) => a.length - b.length)
      .join(' · '),
    expires: expires.words,
    left: expires.left,
    ...{ sentence, risk, careful },
  };
}

const inLine = (value: Json): string =>
  typeof value === 'string'
    ? quoted(value)
    : jsonLines(value)
        .map((line) => line.trim())
        .join(' ');

function short(line: string, limits: Limits): string {
  const { fold } = passage([line], limits);
  return fold ? [...fold.head, fold.words, ...fold.tail].join(' ') : line;
}
