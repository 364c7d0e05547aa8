// What somebody should know: what went wrong, what was done, what runs out.
import type { Notice } from '../../desk-port.js';
import { quoted, render } from '../../escape.js';
import { ago } from '../../words.js';
import { el, type Markup } from '../el.js';

export function noticesOf(notices: readonly Notice[], now: number): Markup {
  if (notices.length === 0) return el``;
  return el`<section class="card" aria-labelledby="notices"><h2 class="out" id="notices">To know</h2><ul class="list">${notices.map(
    ({ what, at, reason }) =>
      el`<li class="pad"><p>${render(what)}</p>${reason !== undefined && el`<p class="s quote">${quoted(reason)}</p>`}${at > 0 && el`<p class="s dim">${ago(at, now)}</p>`}</li>`,
  )}</ul></section>`;
}
