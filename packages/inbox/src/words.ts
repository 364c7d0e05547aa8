// The words of the screens: trust, times and counts, said one way everywhere.
import { type Effect, EFFECTS, TRUST, type TrustLevel } from '@sallyport/core';

/** How a piece of a screen is to be coloured. Colour never stands alone: a word says the same. */
export type Tone = 'plain' | 'strong' | 'dim' | 'good' | 'calm' | 'warn' | 'bad';

const TONES = { zero: 'bad', low: 'warn', medium: 'calm', high: 'good' } as const satisfies Record<TrustLevel, Tone>;

/** A trust level as a word and a colour. What is no trust level reads as zero. */
export interface Trust {
  readonly trust: TrustLevel;
  readonly word: string;
  readonly tone: Tone;
}

export function trustWords(level: TrustLevel): Trust {
  const trust = TRUST.includes(level) ? level : 'zero';
  return { trust, word: `${trust.toUpperCase()} trust`, tone: TONES[trust] };
}

/** What an effect does to the world: the table's own words. */
export const doesWhat = (effect: Effect): string =>
  Object.hasOwn(EFFECTS, effect) ? EFFECTS[effect].does : 'does something that no table knows';

/** `1 argument`, `2 arguments`, `1,000 arguments`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** `1,234,567`, whatever the locale. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** The units of a span of time, the largest first, with their milliseconds. */
export const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** A span of time in its two largest units: `23 hours 12 minutes`. */
export function span(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return 'an unknown time';
  const start = UNITS.findIndex(([, size]) => milliseconds >= size);
  if (start < 0) return 'less than a second';
  const [[name, size], next] = [UNITS[start] ?? UNITS[3], UNITS[start + 1]];
  const rest = next === undefined ? 0 : Math.floor((milliseconds % size) / next[1]);
  const first = counted(Math.floor(milliseconds / size), name);
  return rest === 0 || next === undefined ? first : `${first} ${counted(rest, next[0])}`;
}

/** When something was, seen from now. */
export function ago(then: number, now: number): string {
  const past = now - then;
  if (Number.isNaN(past)) return 'at an unknown time';
  return past < 0 ? `in ${span(-past)} by this clock` : past < 1000 ? 'just now' : `${span(past)} ago`;
}

/** How long something holds. `left`: in milliseconds, at the time of the view; a screen may count on from it. */
export interface Countdown {
  readonly words: string;
  readonly over: boolean;
  readonly left: number;
}

/** How long something still holds. What has no readable end has ended. */
export function countdown(expires: number, now: number): Countdown {
  const left = expires - now;
  if (left > 0) return { words: `${RUNS_OUT} ${span(left)}`, over: false, left };
  return { words: Number.isNaN(left) ? 'has run out' : `ran out ${span(-left)} ago`, over: true, left: 0 };
}

/** What stands before the time that is left. */
export const RUNS_OUT = 'runs out in';

/** A time as everybody writes it, in UTC; words for what is no time. */
export function clockTime(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime())
    ? 'at an unknown time'
    : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
