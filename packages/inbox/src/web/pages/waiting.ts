// The first page: what waits, riskiest first; what was just approved and can be taken back; what went wrong.
import type { Group, QueueView, Waiting } from '../../queue.js';
import type { View } from '../../view.js';
import { counted, grouped } from '../../words.js';
import { meant, proposalAt, spelled } from '../address.js';
import { chip, face, flag, riskChip } from '../draw.js';
import { el, type Markup } from '../el.js';
import { icon } from '../icon.js';
import type { Page } from '../shell.js';

/** So many are answered under one signature, at most: a consumer refuses more from a passkey. */
export const MOST_AT_ONCE = 20;

/** So many are drawn at first, and so many of each kind: the first view stays small, and the rest is counted. */
const MOST = 12;
const OF_EACH = 6;

export interface WaitingPage {
  /** Is everything asked for? */
  readonly all: boolean;
  readonly queue: QueueView;
  readonly undo: Markup | false;
  readonly notices: Markup;
  readonly rate: readonly string[];
}

export function waitingPage({ queue, undo, notices, rate, all }: WaitingPage): Page {
  const { words, groups, broken } = queue;
  const shown = all ? groups : firstOf(groups);
  const more = groups.length - shown.length;
  return {
    title: 'Waiting',
    tab: 'waiting',
    lists: true,
    shows: groups.flatMap(({ items }) => items.map(({ id }) => id)),
    main: el`<p class="dim" id="words">${words}</p>${undo}${rate.map((text) => el`<p class="box warn">${text}</p>`)}${shown.map((one, at) => group(one, at, all))}${
      more > 0 && el`<p><a class="btn w" href="/?all=1">${counted(more, 'more kind')}: show everything</a></p>`
    }${broken.map(
      ({ id, fault }) => el`<p class="box bad">${id} cannot be shown, and must not be approved: ${fault}</p>`,
    )}${groups.length + broken.length === 0 && nothing}${notices}`,
  };
}

/** The first groups that have room; the very first one always has. */
function firstOf(groups: readonly Group[]): readonly Group[] {
  let room = MOST;
  const end = groups.findIndex(({ items }, i) => (room -= Math.min(items.length, OF_EACH)) < 0 && i > 0);
  return end < 0 ? groups : groups.slice(0, end);
}

const nothing = el`<div class="card pad"><p class="lead">All quiet.</p><p class="dim">What your agents ask for appears here. Nothing runs until you have signed it.</p></div>`;

function group(one: Group, at: number, whole: boolean): Markup {
  const { words, risk, requester, items, task } = one;
  const [only, ...others] = items;
  if (only !== undefined && others.length === 0) return single(one, only);
  const shown = whole ? items : items.slice(0, OF_EACH);
  const plain = items.filter(({ careful }) => !careful).slice(0, MOST_AT_ONCE);
  const list = el`<ul class="list">${shown.map((item) => row(item, plain.length > 1, task !== undefined))}${
    shown.length < items.length &&
    el`<li><a class="item" href="/?all=1">${grouped(items.length - shown.length)} more of these: show everything</a></li>`
  }</ul>`;
  const all = plain.map(({ id }) => `id=${spelled(meant(id))}`).join('&');
  const together =
    plain.length > 1 &&
    el`<div class="pad row"><button class="btn">Review chosen</button><a class="btn" href="/batch?${all}">Review ${plain.length === items.length ? 'all' : 'these'} ${plain.length}</a></div>`;
  const inner = plain.length > 1 ? el`<form action="/batch">${list}${together}</form>` : list;
  return el`<section class="card" aria-labelledby="g${at}"><div class="pad row">${face(requester, true)}<div class="grow"><h2 id="g${at}">${words}</h2><p class="s">${riskChip(risk)} <span class="dim">${risk.because}</span></p></div></div>${inner}</section>`;
}

/** One that is like no other: the whole card leads to it. */
function single({ requester, risk }: Group, { id, alarm, aims, expires, careful, sentence }: Waiting): Markup {
  return el`<section class="card" data-id="${id}"><a class="item top" href="${proposalAt(meant(id))}">${face(requester, true)}<span class="grow">${alarm !== undefined && flag({ level: 'alarm', text: alarm })}<span class="h">${sentence}</span>${aims.map((aim) => el`<span>${aim}</span>`)}<span class="s">${riskChip(risk)} <span class="dim">${risk.because}</span></span><span class="s dim">${requester} asks · ${expires}${careful && el` ${chip('look twice', 'warn')}`}</span></span><span class="go">${icon('go')}</span></a></section>`;
}

function row(
  { id, alarm, aims, expires, careful, sentence, risk }: Waiting,
  pickable: boolean,
  isTask: boolean,
): Markup {
  const says = el`${alarm !== undefined && flag({ level: 'alarm', text: alarm })}${isTask && el`<span>${sentence} ${riskChip(risk)}</span>`}${aims.map((aim) => el`<span>${aim}</span>`)}${aims.length === 0 && !isTask && el`<span>${sentence}</span>`}<span class="s dim">${expires}${careful && el` ${chip('look twice', 'warn')}`}</span>`;
  const link = el`<a class="item" href="${proposalAt(meant(id))}"><span class="grow">${says}</span><span class="go">${icon('go')}</span></a>`;
  if (!pickable) return el`<li data-id="${id}">${link}</li>`;
  const box = careful
    ? el`<label><input type="checkbox" disabled aria-label="look twice: it is decided by itself"></label>`
    : el`<label><input type="checkbox" name="id" value="${id}" aria-label="choose: ${aims.join(', ') || sentence}"></label>`;
  return el`<li class="pick" data-id="${id}">${box}${link}</li>`;
}

/** What was approved and has not started: it can still be taken back. */
export function undoBar(views: readonly View[]): Markup | false {
  if (views.length === 0) return false;
  return el`<section class="card" aria-label="Just approved"><ul class="list">${views.map(
    ({ id, sentence }) =>
      el`<li class="item"><span class="grow"><a href="${proposalAt(meant(id))}">Approved</a>, and not started: ${sentence}</span><form data-act="withdraw"><input type="hidden" name="id" value="${id}"><button class="btn no" disabled data-arm>Undo</button></form></li>`,
  )}</ul></section>`;
}
