// One proposal of those that wait, in the few lines that a list has for it.
import type { ReviewItem } from './core.js';
import { quoted, render } from './escape.js';
import { passage } from './fold.js';
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

/** Draws up one proposal of a list. */
export function waiting(item: ReviewItem, { expires, careful, flow, sentence, risk }: View): Waiting {
  const aims = item.parts
    .filter(({ control }) => control)
    .map(({ name, value }) => {
      const shown =
        typeof value === 'string'
          ? quoted(value)
          : jsonLines(value)
              .map((line) => line.trim())
              .join(' ');
      const { fold } = passage([shown], AIM);
      return `${quoted(name)} ${fold ? [...fold.head, fold.words, ...fold.tail].join(' ') : shown}`;
    });
  return {
    ...(flow && { alarm: flow.words }),
    id: render(item.id),
    digest: render(item.digest),
    ...{ sentence, risk, aims, expires: expires.words, left: expires.left, careful },
  };
}
