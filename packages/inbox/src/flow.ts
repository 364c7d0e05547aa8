// What is said first of all: that private content of one source would leave, where somebody untrusted has had a say.
import type { ReviewItem } from '@sallyport/core';
import { sourceName } from './field.js';
import { counted } from './words.js';

/** Said of a proposal that would carry one source's private content to where another may get it. All names are quoted. */
export interface FlowView {
  /** The alarm in plain words. Of many names it holds the first three, and says how many more there are. */
  readonly words: string;
  /** The sources whose private content would leave: every one. */
  readonly carries: readonly string[];
  /** The sources of low or zero trust that had a say in it, or wrote a part of it: every one. */
  readonly outsiders: readonly string[];
  /** Are there names that do not stand in `words`? */
  readonly folded: boolean;
}

const NAMED = 3;

/** Draws up the alarm. Must not throw. */
export function flowView({ carries, outsiders }: NonNullable<ReviewItem['flow']>): FlowView {
  const [secrets, others] = [carries.map(sourceName), outsiders.map(sourceName)];
  return {
    words:
      `private content of ${listed(secrets)} would leave the machine with this, and ${listed(others)} had a say in it ` +
      'or wrote a part of it: look at who gets it, and at what',
    carries: secrets,
    outsiders: others,
    folded: Math.max(secrets.length, others.length) > NAMED,
  };
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMED);
  const last = names.length > NAMED ? counted(names.length - NAMED, 'more source') : shown.pop();
  return shown.length === 0 ? (last ?? 'nobody') : `${shown.join(', ')} and ${last}`;
}
