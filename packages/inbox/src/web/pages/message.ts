// One message, whole, with what was forwarded with it, and what can be done with it.
import type { ReportView } from '../../letter.js';
import { face, letter, passage } from '../draw.js';
import { el } from '../el.js';
import type { Page } from '../shell.js';

export interface Behind {
  readonly report: ReportView;
  /** Where the conversation is that it belongs to. */
  readonly thread: string;
  readonly isMine: boolean;
  /** Where somebody is asked about it. */
  readonly ask: string;
}

export function messagePage({ report, thread, isMine, ask }: Behind): Page {
  const { id, sent, letter: words, material, state } = report;
  const here = `/messages/${encodeURIComponent(id)}`;
  return {
    title: 'Message',
    tab: 'contacts',
    back: thread,
    main: el`<article class="card pad"><div class="row">${face(words.from, false)}<div class="grow"><p class="s dim">sent ${sent}</p></div></div>${letter(words)}</article>${state && el`<div class="box ${state.tone}"><p>${state.words}</p>${state.reason && passage(state.reason)}</div>`}${material.map(
      (one) =>
        el`<section class="card pad"><h2>Forwarded with it</h2><p class="s warn">${one.says}</p><div class="quote">${letter(one)}</div></section>`,
    )}<ul class="card pad more"><li><a href="${here}/forward">Forward</a></li>${!isMine && el`<li><a href="${ask}">Ask back</a></li><li><a href="${here}/adopt">Make words of it your own</a></li>`}<li><a href="${thread}">The whole conversation</a></li></ul>`,
  };
}
