// Several proposals at once: each whole, with its digest, and one signature over all of them.
import type { View } from '../../view.js';
import { counted } from '../../words.js';
import { face, field, flag, riskChip, ticking } from '../draw.js';
import { el, type Markup } from '../el.js';
import type { Page } from '../shell.js';
import { approve, deny, drawn, needsScript } from './proposal.js';

export interface Batch {
  /** What is signed, in words. */
  readonly words: string;
  /** Why they are not answered together. */
  readonly fault?: string;
  readonly views: readonly View[];
  /** Said of whoever approves faster than anybody reads. */
  readonly stop?: string;
}

export function batchPage({ words, fault, views, stop }: Batch): Page {
  return {
    title: `${counted(views.length, 'proposal')} together`,
    tab: 'waiting',
    back: '/',
    shows: views.map(({ id }) => id),
    main: el`<p class="dim">${words}</p>${fault !== undefined && el`<p class="box bad">Not answered together: ${fault}</p>`}<ol>${views.map(whole)}</ol>${fault === undefined && answers(views, stop)}`,
  };
}

function whole(view: View): Markup {
  const { id, sentence, risk, fields, flags, digest, expires, requester, replaces } = view;
  return el`<li class="card pad" data-id="${id}"><div class="row">${face(requester, true)}<div class="grow"><p class="lead">${sentence}</p><p class="s">${requester} asks · ${riskChip(risk)} <span class="dim">${risk.because} · ${ticking(expires.words, expires.left)}</span></p></div></div>${replaces !== undefined && el`<p class="s warn">${replaces}</p>`}${flags.map(flag)}${fields.map(field)}<p class="s dim">digest <code>${digest.full}</code></p><p class="s"><a href="/proposals/${encodeURIComponent(id)}">Open it, with what is behind it</a></p></li>`;
}

function answers(views: readonly View[], stop: string | undefined): Markup {
  const [words, none] = views.length === 1 ? ['it', 'it will not run'] : [`all ${views.length}`, 'none will run'];
  return el`<div class="do" role="group" aria-label="Your answer">${needsScript}<div class="bar">${approve(views.map(drawn), `Approve ${words}`, stop === undefined ? [] : [stop])}${deny(views.map(drawn), none)}</div></div>`;
}
