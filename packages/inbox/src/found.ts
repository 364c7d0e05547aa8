// What a search of the history has found: every hit with who, when and how far trusted, and the words it was found by marked.
import type { Found, Hit } from '@sallyport/core';
import { quoted, render } from './escape.js';
import { frozen } from './frozen.js';
import type { ViewContext } from './known.js';
import { ago, clockTime, counted, type Trust, trustWords } from './words.js';

/** A piece of a snippet, escaped. All pieces put together are the snippet. */
export interface Piece {
  readonly text: string;
  /** Is it what was searched for? */
  readonly marked: boolean;
}

/** A hit. Names are quoted; `id` is escaped, and `unrender` gives it back. */
export interface HitView {
  readonly seq: number;
  /** `message`, `decision`, … : which screen shows it whole. */
  readonly kind: string;
  /** Of what the entry is, or is about. */
  readonly id: string;
  /** What it is and who it is between, in words. */
  readonly words: string;
  readonly from: string;
  readonly to?: string;
  readonly tool?: string;
  readonly trust: Trust;
  readonly when: string;
  readonly pieces: readonly Piece[];
}

export interface FoundView {
  readonly words: string;
  /** Said of entries that the index named, and that do not stand in the journal as it says. */
  readonly unverified?: string;
  readonly hits: readonly HitView[];
  /** To be asked for as `before`, for the page after this one. */
  readonly before?: number;
}

const SAYS = 'of each the piece in which it was found; open one to see all of it';

/**
 * Draws up what was found: plain, frozen JSON, every string escaped. Must not throw.
 *
 * @example
 * ```ts
 * import type { Desk } from '@sallyport/core';
 * import { foundView, type FoundView } from '@sallyport/inbox';
 *
 * const search = async (desk: Desk, words: string): Promise<FoundView> =>
 *   foundView(await desk.search(words), { now: Date.now() });
 * ```
 */
export function foundView({ hits, unverified }: Found, { now }: Pick<ViewContext, 'now'>): FoundView {
  const last = hits.at(-1)?.seq;
  return frozen({
    words: hits.length === 0 ? 'nothing was found' : `${counted(hits.length, 'entry', 'entries')}: ${SAYS}`,
    ...(unverified > 0 && {
      unverified: `${counted(unverified, 'entry', 'entries')} left out: the journal does not bear ${unverified === 1 ? 'it' : 'them'} out`,
    }),
    hits: hits.map((hit) => hitView(hit, now)),
    ...(last !== undefined && { before: last }),
  });
}

function hitView({ seq, kind, id, at, from, to, tool, trust, snippet }: Hit, now: number): HitView {
  const names = { from: quoted(from), ...(to !== undefined && { to: quoted(to) }) };
  const what = tool === undefined ? render(kind) : `${render(kind)} · ${quoted(tool)}`;
  return {
    ...{ seq, kind: render(kind), id: render(id), ...names },
    words: `${what} · ${names.from}${names.to === undefined ? '' : ` to ${names.to}`}`,
    ...(tool !== undefined && { tool: quoted(tool) }),
    trust: trustWords(trust),
    when: `${ago(at, now)}, ${clockTime(at)}`,
    pieces: piecesOf(snippet),
  };
}

/** The text cut at its marks, and each piece spelled by itself. Marks that do not fit it mark nothing. */
function piecesOf({ text, marks }: Hit['snippet']): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  const take = (end: number, marked: boolean): void => {
    if (end > at) pieces.push({ text: render(text.slice(at, end)), marked });
    at = Math.max(at, end);
  };
  for (const [start, end] of marks) {
    take(Math.min(start, text.length), false);
    take(Math.min(end, text.length), true);
  }
  take(text.length, false);
  return pieces;
}
