// Search, keys and grants.
import type { PersonView } from '../../agent.js';
import type { FoundView, HitView } from '../../found.js';
import type { BoundView, GrantView, OfferView } from '../../grant.js';
import type { View } from '../../view.js';
import { chip, face, passage } from '../draw.js';
import { el, type Markup } from '../el.js';
import { meant, messageAt, proposalAt } from '../address.js';
import type { Page } from '../shell.js';
import { needsScript } from './proposal.js';

/** So many hits come at once. */
export const HITS = 20;
const AS_MESSAGE = new Set(['message', 'order', 'forward', 'report', 'traffic']);
const AS_PROPOSAL = new Set(['call', 'proposal']);

/** `asked`: what was typed, escaped. `fault`: why it is no search. */
export function searchPage(asked: string, found: FoundView | undefined, fault?: string): Page {
  const before = found && found.hits.length >= HITS ? found.before : undefined;
  return {
    title: 'Search',
    tab: 'search',
    main: el`<form action="/search" role="search" class="say"><label class="grow"><span class="hide">Search everything that happened</span><input type="search" name="q" value="${asked}" placeholder="words, from:name, tool:name" autocomplete="off"></label><button class="btn yes">Search</button></form>${
      fault !== undefined && el`<p class="box warn">${fault}</p>`
    }${found && el`<p class="dim s">${found.words}</p>${found.unverified !== undefined && el`<p class="box warn">${found.unverified}</p>`}${found.hits.length > 0 && el`<ul class="card list">${found.hits.map(hit)}</ul>`}`}${
      before !== undefined &&
      el`<p><a class="btn w" href="/search?q=${encodeURIComponent(asked)}&amp;before=${before}">Older</a></p>`
    }`,
  };
}

function hit({ words, when, trust, pieces, id, kind }: HitView): Markup {
  const says = el`<span class="grow"><span class="h">${words}</span><span class="s dim">${when} ${chip(trust.word, trust.tone)}</span><span>${pieces.map(({ text, marked }) => (marked ? el`<mark>${text}</mark>` : text))}</span></span>`;
  const at = AS_MESSAGE.has(kind) ? messageAt(meant(id)) : AS_PROPOSAL.has(kind) ? proposalAt(meant(id)) : undefined;
  return at === undefined ? el`<li class="item">${says}</li>` : el`<li><a class="item" href="${at}">${says}</a></li>`;
}

export function peoplePage(people: readonly PersonView[]): Page {
  return {
    title: 'Keys',
    tab: 'people',
    main: el`<p class="dim">Whoever may sign. Another device is paired, and a key ended, where the owner’s key file is: <code>sallyport serve</code> prints a link, <code>sallyport keys revoke</code> ends one.</p><p><a class="btn" href="/grants">Standing grants</a></p>${people.map(
      ({ name, words, trust, keys }) =>
        el`<section class="card pad"><div class="row">${face(name, words !== 'a person')}<div class="grow"><h2>${name}</h2><p class="s dim">${words}; at most ${chip(trust.word, trust.tone)}</p></div></div><ul>${keys.map(
          (key) =>
            el`<li class="s"><code>${key.id}</code> ${key.words}${key.revoked && el` ${chip('ended', 'bad')}`}</li>`,
        )}</ul></section>`,
    )}`,
  };
}

const bound = ({ name, words, values }: BoundView): Markup =>
  el`<div><p class="s">${name} <span class="dim">${words}</span></p>${passage(values)}</div>`;

export function grantsPage(grants: readonly GrantView[]): Page {
  return {
    title: 'Standing grants',
    tab: 'people',
    back: '/people',
    main: el`<p class="dim">What is approved beforehand. A grant is made with the owner’s key file: a passkey may end one, and may not make one.</p>${grants.length === 0 && el`<p class="card pad">None is in force: each thing is asked for.</p>`}${needsScript}${grants.map(
      ({ id, sentence, bounds, uses, ends, given }) =>
        el`<section class="card pad"><h2>${sentence}</h2>${bounds.map(bound)}<p class="s">${uses} · ${ends.words}</p><p class="s dim">${given}</p><form data-act="revoke"><input type="hidden" name="grant" value="${id}"><button class="btn no" disabled data-arm>End it</button></form></section>`,
    )}`,
  };
}

/** How such things are approved beforehand: with the owner's key file, by this command. */
export function grantPage({ id }: Pick<View, 'id'>, { sentence, bounds, fault }: OfferView, command: string): Page {
  return {
    title: 'Approve beforehand',
    tab: 'waiting',
    back: proposalAt(meant(id)),
    main: el`<section class="card pad"><p class="lead">${sentence}</p>${bounds.map(bound)}</section>${
      fault !== undefined
        ? el`<p class="box bad">It is not offered: ${fault}</p>`
        : el`<section class="box warn"><p><strong>It needs the owner’s key file.</strong> A passkey may not grant: it answers one question at a time. Where the key file is, run:</p></section><section class="card pad"><pre class="v"><span>${command}</span></pre></section>`
    }<p class="dim s"><a href="/grants">Grants in force</a></p>`,
  };
}
