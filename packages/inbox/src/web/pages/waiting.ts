// The first page: what waits, riskiest first; what was just approved and can be taken back; what went wrong.
import type { Row } from '../../alike.js';
import type { Pace } from '../../pace.js';
import type { Group, QueueView, Waiting } from '../../queue.js';
import { STARTS_IN } from '../../undo.js';
import type { View } from '../../view.js';
import { counted, grouped } from '../../words.js';
import { meant, proposalAt, spelled } from '../address.js';
import { chip, face, flag, riskChip, ticking } from '../draw.js';
import { el, type Markup } from '../el.js';
import { icon } from '../icon.js';
import type { Page } from '../shell.js';

/** So many are drawn at first, and so many of each kind: the first view stays small, and the rest is counted. */
const MOST = 12;
const OF_EACH = 6;

export interface WaitingPage {
  /** Is everything asked for? */
  readonly all: boolean;
  readonly queue: QueueView;
  /** What was approved, and nothing has started on. */
  readonly approved: readonly View[];
  readonly notices: Markup;
  readonly pace: Pace;
}

export function waitingPage({ queue, approved, notices, pace, all }: WaitingPage): Page {
  const { words, groups, broken } = queue;
  const shown = all ? groups : firstOf(groups);
  const more = groups.length - shown.length;
  return {
    title: 'Waiting',
    tab: 'waiting',
    lists: true,
    shows: groups.flatMap(({ items }) => items.map(({ id }) => id)),
    main: el`<p class="dim">${words}</p>${undoBar(approved)}${pace.words !== undefined && el`<p class="box ${pace.tone}">${pace.words}</p>`}${shown.map((one, at) => group(one, at, all))}${
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
  const { words, risk, requester, items, targets, task, together } = one;
  const [only, ...others] = items;
  if (only !== undefined && others.length === 0) return single(one, only);
  const rows = targets.flatMap(({ words: where, rows: some }) =>
    some.map((row, i) => ({ ...row, ...(i === 0 && some.length > 1 && { where }) })),
  );
  const shown = whole ? rows : rows.slice(0, OF_EACH);
  const left = items.length - shown.reduce((sum, row) => sum + row.items.length, 0);
  const can = new Set(together.ids);
  const list = el`<ul class="list">${shown.map((row) => rowOf(row, can, task !== undefined))}${
    left > 0 && el`<li><a class="item" href="/?all=1">${grouped(left)} more of these: show everything</a></li>`
  }</ul>`;
  const inner = can.size > 0 ? el`<form action="/batch">${list}${answerTogether(one)}</form>` : list;
  return el`<section class="card" aria-labelledby="g${at}"><div class="pad row">${face(requester, true)}<div class="grow"><h2 id="g${at}">${words}</h2><p class="s">${riskChip(risk)} <span class="dim">${risk.because}</span></p></div></div>${inner}</section>`;
}

function answerTogether({ together: { ids, words } }: Group): Markup {
  const all = ids.map((id) => `id=${spelled(meant(id))}`).join('&');
  return el`<div class="pad"><p class="s dim">${words}</p><div class="row"><button class="btn">Review chosen</button><a class="btn" href="/batch?${all}">Review these ${ids.length}</a></div></div>`;
}

/** One that is like no other: the whole card leads to it. */
function single({ requester, risk }: Group, one: Waiting): Markup {
  const { id, alarm, aims, expires, left, careful, sentence } = one;
  return el`<section class="card" data-id="${id}"><a class="item top" href="${at(one)}">${face(requester, true)}<span class="grow">${alarm !== undefined && flag({ level: 'alarm', text: alarm })}<span class="h">${sentence}</span>${aims.map((aim) => el`<span>${aim}</span>`)}<span class="s">${riskChip(risk)} <span class="dim">${risk.because}</span></span><span class="s dim">${requester} asks · ${ticking(expires, left)}${careful && lookTwice}</span></span><span class="go">${icon('go')}</span></a></section>`;
}

const at = ({ id }: Waiting): string => proposalAt(meant(id));

const lookTwice = el` ${chip('look twice', 'warn')}`;

/** What is alike to the letter is one row, and each of them is there. */
function rowOf(
  { words, items, where }: Row & { readonly where?: string },
  can: ReadonlySet<string>,
  isTask: boolean,
): Markup {
  const [first, ...same] = items;
  if (first === undefined) return el``;
  const head = el`${where !== undefined && el`<li class="pad s dim">${where}</li>`}${row(first, can, isTask)}`;
  if (same.length === 0) return head;
  return el`${head}<li class="pad"><details><summary>${words}</summary><ul>${same.map((one) => row(one, can, isTask))}</ul></details></li>`;
}

function row(one: Waiting, can: ReadonlySet<string>, isTask: boolean): Markup {
  const { id, alarm, aims, rest, expires, left, careful, sentence, risk } = one;
  const words = el`${alarm !== undefined && flag({ level: 'alarm', text: alarm })}${isTask && el`<span>${sentence} ${riskChip(risk)}</span>`}${aims.map((aim) => el`<span>${aim}</span>`)}${rest !== '' && el`<span class="s">${rest}</span>`}${aims.length === 0 && rest === '' && !isTask && el`<span>${sentence}</span>`}<span class="s dim">${ticking(expires, left)}${careful && lookTwice}</span>`;
  const link = el`<a class="item" href="${at(one)}"><span class="grow">${words}</span><span class="go">${icon('go')}</span></a>`;
  if (can.size === 0) return el`<li data-id="${id}">${link}</li>`;
  const box = can.has(id)
    ? el`<input type="checkbox" name="id" value="${id}" aria-label="choose: ${[...aims, rest].join(', ') || sentence}">`
    : el`<input type="checkbox" disabled aria-label="answered by itself">`;
  return el`<li class="pick" data-id="${id}"><label>${box}</label>${link}</li>`;
}

/** What was approved and has not started: it can still be taken back. */
function undoBar(views: readonly View[]): Markup | false {
  if (views.length === 0) return false;
  return el`<section class="card" aria-label="Just approved"><ul class="list">${views.map(
    ({ id, sentence, undo }) =>
      el`<li class="item"><span class="grow"><a href="${proposalAt(meant(id))}">Approved</a><span>${sentence}</span><span class="s dim">${undo ? ticking(undo.words, undo.left, STARTS_IN) : 'nothing has started on it'}</span></span><form data-act="withdraw"><input type="hidden" name="id" value="${id}"><button class="btn no" disabled data-arm>Undo</button></form></li>`,
  )}</ul></section>`;
}
