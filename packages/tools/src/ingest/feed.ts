// Reads the items out of a feed: RSS 2.0, RSS 1.0 and Atom (RFC 4287). No DTD, so no entity of anybody's own.
import { Parser } from 'htmlparser2';
import { SallyportError } from '@sallyport/core';
import type { Feed, FeedItem } from './feed-schema.js';
import { plainText } from './plain-text.js';

/** How much of a feed is read. */
export interface FeedCaps {
  readonly maxItems: number;
  /** Characters of one item's text. */
  readonly maxText: number;
}

const DEEPEST = 64;
/** A feed's own tags stand no deeper; the names of others are never put together. */
const SHALLOW = 3;
const LONGEST_NAME = 64;
const MOST_TAGS = 100_000;
/** Characters of a title, a link, an id, a date. */
const LONGEST = 2_048;
interface Shape {
  readonly head: string;
  readonly item: string;
}
/** Where items and the feed's own title stand: by the name of the outermost element. */
const SHAPES: ReadonlyMap<string, Shape> = new Map([
  ['rss', { head: 'rss/channel', item: 'rss/channel/item' }],
  ['rdf:RDF', { head: 'rdf:RDF/channel', item: 'rdf:RDF/item' }],
  ['feed', { head: 'feed', item: 'feed/entry' }],
]);
/** The first one that says anything counts. */
const FIELDS = {
  id: ['guid', 'id'],
  title: ['title'],
  link: ['link', 'guid'],
  published: ['pubDate', 'dc:date', 'published', 'updated'],
  text: ['content:encoded', 'content', 'description', 'summary'],
} as const;

type Attributes = Readonly<Record<string, string>>;
type Raw = Map<string, string>;

/** @throws SallyportError `TOOL_FAILED` for what is no feed, brings a DTD, or is nested deeper than feeds are. */
export function readItems(xml: string, url: string, caps: FeedCaps): Feed {
  const reader = new FeedReader(caps);
  new Parser(reader, { xmlMode: true, decodeEntities: true }).end(xml);
  if (!reader.isFeed) throw noFeed('it is neither RSS nor Atom');
  const items = reader.items.map((raw) => itemOf(raw, url));
  return { url, title: oneLine(reader.head.get('title') ?? ''), items, isWhole: reader.isWhole };
}

/** Hears the parser, and keeps what stands in the fields of an item. */
class FeedReader {
  readonly items: Raw[] = [];
  readonly head: Raw = new Map();
  isWhole = true;
  isFeed = false;
  readonly #caps: FeedCaps;
  readonly #path: string[] = [];
  #tags = 0;
  /** `undefined` where nothing more is looked at: it is no feed, or there were items enough. */
  #shape: Shape | undefined;
  /** What the open field is called, in which record it stands, and how deep. */
  #field: { readonly name: string; readonly raw: Raw; readonly depth: number; readonly isHtml: boolean } | undefined;

  constructor(caps: FeedCaps) {
    this.#caps = caps;
  }

  onprocessinginstruction(name: string): void {
    if (name.toLowerCase().startsWith('!')) throw noFeed('it brings a document type of its own');
  }

  onopentag(name: string, attributes: Attributes): void {
    const depth = this.#path.push(name);
    if (depth > DEEPEST) throw noFeed('it is nested too deep');
    if (name.length > LONGEST_NAME || ++this.#tags > MOST_TAGS) throw noFeed('its tags are too many, or too long');
    if (depth > SHALLOW + 1) return;
    const above = this.#path.slice(0, -1).join('/');
    if (above === '') {
      this.#shape = SHAPES.get(name);
      this.isFeed ||= this.#shape !== undefined;
    } else if (this.#shape !== undefined && this.#field === undefined) this.#enter(name, above, attributes);
  }

  #enter(name: string, above: string, attributes: Attributes): void {
    const { head = '', item = '' } = this.#shape ?? {};
    if (`${above}/${name}` === item) {
      if (this.items.length < this.#caps.maxItems) this.items.push(new Map(aboutOf(attributes)));
      else this.#shape = undefined;
      this.isWhole &&= this.#shape !== undefined;
      return;
    }
    const raw = above === item ? this.items.at(-1) : above === head ? this.head : undefined;
    // the first field of a name counts; of the links of an Atom entry, the one that leads to the entry itself
    if (raw === undefined || raw.has(name)) return;
    const href = attributes['href'];
    if (name !== 'link' || href === undefined) {
      const isHtml = this.#path[0] !== 'feed' || attributes['type'] === 'html';
      this.#field = { name, raw, depth: this.#path.length, isHtml };
      raw.set(name, '');
    } else if ((attributes['rel'] ?? 'alternate') === 'alternate') raw.set(name, href.slice(0, LONGEST));
  }

  ontext(text: string): void {
    if (this.#field === undefined) return;
    const { raw, name } = this.#field;
    const most = isText(name) ? this.#caps.maxText * MARKUP : LONGEST;
    const kept = raw.get(name) ?? '';
    raw.set(name, kept + text.slice(0, most - kept.length));
    if (isText(name) && kept.length + text.length > most) this.isWhole = false;
  }

  onclosetag(): void {
    if (this.#field !== undefined && this.#path.length === this.#field.depth) this.#leave(this.#field);
    this.#path.pop();
  }

  #leave({ name, raw, isHtml }: { readonly name: string; readonly raw: Raw; readonly isHtml: boolean }): void {
    this.#field = undefined;
    const kept = raw.get(name) ?? '';
    const text = isHtml && (isText(name) || name === 'title') ? plainText(kept) : kept.trim();
    raw.set(name, text.slice(0, this.#caps.maxText));
    this.isWhole &&= text.length <= this.#caps.maxText;
  }
}

/** Markup is longer than the text in it, by so much at most before it is cut. */
const MARKUP = 8;
const isText = (name: string): boolean => FIELDS.text.some((field) => field === name);

/** RSS 1.0 says which item it is in an attribute. */
const aboutOf = (attributes: Attributes): readonly [string, string][] =>
  attributes['rdf:about'] === undefined ? [] : [['guid', attributes['rdf:about'].slice(0, LONGEST)]];

function itemOf(raw: Raw, url: string): FeedItem {
  const first = (field: keyof typeof FIELDS): string =>
    FIELDS[field].map((name) => raw.get(name) ?? '').find((text) => text !== '') ?? '';
  const link =
    FIELDS.link
      .map((name) => raw.get(name) ?? '')
      .map((text) => onTheWeb(text, url))
      .find(Boolean) ?? '';
  const title = oneLine(first('title'));
  return {
    id: oneLine(first('id')) || link || title,
    title,
    link,
    published: dateOf(first('published')),
    text: first('text').toWellFormed(),
  };
}

function onTheWeb(link: string, url: string): string {
  if (link === '' || !URL.canParse(link, url)) return '';
  const { protocol, href } = new URL(link, url);
  return protocol === 'https:' || protocol === 'http:' ? href : '';
}

/** RFC 822 and RFC 3339, as feeds write them. */
function dateOf(text: string): string {
  const time = /^[\w\s,:.+-]{8,64}$/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? '' : new Date(time).toISOString();
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, LONGEST).toWellFormed();

const noFeed = (why: string): SallyportError =>
  new SallyportError('TOOL_FAILED', `feedReader: this is no feed that can be read: ${why}`, { why });
