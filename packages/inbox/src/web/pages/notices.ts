// What somebody should know: what went wrong, what was done, what runs out. The latest first.
import type { Notice } from '../../desk-port.js';
import { quoted, render } from '../../escape.js';
import { ago, grouped } from '../../words.js';
import { el, type Markup } from '../el.js';

/** So many stand on the first page; the others are counted. */
const LATEST = 5;

export function noticesOf(notices: readonly Notice[], { now, all }: { now: number; all: boolean }): Markup {
  if (notices.length === 0) return el``;
  const latest = notices.toSorted((a, b) => b.at - a.at).slice(0, all ? notices.length : LATEST);
  const more = notices.length - latest.length;
  return el`<section class="card" aria-labelledby="notices"><h2 class="out" id="notices">To know</h2><ul class="list">${latest.map((one) => notice(one, now))}${
    more > 0 && el`<li><a class="item" href="/?all=1">${grouped(more)} more: show everything</a></li>`
  }</ul></section>`;
}

const notice = ({ what, at, reason }: Notice, now: number): Markup =>
  el`<li class="pad"><p>${render(what)}</p>${reason !== undefined && el`<p class="s quote">${quoted(reason)}</p>`}${at > 0 && el`<p class="s dim">${ago(at, now)}</p>`}</li>`;
