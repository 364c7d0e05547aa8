// What stands around every page: head, title, the way back, the tabs under the thumb, and where results are said.
import { render } from '../escape.js';
import type { Asking } from './asking.js';
import { el, type Markup } from './el.js';
import { icon, type Icon } from './icon.js';

export const TABS = [
  ['/', 'waiting', 'Waiting', 'inbox'],
  ['/contacts', 'contacts', 'Chats', 'chats'],
  ['/compose', 'compose', 'Write', 'pen'],
  ['/search', 'search', 'Search', 'lens'],
  ['/people', 'people', 'Keys', 'key'],
] as const satisfies readonly (readonly [string, string, string, Icon])[];
export type Tab = (typeof TABS)[number][1];

/** A page, ready to be put into the shell. */
export interface Page {
  /** Our own words or a view's. */
  readonly title: string;
  readonly tab?: Tab;
  /** Where the arrow leads. */
  readonly back?: string;
  readonly main: Markup;
  /** For the script: what this page shows, so that it can tell what is new. */
  readonly shows?: readonly string[];
  /** Of a page that lists what waits: new ones are counted. */
  readonly lists?: boolean;
  /** The place in the journal up to which messages are shown. */
  readonly stamp?: number;
  readonly status?: 200 | 400 | 404;
}

/** A whole document. */
export function documentOf(page: Page, { desk, nonce, csrf }: Omit<Asking, 'context'>, waiting: number): string {
  const { title, tab, back, main, shows = [], lists = false, stamp } = page;
  const person = render(desk.person);
  return `<!doctype html>${el`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover"><title>${title} · Sallyport</title>${head(nonce)}</head>
<body data-csrf="${csrf}" data-shows="${shows.join(' ')}"${lists && el` data-list`}${stamp !== undefined && el` data-stamp="${stamp}"`}><a class="skip" href="#main">Skip to what it says</a>
<header class="top">${back !== undefined && el`<a class="back" href="${back}" aria-label="Back">${icon('back')}</a>`}<h1>${title}</h1><span class="who"><span class="hide">signed in as </span>${person}</span></header>
<div id="news" hidden><a class="btn yes" href="">show what is new</a></div>
<main id="main" tabindex="-1">${main}</main>
<nav class="tabs" aria-label="Main">${TABS.map((one) => tabOf(one, tab, waiting))}</nav>
<div id="live" role="status" aria-live="polite"></div></body></html>`.toString()}`;
}

const head = (nonce: string): Markup => el`<link rel="stylesheet" href="/assets/desk.css" nonce="${nonce}">
<meta name="theme-color" content="#f3f3ef" media="(prefers-color-scheme:light)"><meta name="theme-color" content="#101114" media="(prefers-color-scheme:dark)">
<link rel="manifest" href="/manifest.webmanifest"><link rel="icon" href="/assets/icon.svg" type="image/svg+xml"><link rel="apple-touch-icon" href="/assets/icon-180.png">
<script type="module" src="/assets/desk.js" nonce="${nonce}"></script>`;

function tabOf([href, name, words, shape]: (typeof TABS)[number], tab: Tab | undefined, waiting: number): Markup {
  const count =
    name === 'waiting' &&
    waiting > 0 &&
    el`<span class="n"><span aria-hidden="true">${waiting > 99 ? '99+' : waiting}</span><span class="hide">, ${waiting}</span></span>`;
  return el`<a href="${href}"${tab === name && el` aria-current="page"`}>${icon(shape)}<span>${words}</span>${count}</a>`;
}
