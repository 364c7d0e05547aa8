// One proposal, whole: the alarm first, the facts, every argument with its sources, the message behind it, the agent's words last.
import { STARTS_IN } from '../../undo.js';
import { oddOf, type View } from '../../view.js';
import { approveWords } from '../../approve.js';
import { counted } from '../../words.js';
import { meant, messageAt, proposalAt, spelled, threadAt } from '../address.js';
import { chip, face, field, flag, flowAlarm, letter, passage, riskChip, ticking } from '../draw.js';
import { el, type Markup, type Piece } from '../el.js';
import type { Page } from '../shell.js';

/** What the view does not say: whether it may be answered, or taken back, by whoever looks. */
export interface Standing {
  readonly isOpen: boolean;
  readonly isUndoable: boolean;
  /** Said of whoever approves faster than anybody reads: it takes a second step. */
  readonly stop?: string;
  /** Its requester, raw. */
  readonly requester: string;
}

export function proposalPage(view: View, names: Standing): Page {
  const { sentence, asked, expires, risk, count, flags, fields, requester } = view;
  return {
    title: 'Proposal',
    tab: 'waiting',
    back: '/',
    shows: names.isOpen ? [view.id] : [],
    main: el`${view.flow && flowAlarm(view.flow)}
<section class="card pad" aria-label="What will happen"><div class="row">${face(requester, true)}<div class="grow"><p class="lead">${sentence}</p></div></div>
<p class="s">${requester} asks <span class="dim">· ${asked} ·</span> <span class="${expires.over ? 'bad' : 'dim'}">${ticking(expires.words, expires.left)}</span></p>
<p class="s">${riskChip(risk)} <span class="dim">${risk.because} · ${count}</span></p>${states(view)}${flags.map(flag)}</section>
${fields.map(field)}${behind(view)}${why(view)}${digest(view)}${names.isOpen ? decide(view, names) : names.isUndoable && takeBack(view)}`,
  };
}

const states = ({ replaces, decided, approvals, missing, undo }: View): Markup =>
  el`${[replaces, decided, ...approvals, missing, undo && ticking(undo.words, undo.left, STARTS_IN)].map((text) => text !== undefined && el`<p class="box calm s">${text}</p>`)}`;

function behind({ message }: View): Markup | undefined {
  if (!message) return undefined;
  const { sender, agent } = message.thread;
  const thread = `${threadAt(meant(sender))}?with=${spelled(meant(agent))}`;
  return el`<section class="card pad" aria-labelledby="behind"><h2 id="behind">Behind it: a message from</h2>${letter(message)}<p class="s"><a href="${messageAt(meant(message.id))}">Open the message</a> · <a href="${thread}">The whole conversation</a></p></section>`;
}

function why({ why: words }: View): Markup {
  return el`<section class="card pad" aria-labelledby="why"><h2 id="why" class="warn">Why: ${words.says}</h2><div class="quote">${passage(words)}</div><p class="s">written at ${chip(words.trust.word, words.trust.tone)}</p></section>`;
}

const digest = ({ digest: { full } }: View): Markup =>
  el`<section class="card pad s" aria-labelledby="digest"><h2 id="digest">What you sign</h2><p class="dim">The digest of all of the above: who does it, with what, and until when.</p><p><code>${full}</code></p></section>`;

/** What an approval is signed over: the digest that this page has drawn goes with the answer. */
export const drawn = ({ id, digest: { full } }: Pick<View, 'id' | 'digest'>): Markup =>
  el`<input type="hidden" name="id" value="${id}"><input type="hidden" name="digest" value="${full}">`;

function decide(view: View, names: Standing): Markup {
  const odd = oddOf(view).length;
  const { folded } = approveWords(view);
  const says = odd > 0 ? `${view.risk.word} · ${counted(odd, 'mark')} above` : view.risk.word;
  const shut = folded.length > 0 && el`<span class="shut"> · folded away: ${folded.join(', ')}</span>`;
  const reasons = [...(names.stop === undefined ? [] : [names.stop]), ...careful(view)];
  return el`<div class="do" role="group" aria-label="Your answer"><p class="s ${view.risk.tone}">${says}${shut}</p>${needsScript}
<div class="bar">${approve(drawn(view), el`Approve${view.folded && el`<span class="shut">, folded parts too</span>`}`, reasons)}
${deny(drawn(view), 'it will not run')}<details name="more"><summary class="btn">More</summary>${more(view, names)}</details></div></div>`;
}

/** Where there is a reason to hesitate, it is said first, and approving takes a second step. */
export function approve(shown: Piece, words: Piece, reasons: readonly string[]): Markup {
  const form = (label: Piece): Markup =>
    el`<form data-act="approve">${shown}<button class="btn yes w" disabled data-arm>${label}</button></form>`;
  if (reasons.length === 0) return form(words);
  return el`<details name="more" class="grow"><summary class="btn yes w">${words} …</summary>${reasons.map((reason) => el`<p class="s warn">${reason}</p>`)}${form('Approve all the same')}</details>`;
}

/** The other answer, with a reason. */
export const deny = (shown: Piece, words: string): Markup =>
  el`<details name="more"><summary class="btn no">Deny</summary><form data-act="deny">${shown}<label class="f">Reason <small>may stay empty; the agent may see it</small><textarea name="reason" maxlength="4000"></textarea></label><button class="btn no w" disabled data-arm>Deny: ${words}</button></form></details>`;

/** Without the script nothing can be signed: reading works all the same. */
export const needsScript = el`<noscript><p class="s">To decide, switch JavaScript on: your passkey signs in the browser. All of it can be read without.</p></noscript>`;

/** Why it is looked at twice. */
function careful({ flow, folded, alarm }: View): readonly string[] {
  return [
    flow && 'Private content would leave: look at who gets it, and at what.',
    alarm && 'Something is not what it looks like: look twice.',
    folded && 'Parts of it are folded away: open them first. They are signed too.',
  ].filter((reason) => typeof reason === 'string');
}

function more({ id, requester, message }: View, { requester: name }: Standing): Markup {
  const about = spelled(meant(id));
  return el`<ul class="more"><li><a href="${proposalAt(meant(id))}/edit">Edit it</a></li>${
    message !== undefined &&
    el`<li><a href="${messageAt(meant(message.id))}/forward">Forward the message behind it</a></li>`
  }<li><a href="/compose?to=${spelled(name)}&amp;about=${about}">Ask ${requester} about it</a></li><li><a href="${proposalAt(meant(id))}/grant">Approve such things beforehand</a></li><li><a href="/freeze?agent=${spelled(name)}">Freeze ${requester}</a></li></ul>`;
}

const takeBack = ({ id }: View): Markup =>
  el`<div class="do" role="group" aria-label="Take it back">${needsScript}<form data-act="withdraw"><input type="hidden" name="id" value="${id}"><button class="btn no w" disabled data-arm>Take the approval back</button></form></div>`;
