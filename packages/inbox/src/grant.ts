// Standing grants: what is approved beforehand, said in full, and what one is about to grant.
import type { Json, ReviewItem, StandingGrant } from '@sallyport/core';
import { quoted, render } from './escape.js';
import { type Passage, passage } from './fold.js';
import { frozen } from './frozen.js';
import { jsonLines } from './json-lines.js';
import type { ViewContext } from './known.js';
import { ago, clockTime, countdown, counted, doesWhat, grouped } from './words.js';

/** What one control argument may be. */
export interface BoundView {
  /** Quoted. */
  readonly name: string;
  readonly words: string;
  /** Each value; of many the rest is folded. */
  readonly values: Passage;
}

/** A standing grant. `id` is escaped, and `unrender` gives it back; names are quoted. */
export interface GrantView {
  readonly id: string;
  readonly agent: string;
  readonly tool: string;
  /** What happens without anybody's being asked. */
  readonly sentence: string;
  readonly bounds: readonly BoundView[];
  readonly uses: string;
  readonly ends: { readonly words: string; readonly over: boolean };
  readonly given: string;
}

/** What a person is about to grant. */
export interface OfferView {
  readonly sentence: string;
  readonly bounds: readonly BoundView[];
  /** Why it is not offered; then it must not be made. */
  readonly fault?: string;
}

/**
 * Draws up a standing grant: plain, frozen JSON, every string escaped.
 *
 * @example
 * ```ts
 * import type { Desk } from '@sallyport/core';
 * import { grantView, type GrantView } from '@sallyport/inbox';
 *
 * const granted = async (desk: Desk): Promise<GrantView[]> =>
 *   (await desk.grants()).map((grant) => grantView(grant, { now: Date.now() }));
 * ```
 */
export function grantView(grant: StandingGrant, { now }: Pick<ViewContext, 'now'>): GrantView {
  const { id, agent, tool, bounds, by, at, until, uses, left } = grant;
  const name = tool.name === undefined ? `the contract ${render(tool.contract)}` : quoted(tool.name);
  const does = tool.effect === undefined ? 'nobody can say any more what it does' : `it ${doesWhat(tool.effect)}`;
  return frozen({
    ...{ id: render(id), agent: quoted(agent), tool: name },
    sentence: `${quoted(agent)} may have ${name} run without anybody’s being asked: ${does}.`,
    bounds: boundsOf(bounds),
    uses: `${grouped(left)} of ${counted(uses, 'use')} left`,
    ends: { ...countdown(until, now), words: `${countdown(until, now).words}, ${clockTime(until)}` },
    given: `granted by ${quoted(by)} ${ago(at, now)}, ${clockTime(at)}`,
  });
}

/**
 * Draws up what a grant like a proposal would be, before it is made: the same agent, tool and control arguments, and nothing of
 * its other arguments. Plain, frozen JSON, every string escaped.
 *
 * @example
 * ```ts
 * import type { ReviewItem } from '@sallyport/core';
 * import { offerView } from '@sallyport/inbox';
 *
 * const question = (item: ReviewItem): string => offerView(item, { uses: 10, until: '7d' }).sentence;
 * ```
 */
export function offerView(item: ReviewItem, limits: { readonly uses: number; readonly until: string }): OfferView {
  const { requester, tool, parts } = item;
  const control = parts.filter((part) => part.control);
  const free = parts.length - control.length;
  const rest =
    free === 0 ? '' : `, and ${counted(free, 'other argument')} whatever ${free === 1 ? 'it is' : 'they are'}`;
  const fault = item.flow && 'private content would leave with it: that is looked at every time';
  return frozen({
    sentence:
      `${quoted(requester)} may have ${quoted(tool.name)} run ${counted(limits.uses, 'time')}, for ${render(limits.until)}, without ` +
      `anybody’s being asked: with exactly these, which decide where it lands${rest}.`,
    bounds: boundsOf(Object.fromEntries(control.map(({ name, value }) => [name, [value]]))),
    ...(fault && { fault }),
  });
}

function boundsOf(bounds: StandingGrant['bounds']): BoundView[] {
  return Object.entries(bounds).map(([name, values]) => {
    const all: readonly Json[] = typeof values === 'string' ? [values] : values;
    return {
      name: quoted(name),
      words: all.length === 1 ? 'is exactly' : `is one of ${grouped(all.length)}`,
      values: passage(all.flatMap((value) => jsonLines(value))),
    };
  });
}
