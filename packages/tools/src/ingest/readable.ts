// Makes Markdown of a page: the article alone (Readability), without scripts, pictures and what is hidden.
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import Turndown from 'turndown';
import { restored, thinHtml } from './thin-html.js';

/** A page as it is read. */
export interface Readable {
  /** '' where it has none. */
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  /** False where the page was cut. */
  readonly isWhole: boolean;
}

/** Shorter than this, in characters, the article was not found, and all of the page is read. */
const ARTICLE = 200;

/** The page is made small first: what finds the article takes seconds at worst then, and cannot be called off. */
export function readable(html: string, url: string): Readable {
  const { title, body, isWhole } = thinHtml(html, url);
  const article = new Readability(documentOf(body), { disableJSONLD: true, charThreshold: ARTICLE }).parse();
  const found = article?.content ?? '';
  const isFound = (article?.textContent ?? '').trim().length >= ARTICLE;
  return { title, text: restored(markdown.turndown(isFound ? found : body)).trim(), isWhole };
}

const documentOf = (body: string) => parseHTML(`<!doctype html><html><body>${body}</body></html>`).document;

const markdown = new Turndown({ headingStyle: 'atx', codeBlockStyle: 'fenced', bulletListMarker: '-' });
