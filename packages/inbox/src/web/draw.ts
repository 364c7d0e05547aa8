// How the parts of a view are drawn: passages, flags, trust, sources, changes, letters, faces. Whole, or folded with the count in sight.
import type { Change, Field, Source } from '../field.js';
import type { Flag } from '../flags.js';
import type { FlowView } from '../flow.js';
import type { Passage } from '../fold.js';
import type { LetterView } from '../letter.js';
import type { Risk } from '../risk.js';
import { RUNS_OUT, type Tone } from '../words.js';
import { el, type Markup } from './el.js';

/** A colour that is a word too. */
export const chip = (word: string, tone: Tone): Markup => el`<span class="chip ${tone}">${word}</span>`;
export const riskChip = ({ word, tone }: Risk): Markup => chip(word, tone);

/** What runs out: the script counts it down from here. `says`: what stands before the time that is left. */
export const ticking = (words: string, left: number | undefined, says: string = RUNS_OUT): Markup =>
  left === undefined || left <= 0 ? el`${words}` : el`<span data-left="${left}" data-says="${says}">${words}</span>`;

/** Lines of foreign text: each behind the bar, one that is broken goes on further right. */
const lines = (all: readonly string[], within = false): Markup =>
  el`<div class="v">${all.map((line, i) => (within && i === 0 ? el`<span class="on">${line}</span>` : el`<span>${line}</span>`))}</div>`;

/** A passage: beginning and end in sight, the whole of it one tap away, and how much that is. Nothing is left out. */
export function passage({ lines: all, fold }: Passage): Markup {
  if (!fold) return lines(all);
  return el`<div class="pass"><div class="ex">${lines(fold.head)}</div><details class="fold"><summary>${fold.words} Show all of it</summary>${lines(all)}</details><div class="ex">${lines(fold.tail, fold.within)}</div></div>`;
}

const FLAGS = {
  alarm: ['bad', '!!', 'Alarm: '],
  warn: ['warn', '!', 'Look twice: '],
  note: ['dim', '·', ''],
} as const satisfies Record<Flag['level'], readonly [Tone, string, string]>;

export function flag({ level, text }: Pick<Flag, 'level' | 'text'>): Markup {
  const [tone, sign, said] = FLAGS[level];
  return el`<span class="flag ${tone}"><b aria-hidden="true">${sign}</b><span><span class="hide">${said}</span>${text}</span></span>`;
}

/** Said before anything else: private content would leave. Every name is there, the first three in the sentence. */
export function flowAlarm({ words, carries, outsiders, folded }: FlowView): Markup {
  return el`<section class="box bad" aria-label="Alarm"><p><strong>Private content would leave.</strong> ${words}</p>${
    folded &&
    el`<details class="fold"><summary>All ${carries.length + outsiders.length} names</summary><ul>${carries.map((name) => el`<li>private: ${name}</li>`)}${outsiders.map((name) => el`<li>had a say: ${name}</li>`)}</ul></details>`
  }</section>`;
}

const source = ({ name, word, tone, private: secret }: Source): Markup =>
  el`<li class="s">from ${name} ${chip(word, tone)}${secret && el` ${chip('private', 'warn')}`}</li>`;

/** One argument, whole. */
export function field({ name, control, value, change, flags }: Field): Markup {
  return el`<section class="card pad${control && ' control'}"><h2>${name}</h2><p class="s dim">${control && el`${chip('decides where it lands', 'calm')} `}${value?.kind ?? 'taken out by the edit'}${change && ` · ${change.what}`}</p>${
    value && passage(value)
  }${value && el`<ul>${value.sources.map(source)}</ul>${value.sources.length > 1 && el`<p class="s">together ${chip(value.trust.word, value.trust.tone)}</p>`}`}${flags.map(flag)}${change && changed(change)}</section>`;
}

function changed({ what, line, went, came, was }: Change): Markup {
  if (what === 'added') return el`<p class="good"><strong>The edit added it.</strong></p>`;
  const kind = was && ` (${was.kind}, ${was.trust.word})`;
  const now =
    what === 'changed' && el`<div class="ins"><p class="s"><strong>and is now</strong></p>${passage(came)}</div>`;
  return el`<div class="del"><p class="s"><strong>${what === 'removed' ? 'it was' : `from line ${line} it was`}${kind}</strong></p>${passage(went)}</div>${now}`;
}

/** A letter: who says so, how far they are trusted, what it says. Nothing in it can be clicked. */
export function letter({ from, address, subject, trust, text, flags }: LetterView): Markup {
  return el`<p>${from}${address !== undefined && el` <span class="dim s">delivered from ${address}</span>`} ${chip(trust.word, trust.tone)}</p>${
    subject !== undefined && el`<p><span class="dim">subject</span> <strong>${subject}</strong></p>`
  }${passage(text)}${flags.map(flag)}`;
}

/** A round face for people, a square one for agents: a letter of the name, for the eye only. */
export function face(name: string, isAgent: boolean): Markup {
  const first = /[\p{L}\p{N}]/u.exec(name.replace(/^"~[^:]*:/, ''))?.[0].toUpperCase() ?? '?';
  let sum = 0;
  for (const c of name) sum = (sum * 31 + c.charCodeAt(0)) % 4;
  return el`<span class="face t${sum}${isAgent && ' agent'}" aria-hidden="true">${first}</span>`;
}
