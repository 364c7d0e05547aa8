// The pages on which something is written: edit, forward, adopt, compose, freeze, grant, and answering several at once.
import type { ReviewItem } from '@sallyport/core';
import { quoted, render } from '../../escape.js';
import type { ReportView } from '../../letter.js';
import type { View } from '../../view.js';
import { proposalAt } from '../address.js';
import { face, letter, riskChip } from '../draw.js';
import { el, typed, type Markup } from '../el.js';
import type { Page } from '../shell.js';
import { editable } from '../spelling.js';
import { drawn, needsScript } from './proposal.js';

/** The bar of a form, under the thumb. */
const bar = (words: string, tone: 'yes' | 'no' = 'yes'): Markup =>
  el`<div class="do">${needsScript}<button class="btn ${tone} w" disabled data-arm>${words}</button></div>`;

/** Each argument a field. Whatever is typed makes a new proposal, which is shown beside the old one and waits in turn. */
export function editPage(view: View, { id, parts }: ReviewItem): Page {
  const fields = parts.map(({ name, value, control }, i) => {
    const { text, as } = editable(value);
    const how = {
      text: 'text',
      'spelled text': 'text; what cannot be seen is spelled \\u{…}, a backslash is \\\\',
      JSON: 'JSON: text stands in "quotes"',
    };
    return el`<p><label class="f">${quoted(name)} <small>${control && 'decides where it lands · '}${how[as]}</small><textarea name="arg-${i}" rows="${Math.min(12, text.split('\n').length)}" spellcheck="false" autocomplete="off">${typed(text)}</textarea></label></p>`;
  });
  return {
    title: 'Edit',
    tab: 'waiting',
    back: proposalAt(id),
    main: el`<p class="lead">${view.sentence}</p><p class="dim s">What you change makes a new proposal. You see what changed, and approve it or not.</p><form data-act="edit" data-go>${drawn(view)}<div class="card pad">${fields}</div>${bar('See what changed')}</form>`,
  };
}

/** Whom one can write to: agents, by their raw names. */
const picker = (agents: readonly string[], chosen?: string): Markup =>
  el`<fieldset class="card"><legend class="hide">To</legend><ul class="list">${agents.map(
    (name) =>
      el`<li><label class="item"><input type="radio" name="to" value="${render(name)}" required${name === chosen && el` checked`}>${face(quoted(name), true)}<span class="grow">${quoted(name)}</span></label></li>`,
  )}</ul></fieldset>`;

/** What of a message goes on, as it was: a quotation stays as trusted as it is. */
export function forwardPage(report: ReportView, agents: readonly string[]): Page {
  const whole = report.letter.text.lines.join('\n');
  return {
    title: 'Forward',
    back: `/messages/${encodeURIComponent(report.id)}`,
    main: el`<form data-draft="forward"><input type="hidden" name="message" value="${report.id}"><h2 class="out">To</h2>${picker(agents)}
<div class="card pad"><label class="f">Your note <small>your own words: the order</small><textarea name="note"></textarea></label></div>
<section class="card pad"><h2>What goes with it</h2><p class="dim s">As it is, and trusted as it is: forwarding makes nothing your own words.</p>
<fieldset><legend class="hide">How much of it</legend><label class="c"><input type="radio" name="what" value="whole" checked>The whole message</label><label class="c"><input type="radio" name="what" value="part">Only these words of it</label>
<label class="f">Leave standing what is to go <small>one piece of it, to the letter</small><textarea name="part" rows="6" spellcheck="false">${typed(whole)}</textarea></label></fieldset><details><summary>The message</summary>${letter(report.letter)}</details></section>${bar('Review')}</form>`,
  };
}

/** Words of a message become the person's own: what a forward never does. */
export function adoptPage(report: ReportView, agents: readonly string[]): Page {
  return {
    title: 'Make words your own',
    back: `/messages/${encodeURIComponent(report.id)}`,
    main: el`<div class="box warn"><p><strong>These become your words,</strong> trusted as you are. Whoever wrote them speaks to the agent with your voice. Read every one.</p></div><form data-draft="adopt"><input type="hidden" name="message" value="${report.id}"><h2 class="out">To</h2>${picker(agents)}
<div class="card pad">${letter(report.letter)}</div><div class="card pad"><label class="f">Leave standing what becomes yours <small>one piece of it, to the letter</small><textarea name="text" rows="6" required spellcheck="false">${typed(report.letter.text.lines.join('\n'))}</textarea></label></div>${bar('Review')}</form>`,
  };
}

export function composePage(agents: readonly string[], chosen: string | undefined, about: View | undefined): Page {
  const start = about ? `About ${called(about)} (digest ${about.digest.short}): ` : '';
  return {
    title: 'Write',
    tab: 'compose',
    ...(about && { back: `/proposals/${encodeURIComponent(about.id)}` }),
    main:
      agents.length === 0
        ? el`<p class="card pad">There is no agent to write to yet.</p>`
        : el`${about && el`<section class="card pad" aria-label="What it is about"><p>${about.sentence}</p><p class="s">${riskChip(about.risk)}</p></section>`}<form data-draft="send"><h2 class="out">To</h2>${picker(agents, chosen)}<div class="card pad"><label class="f">Your words <small>an order to an agent that acts; a question to one that reads</small><textarea name="text" required rows="5">${typed(start)}</textarea></label></div>${bar('Review')}</form>`,
  };
}

/** Its id stands among the person's own words only where it says nothing: hostile code may choose one that does. */
const called = ({ id }: View): string => (/^[0-9a-f]{32}$/.test(id) ? `proposal ${id}` : 'a proposal');

export function freezePage(agent: string): Page {
  return {
    title: `Freeze ${quoted(agent)}`,
    back: '/contacts',
    main: el`<section class="card pad"><p class="lead">${quoted(agent)} stops: what it asked for and what it was to do ends now, and nothing starts.</p><p class="dim">To let it go on, the owner needs the key file: <code>sallyport thaw</code>. A passkey cannot.</p></section><form data-act="freeze"><input type="hidden" name="agent" value="${render(agent)}"><div class="card pad"><label class="f">Reason <small>may stay empty</small><textarea name="reason" maxlength="4000"></textarea></label></div>${bar('Freeze it now', 'no')}</form>`,
  };
}
