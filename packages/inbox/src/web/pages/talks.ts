// Contacts, agents among them, and the conversation with one.
import type { ContactKind, ContactView } from '../../contacts.js';
import type { ThreadView, Turn } from '../../thread.js';
import { chip, face, flag, letter, passage } from '../draw.js';
import { el, type Markup } from '../el.js';
import { icon } from '../icon.js';
import { meant, messageAt, spelled, threadAt } from '../address.js';
import type { Page } from '../shell.js';
import { needsScript } from './proposal.js';

const GROUPS = [
  ['agent', 'Agents'],
  ['person', 'People'],
  ['sender', 'From outside'],
] as const satisfies readonly (readonly [ContactKind, string])[];

export function contactsPage(contacts: readonly ContactView[], stamp: number): Page {
  const groups = GROUPS.map(([kind, words]) => [words, contacts.filter((one) => one.kind === kind)] as const);
  return {
    title: 'Chats',
    tab: 'contacts',
    stamp,
    main: el`${groups.map(
      ([words, some]) =>
        some.length > 0 && el`<h2 class="out">${words}</h2><ul class="card list">${some.map(contact)}</ul>`,
    )}`,
  };
}

function contact({ key, name, kind, trust, latest, waiting, waits, frozen, flags }: ContactView): Markup {
  const marks = [
    waiting > 0 && chip(waits, 'warn'),
    frozen && chip(frozen.words, frozen.tone),
    kind === 'sender' && chip(trust.word, trust.tone),
  ].filter((mark) => mark !== false && mark !== undefined);
  return el`<li><a class="item" href="${threadAt(meant(key))}#latest">${face(name, kind === 'agent')}<span class="grow"><span class="h">${name}</span>${
    latest &&
    el`<span class="s dim">${latest.by !== name && `${latest.by}: `}${latest.text} ${latest.more}</span><span class="s dim">${latest.when}</span>`
  }${marks.length > 0 && el`<span>${marks.map((mark) => el`${mark} `)}</span>`}${flags.map(flag)}</span><span class="go">${icon('go')}</span></a></li>`;
}

export interface ThreadPage {
  /** At the other end. */
  readonly contact: ContactView;
  readonly thread: ThreadView;
  /** Is this end the person's own? Otherwise it is an agent that was written to. */
  readonly isOwn: boolean;
  /** Is all of it asked for? */
  readonly all: boolean;
  readonly stamp: number;
}

export function threadPage({ contact: one, thread, isOwn, all, stamp }: ThreadPage): Page {
  const { key, name, kind, frozen, talks } = one;
  const { turns, earlier, words, flags, own } = thread;
  const here = threadAt(meant(key));
  const shown = all || !earlier ? turns : turns.slice(earlier.count);
  const others = talks.filter((talk) => talk.key !== own.key);
  return {
    title: name,
    tab: 'contacts',
    back: '/contacts',
    stamp,
    main: el`${frozen && el`<p class="box ${frozen.tone}">${frozen.words}</p>`}<p class="dim s">${words}</p>${flags.map(flag)}${
      earlier &&
      !all &&
      el`<p><a class="btn w" href="${here}?with=${spelled(meant(own.key))}&amp;all=1">${earlier.words} Show them</a></p>`
    }<ol class="talk">${shown.map((one, i) => turn(one, i === shown.length - 1))}</ol>${
      others.length > 0 &&
      el`<section class="card" aria-labelledby="talks"><h2 class="out" id="talks">${name} and others</h2><ul class="list">${others.map((talk) => el`<li><a class="item" href="${here}?with=${spelled(meant(talk.key))}"><span class="grow"><span>with ${talk.name}</span><span class="s dim">${talk.words}</span></span></a></li>`)}</ul></section>`
    }${kind === 'agent' && el`<p class="s"><a href="/freeze?agent=${spelled(meant(key))}">Freeze ${name}</a></p>`}${kind === 'agent' && isOwn ? say(one) : el`<p class="dim s">To answer somebody outside, have an agent do it: open a message and forward it, with your note.</p>`}`,
  };
}

const say = ({ key, name }: ContactView): Markup =>
  el`<form class="do" data-draft="send">${needsScript}<input type="hidden" name="to" value="${key}"><div class="say"><label class="grow"><span class="hide">Write to ${name}</span><textarea name="text" rows="1" required placeholder="Write to ${name}"></textarea></label><button class="btn yes" disabled data-arm>Review</button></div></form>`;

function turn({ id, sent, way, direction, letter: words, material, state, hands }: Turn, isLast: boolean): Markup {
  const { address, subject, trust, text, flags } = words;
  return el`<li class="b${direction === 'out' && ' me'}"${isLast && el` id="latest"`}><p class="s"><strong>${way}</strong>${address !== undefined && el` <span class="dim">delivered from ${address}</span>`} ${chip(trust.word, trust.tone)}</p>${
    subject !== undefined && el`<p><strong>${subject}</strong></p>`
  }${passage(text)}${flags.map(flag)}${hands !== undefined && el`<p class="s warn">${hands}</p>`}${material.map((one) => el`<div class="quote s"><p class="warn">${one.says}</p>${letter(one)}</div>`)}${
    state &&
    el`<p class="s ${state.tone}">${state.words}</p>${state.reason && el`<div class="s">${passage(state.reason)}</div>`}`
  }<p class="s"><span class="dim">${sent}</span> · <a href="${messageAt(meant(id))}">Open<span class="hide"> the message, ${way}</span></a></p></li>`;
}
