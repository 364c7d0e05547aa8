// What somebody is about to write, hand on or make their own, as it will be signed: the script puts it in the place of the form.
import type { DraftView } from '../../draft.js';
import { chip, flag, letter, passage } from '../draw.js';
import { el, type Markup } from '../el.js';

/** `act`: what is signed when this is confirmed. */
export function draftPart(
  { sentence, own, material, flags, fault }: DraftView,
  act: 'send' | 'forward' | 'adopt',
): Markup {
  const isEmpty = own.lines.join('') === '';
  const words = isEmpty
    ? el`<p class="dim">No words of your own.</p>`
    : el`${passage(own)}<p class="s">from you ${chip(own.trust.word, own.trust.tone)}</p>`;
  return el`<section id="draft" aria-labelledby="draft-title"><div class="card pad"><h2 id="draft-title" class="lead" tabindex="-1">${sentence}</h2>${fault !== undefined && el`<p class="box bad">Not to be signed: ${fault}</p>`}${flags.map(flag)}</div>
<section class="card pad" aria-label="Your words"><h2>Your words</h2>${words}</section>${
    material &&
    el`<section class="card pad" aria-label="What goes with it"><h2>What goes with it</h2><p class="s warn">${material.says}</p><div class="quote">${letter(material)}</div></section>`
  }<div class="do"><div class="bar"><button type="button" class="btn" data-change>Change it</button>${fault === undefined && el`<form data-act="${act}" data-go class="grow"><button class="btn yes w" disabled data-arm>Sign and send</button></form>`}</div></div></section>`;
}
