// Several proposals at once: each whole, with its digest, and one signature over all of them.
import type { View } from '../../view.js';
import { counted } from '../../words.js';
import { face, field, flag, riskChip } from '../draw.js';
import { el, type Markup } from '../el.js';
import type { Page } from '../shell.js';
import { deny, drawn, needsScript } from './proposal.js';

export interface Batch {
  readonly views: readonly View[];
  /** What takes a second look is decided by itself. */
  readonly alone: readonly View[];
  /** So many of the chosen ones do not wait any more. */
  readonly gone: number;
}

export function batchPage({ views, alone, gone }: Batch): Page {
  const words = views.length === 1 ? 'it' : `all ${views.length}`;
  return {
    title: `${counted(views.length, 'proposal')} together`,
    tab: 'waiting',
    back: '/',
    shows: views.map(({ id }) => id),
    main: el`<p class="dim">One signature answers all of them: each exactly as it stands here.</p>${gone > 0 && el`<p class="box warn">${counted(gone, 'of those that you chose', 'of those that you chose')} wait${gone === 1 && 's'} no more.</p>`}${alone.map(
      (view) =>
        el`<p class="box warn">Takes a second look, and is decided by itself: ${view.sentence} <a href="${at(view)}">Open it</a></p>`,
    )}<ol>${views.map(whole)}</ol>${views.length > 0 && answers(views, words)}`,
  };
}

const at = ({ id }: View): string => `/proposals/${encodeURIComponent(id)}`;

function whole(view: View): Markup {
  const { id, sentence, risk, fields, flags, digest, expires, requester, replaces } = view;
  return el`<li class="card pad" data-id="${id}"><div class="row">${face(requester, true)}<div class="grow"><p class="lead">${sentence}</p><p class="s">${requester} asks · ${riskChip(risk)} <span class="dim">${risk.because} · ${expires.words}</span></p></div></div>${replaces !== undefined && el`<p class="s warn">${replaces}</p>`}${flags.map(flag)}${fields.map(field)}<p class="s dim">digest <code>${digest.full}</code></p><p class="s"><a href="${at(view)}">Open it, with what is behind it</a></p></li>`;
}

function answers(views: readonly View[], words: string): Markup {
  return el`<div class="do" role="group" aria-label="Your answer">${needsScript}<div class="bar"><form data-act="approve">${views.map(drawn)}<button class="btn yes w" disabled data-arm>Approve ${words}</button></form>${deny(views.map(drawn), views.length === 1 ? 'it will not run' : 'none of them will run')}</div></div>`;
}
