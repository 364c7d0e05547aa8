// Search, keys and grants.
import { chip, face } from '../draw.js';
import { el, type Markup } from '../el.js';
import type { FoundView, GrantView, HitView, PersonView } from '../found.js';
import type { View } from '../../view.js';
import { meant, messageAt, proposalAt } from '../address.js';
import type { Page } from '../shell.js';
import { needsScript } from './proposal.js';

/** So many hits come at once. */
const PAGE = 20;

/** `asked`: what was typed, escaped. `fault`: why it is no search. */
export function searchPage(asked: string, found: FoundView | undefined, fault?: string): Page {
  const more = found && found.hits.length >= PAGE ? found.hits.at(-1)?.seq : undefined;
  return {
    title: 'Search',
    tab: 'search',
    main: el`<form action="/search" role="search" class="say"><label class="grow"><span class="hide">Search everything that happened</span><input type="search" name="q" value="${asked}" placeholder="words, from:name, tool:name" autocomplete="off"></label><button class="btn yes">Search</button></form>${
      fault !== undefined && el`<p class="box warn">${fault}</p>`
    }${found && el`<p class="dim s">${found.words}</p><ul class="card list">${found.hits.map(hit)}</ul>`}${
      more !== undefined &&
      el`<p><a class="btn w" href="/search?q=${encodeURIComponent(asked)}&amp;before=${more}">Older</a></p>`
    }`,
  };
}

const AS_MESSAGE = new Set(['message', 'order', 'forward', 'report', 'traffic']);
const AS_PROPOSAL = new Set(['call', 'proposal']);

function hit({ what, who, when, trust, pieces, key, kind }: HitView): Markup {
  const where = AS_MESSAGE.has(kind)
    ? messageAt(meant(key))
    : AS_PROPOSAL.has(kind)
      ? proposalAt(meant(key))
      : undefined;
  const says = el`<span class="h">${what}</span><span class="s dim">${who} · ${when} ${chip(trust.word, trust.tone)}</span><span>${pieces.map((piece, i) => (i % 2 === 1 ? el`<mark>${piece}</mark>` : piece))}</span>`;
  return where === undefined
    ? el`<li class="item"><span class="grow">${says}</span></li>`
    : el`<li><a class="item" href="${where}"><span class="grow">${says}</span></a></li>`;
}

export function peoplePage(people: readonly PersonView[]): Page {
  return {
    title: 'Keys',
    tab: 'people',
    main: el`<p class="dim">Whoever may sign. Pairing another device, and ending a key, is done where the owner's key file is: <code>sallyport serve</code> prints a link, <code>sallyport keys</code> ends one.</p><p><a class="btn" href="/grants">Standing grants</a></p>${people.map(
      ({ name, says, keys }) =>
        el`<section class="card pad"><div class="row">${face(name, says !== 'a person')}<div class="grow"><h2>${name}</h2><p class="s dim">${says}</p></div></div><ul>${keys.map(
          (key) =>
            el`<li class="s"><code>${key.id}</code> ${key.says}${key.isRevoked && el` ${chip('ended', 'bad')}`}</li>`,
        )}</ul></section>`,
    )}`,
  };
}

export function grantsPage(grants: readonly GrantView[]): Page {
  return {
    title: 'Standing grants',
    tab: 'people',
    back: '/people',
    main: el`<p class="dim">What is approved beforehand. A grant is made with the owner's key file: a passkey may end one, and may not make one.</p>${grants.length === 0 && el`<p class="card pad">None is in force: each thing is asked for.</p>`}${needsScript}${grants.map(
      ({ key, words, bounds, left, by }) =>
        el`<section class="card pad"><h2>${words}</h2><ul>${bounds.map((bound) => el`<li>${bound}</li>`)}</ul><p class="s">${left}</p><p class="s dim">${by}</p><form data-act="revoke"><input type="hidden" name="grant" value="${key}"><button class="btn no" disabled data-arm>End it</button></form></section>`,
    )}`,
  };
}

/** How such things are approved beforehand: with the owner's key file, by this command. */
export function grantPage(view: View, command: string): Page {
  return {
    title: 'Approve beforehand',
    tab: 'waiting',
    back: `/proposals/${encodeURIComponent(view.id)}`,
    main: el`<section class="card pad"><p class="lead">${view.sentence}</p><p>A standing grant approves exactly such things without asking: this agent, this tool, these values, so many times, until then.</p></section><section class="box warn"><p><strong>It needs the owner's key file.</strong> A passkey may not grant: it answers one question at a time. Where the key file is, run:</p></section><section class="card pad"><pre class="v"><span>${command}</span></pre></section><p class="dim s"><a href="/grants">Grants in force</a></p>`,
  };
}
