// The tool behind `readFeed`: the items of an RSS or Atom feed, fetched behind the same wall as a page.
import { SallyportError } from '@sallyport/core';
import { tool, type RunContext, type TrustLevel } from '@sallyport/core/tool';
import { mustCount, mustKnow } from '../options.js';
import { readFeedFrom } from './contracts.js';
import type { Feed } from './feed-schema.js';
import { decode, mediaTypeOf } from './media.js';
import type { WebOperations } from './operations.js';
import { WEB_OPTIONS, webOperations, type WebOptions } from './web-operations.js';

interface Common<T extends TrustLevel> {
  /** How far the authors of the feeds are trusted. Unsaid: `low`. */
  readonly source?: T;
  /** Items that one call returns, the first ones of the feed. Unsaid: 50. */
  readonly maxItems?: number;
  /** Characters of each item's text. Unsaid: 4,000. */
  readonly maxText?: number;
}
/** Either the web behind rules, or operations of your own. */
export type FeedReaderOptions<T extends TrustLevel> = Common<T> &
  (
    | (WebOptions & { readonly operations?: never })
    | ({ readonly [K in keyof WebOptions]?: never } & { readonly operations: WebOperations })
  );

type Reading = (input: { readonly url: string }, context: RunContext) => Promise<Feed>;
/** The tool that {@link feedReader} makes. */
export type FeedTool<T extends TrustLevel> = ReturnType<typeof seal<T>>;

const MAX_ITEMS = 50;
const MAX_TEXT = 4_000;
const FEEDS: ReadonlySet<string> = new Set([
  ...['application/rss+xml', 'application/atom+xml', 'application/rdf+xml', 'application/xml', 'text/xml'],
]);
const ACCEPT = 'application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8';

/**
 * The tool for `readFeed`. What holds for {@link webReader} holds for it; a feed with a document type of its own is
 * refused, so no entity expands to anything.
 *
 * @throws SallyportError `BAD_OPTION`.
 * @example
 * ```ts
 * import { feedReader } from '@sallyport/tools/ingest';
 *
 * const news = feedReader({ source: 'medium', hosts: ['example.com'], maxItems: 20 });
 * ```
 */
export function feedReader<const T extends TrustLevel = 'low'>(
  options: FeedReaderOptions<T> = {},
): FeedTool<NoInfer<T>> {
  // `as`: unsaid, T is 'low'
  const { source = 'low' as T } = options;
  return seal(source, feedReading(options));
}

const seal = <T extends TrustLevel>(source: T, run: Reading) => tool(readFeedFrom(source), run);

/** What the tool does. Not for agents: they hold the tool, which only a session can run. */
export function feedReading(options: FeedReaderOptions<TrustLevel> = {}): Reading {
  mustKnow('feedReader', options, ['source', 'maxItems', 'maxText', 'operations', ...WEB_OPTIONS]);
  const { maxItems = MAX_ITEMS, maxText = MAX_TEXT } = options;
  mustCount('feedReader', 'maxItems', maxItems);
  mustCount('feedReader', 'maxText', maxText);
  const operations = webOperations('feedReader', ACCEPT, options);
  return async ({ url }, { signal }) => {
    const got = await operations.fetch(url, signal);
    const media = mediaTypeOf(got.type);
    if (!FEEDS.has(media.essence)) {
      const why = 'it is no feed by what its server says';
      throw new SallyportError('TOOL_FAILED', `feedReader: this cannot be read: ${why}`, { why });
    }
    const { readItems } = await import('./feed.js');
    return readItems(decode(got.bytes, media), got.url, { maxItems, maxText });
  };
}
