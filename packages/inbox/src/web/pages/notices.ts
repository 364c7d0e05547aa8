// What somebody should know: what went wrong, what was done, what runs out. The latest first.
import type { NoticeView } from '../../notice.js';
import { grouped } from '../../words.js';
import { passage } from '../draw.js';
import { el, type Markup } from '../el.js';

/** So many stand on the first page; the others are counted. */
const LATEST = 5;

export function noticesOf(notices: readonly NoticeView[], all: boolean): Markup {
  if (notices.length === 0) return el``;
  const latest = all ? notices : notices.slice(0, LATEST);
  const more = notices.length - latest.length;
  return el`<section class="card" aria-labelledby="notices"><h2 class="out" id="notices">To know</h2><ul class="list">${latest.map(notice)}${
    more > 0 && el`<li><a class="item" href="/?all=1">${grouped(more)} more: show everything</a></li>`
  }</ul></section>`;
}

const notice = ({ words, when, reason }: NoticeView): Markup =>
  el`<li class="pad"><p>${words}</p>${reason && el`<div class="quote">${passage(reason)}</div>`}${when !== undefined && el`<p class="s dim">${when}</p>`}</li>`;
