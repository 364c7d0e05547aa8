// The tool behind `readWebPage`: one page, fetched behind the wall, as text that a model can read.
import { SallyportError } from '@sallyport/core';
import { tool, type RunContext, type TrustLevel } from '@sallyport/core/tool';
import { mustCount, mustKnow } from '../options.js';
import { readWebPageFrom } from './contracts.js';
import { decode, isBinary, mediaTypeOf } from './media.js';
import type { Fetched, WebOperations } from './operations.js';
import type { Page } from './page-schema.js';
import { WEB_OPTIONS, webOperations, type WebOptions } from './web-operations.js';

interface Common<T extends TrustLevel> {
  /** How far the authors of what is read are trusted. Unsaid: `low`, the public web. */
  readonly source?: T;
  /** Characters of text that one call returns; the rest is left out. Unsaid: 200,000. */
  readonly maxText?: number;
}
/** Either the web behind rules, or operations of your own. */
export type WebReaderOptions<T extends TrustLevel> = Common<T> &
  (
    | (WebOptions & { readonly operations?: never })
    | ({ readonly [K in keyof WebOptions]?: never } & { readonly operations: WebOperations })
  );

type Reading = (input: { readonly url: string }, context: RunContext) => Promise<Page>;
/** The tool that {@link webReader} makes. */
export type WebPageTool<T extends TrustLevel> = ReturnType<typeof seal<T>>;

const MAX_TEXT = 200_000;
const TEXTS: ReadonlySet<string> = new Set(['text/plain', 'text/markdown', 'text/x-markdown', 'application/json']);
const PAGES: ReadonlySet<string> = new Set(['text/html', 'application/xhtml+xml']);
const ACCEPT = 'text/html, application/xhtml+xml, text/markdown, text/plain, application/json;q=0.9';

/**
 * The tool for {@link readWebPage}. It opens connections to public addresses only, whatever the URL, a redirect or the
 * DNS says; HTML becomes Markdown of its article; plain text, Markdown and JSON stay as they are; all else is refused.
 *
 * @throws SallyportError `BAD_OPTION`.
 * @example
 * ```ts
 * import { webReader } from '@sallyport/tools/ingest';
 *
 * const anywhere = webReader();
 * const curated = webReader({ source: 'medium', hosts: ['example.com', '*.example.org'] });
 * ```
 */
export function webReader<const T extends TrustLevel = 'low'>(
  options: WebReaderOptions<T> = {},
): WebPageTool<NoInfer<T>> {
  // `as`: unsaid, T is 'low'
  const { source = 'low' as T } = options;
  return seal(source, pageReading(options));
}

const seal = <T extends TrustLevel>(source: T, run: Reading) => tool(readWebPageFrom(source), run);

/** What the tool does. Not for agents: they hold the tool, which only a session can run. */
export function pageReading(options: WebReaderOptions<TrustLevel> = {}): Reading {
  const { maxText = MAX_TEXT } = options;
  mustKnow('webReader', options, ['source', 'maxText', 'operations', ...WEB_OPTIONS]);
  mustCount('webReader', 'maxText', maxText);
  const operations = webOperations('webReader', ACCEPT, options);
  return async ({ url }, { signal }) => {
    const { title, text, isWhole, ...rest } = await pageOf(await operations.fetch(url, signal));
    const cut = text.slice(0, maxText).toWellFormed();
    return { ...rest, title: title.toWellFormed(), text: cut, isWhole: isWhole && text.length <= maxText };
  };
}

async function pageOf({ url, type, bytes }: Fetched): Promise<Page> {
  const media = mediaTypeOf(type);
  const isPage = PAGES.has(media.essence);
  const isText = TEXTS.has(media.essence) || /^application\/[\w.-]+\+json$/.test(media.essence);
  const text = isPage || isText ? decode(bytes, media) : '';
  if ((!isPage && !isText) || isBinary(text))
    throw unreadable('it is neither HTML nor plain text, Markdown or JSON, by what its server says');
  if (!isPage) return { url, title: '', text, isWhole: true };
  const { readable } = await import('./readable.js');
  try {
    return { url, ...readable(text, url) };
  } catch (error) {
    throw unreadable('its HTML is too tangled', error);
  }
}

const unreadable = (why: string, cause?: unknown): SallyportError =>
  new SallyportError('TOOL_FAILED', `webReader: this page cannot be read: ${why}`, { why }, { cause });
