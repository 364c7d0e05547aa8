// Contacts, agents among them, and the conversation with one.
import { face, letter, passage, chip, flag } from '../draw.js';
import { el, type Markup } from '../el.js';
import { icon } from '../icon.js';
import { meant, messageAt, spelled, threadAt } from '../address.js';
import type { Page } from '../shell.js';
import type { Partner, Turn } from '../talk.js';
import { needsScript } from './proposal.js';

const GROUPS = [
  ['agent', 'Agents'],
  ['person', 'People'],
  ['outside', 'From outside'],
] as const;

export function contactsPage(partners: readonly Partner[], stamp: number): Page {
  const groups = GROUPS.map(([kind, words]) => [words, partners.filter((one) => one.kind === kind)] as const);
  return {
    title: 'Chats',
    tab: 'contacts',
    stamp,
    main: el`${groups.map(
      ([words, some]) =>
        some.length > 0 && el`<h2 class="out">${words}</h2><ul class="card list">${some.map(partner)}</ul>`,
    )}`,
  };
}

function partner({ key, name, kind, latest, waiting, isFrozen, flags }: Partner): Markup {
  const more = waiting > 0 && chip(`${waiting} ${waiting === 1 ? 'waits' : 'wait'}`, 'warn');
  return el`<li><a class="item" href="${threadAt(meant(key))}">${face(name, kind === 'agent')}<span class="grow"><span class="h">${name}</span>${
    latest && el`<span class="s dim">${latest.text} · ${latest.ago}</span>`
  }${(more || isFrozen) && el`<span>${more}${isFrozen && el` ${chip('frozen', 'calm')}`}</span>`}${flags.map(flag)}</span><span class="go">${icon('go')}</span></a></li>`;
}

export interface Thread {
  readonly partner: Pick<Partner, 'key' | 'name' | 'kind' | 'isFrozen'>;
  readonly turns: readonly Turn[];
  /** So many earlier ones are not on this page; `before` is where they are. */
  readonly earlier: number;
  readonly stamp: number;
}

export function threadPage({ partner: { key, name, kind, isFrozen }, turns, earlier, stamp }: Thread): Page {
  const isAgent = kind === 'agent';
  const write = isAgent
    ? el`<form class="do" data-act="send" data-go>${needsScript}<input type="hidden" name="to" value="${key}"><div class="say"><label class="grow"><span class="hide">Write to ${name}</span><textarea name="text" rows="1" required placeholder="Write to ${name}"></textarea></label><button class="btn yes" disabled data-arm>Sign and send</button></div></form>`
    : el`<p class="dim s">To answer, have an agent do it: forward a message of theirs, with your note.</p>`;
  return {
    title: name,
    tab: 'contacts',
    back: '/contacts',
    stamp,
    main: el`${isFrozen && el`<p class="box calm">It is frozen: nothing of it starts until the owner thaws it.</p>`}${
      earlier > 0 && el`<p><a class="btn w" href="${threadAt(meant(key))}?all=1">Show ${earlier} earlier</a></p>`
    }${turns.length === 0 && el`<p class="dim">Nothing was said yet.</p>`}<ol class="talk">${turns.map(turn)}</ol>${
      isAgent && el`<p class="s"><a href="/freeze?agent=${spelled(meant(key))}">Freeze ${name}</a></p>`
    }${write}`,
  };
}

function turn({ report: { id, sent, letter: words, material }, isMine, to, odd }: Turn): Markup {
  const { from, address, subject, trust, text, flags } = words;
  return el`<li class="b${isMine && ' me'}"><p class="s"><strong>${from}</strong> <span class="dim">to ${to}${address !== undefined && ` · delivered from ${address}`}</span> ${chip(trust.word, trust.tone)}</p>${
    subject !== undefined && el`<p><strong>${subject}</strong></p>`
  }${passage(text)}${flags.map(flag)}${material.map((one) => el`<div class="quote s"><p>forwarded with it</p>${letter(one)}</div>`)}${
    odd !== undefined && el`<p class="s warn">${odd}</p>`
  }<p class="s"><span class="dim">${sent}</span> · <a href="${messageAt(meant(id))}">Open<span class="hide"> the message of ${from}</span></a></p></li>`;
}
