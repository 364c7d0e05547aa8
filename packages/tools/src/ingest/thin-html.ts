// Makes a page small and shallow before a document is built of it: what reads documents is slow on hostile ones.
import { Parser } from 'htmlparser2';

/** Where a page is cut: finding what a tag closes takes time that grows with the tags before it. */
const MOST_TAGS = 30_000;
/** Tags beyond it are left out; their text stays. */
const MOST_ELEMENTS = 5_000;
const DEEPEST = 32;
const LONGEST_VALUE = 200;
/** Characters of text that are kept, and blanks in a row: what finds the article takes ever longer over each of them. */
const MOST_TEXT = 500_000;
const MOST_BLANKS = 64;
const LONGEST_LINK = 2_048;
/** Left out with all that is inside. */
const DROPPED: ReadonlySet<string> = new Set([
  ...['script', 'style', 'noscript', 'template', 'svg', 'math', 'iframe', 'object', 'canvas', 'video', 'audio'],
  ...['select', 'textarea', 'button', 'dialog'],
]);
/** Left out, but not what is inside. */
const UNWRAPPED: ReadonlySet<string> = new Set(['html', 'head', 'body', 'link', 'meta', 'base', 'embed', 'input']);
const VOID: ReadonlySet<string> = new Set(['br', 'hr', 'img', 'wbr', 'col', 'area', 'source', 'track']);
/** What weighs in finding the article, or is read. */
const KEPT = ['class', 'id', 'role', 'dir', 'lang', 'start'];
const HIDDEN = /display\s*:\s*none|visibility\s*:\s*hidden/i;
const TAG = /^[a-z][a-z0-9]{0,20}$/;
const LINK_SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/**
 * `<` and `&` of a text, until {@link restored}: characters that no text has (Unicode noncharacters). As entities, each
 * would become a node of its own in the document.
 */
const LESS = '\ufdd0';
const AND = '\ufdd1';

/** What a text said, from what became of it in {@link thinHtml}. */
export const restored = (text: string): string => text.replaceAll(LESS, '<').replaceAll(AND, '&');

type Attributes = Readonly<Record<string, string>>;

/** A page made small. */
export interface ThinHtml {
  readonly title: string;
  /**
   * Well-formed: at most 5,000 elements, 32 deep, no scripts, no pictures but their words; links are absolute, and http,
   * https or mailto.
   */
  readonly body: string;
  /** False where the page had more tags, or more text, than is looked at. */
  readonly isWhole: boolean;
}

/** Must not throw, whatever the page. */
export function thinHtml(html: string, url: string): ThinHtml {
  const end = endOf(html);
  const thinner = new Thinner(url);
  new Parser(thinner, { decodeEntities: true }).end(html.slice(0, end));
  return { title: thinner.title.trim(), body: thinner.out.join(''), isWhole: end === html.length && !thinner.isCut };
}

function endOf(html: string): number {
  let at = -1;
  for (let tags = 0; tags < MOST_TAGS; tags++) {
    at = html.indexOf('<', at + 1);
    if (at < 0) return html.length;
  }
  return at;
}

/** Hears the parser, and writes down what stays. */
class Thinner {
  readonly out: string[] = [];
  title = '';
  readonly #url: string;
  /** For each element that is open: its name, or `undefined` when it was left out. */
  readonly #open: (string | undefined)[] = [];
  #elements = 0;
  #depth = 0;
  /** How many elements are open within one that is left out with all that is inside, itself counted. */
  #dropped = 0;
  #inTitle = false;
  #left = MOST_TEXT;
  /** The blanks that the text ends with so far. */
  #blanks = 0;

  constructor(url: string) {
    this.#url = url;
  }

  onopentag(name: string, attributes: Attributes): void {
    if (name === 'img') this.ontext(attributes['alt']?.slice(0, LONGEST_VALUE) ?? '');
    else if (VOID.has(name)) {
      if (this.#dropped === 0 && this.#elements++ < MOST_ELEMENTS) this.out.push(tagOf(name, attributes, this.#url));
    } else if (this.#dropped > 0 || DROPPED.has(name) || isHidden(attributes)) this.#dropped++;
    else this.#enter(name, attributes);
  }

  #enter(name: string, attributes: Attributes): void {
    this.#inTitle = name === 'title';
    const fits = this.#elements < MOST_ELEMENTS && this.#depth < DEEPEST;
    const stays = fits && TAG.test(name) && !UNWRAPPED.has(name) && !this.#inTitle;
    this.#open.push(stays ? name : undefined);
    if (!stays) return;
    this.#elements++;
    this.#depth++;
    this.out.push(tagOf(name, attributes, this.#url));
  }

  ontext(text: string): void {
    if (this.#dropped > 0) return;
    if (this.#inTitle) this.title += text.slice(0, LONGEST_VALUE - this.title.length);
    else if (this.#left > 0) this.#keep(text.replace(/[<&]/g, (one) => (one === '<' ? LESS : AND)));
  }

  /** Every blank is a plain one, and no run of them is long, also not over several texts. */
  #keep(text: string): void {
    const plain = text.replace(/[^\S\n\t]/g, ' ');
    const short = plain.replace(/[ \n\t]+/g, (run, at: number) => {
      const before = at === 0 ? this.#blanks : 0;
      if (at + run.length === plain.length) this.#blanks = before + run.length;
      return run.slice(0, Math.max(0, MOST_BLANKS - before));
    });
    if (/[^ \n\t]$/.test(plain)) this.#blanks = 0;
    this.out.push(short.slice(0, this.#left));
    this.#left -= short.length;
  }
  /** Was there more text than is kept? */
  get isCut(): boolean {
    return this.#left <= 0;
  }

  onclosetag(name: string): void {
    if (VOID.has(name)) return;
    if (this.#dropped > 0) {
      this.#dropped--;
      return;
    }
    this.#inTitle = false;
    const open = this.#open.pop();
    if (open === undefined) return;
    this.#depth--;
    this.out.push(`</${open}>`);
  }
}

const isHidden = (attributes: Attributes): boolean =>
  Object.hasOwn(attributes, 'hidden') || attributes['aria-hidden'] === 'true' || HIDDEN.test(attributes['style'] ?? '');

function tagOf(name: string, attributes: Attributes, url: string): string {
  const kept = KEPT.filter((key) => Object.hasOwn(attributes, key)).map(
    (key) => ` ${key}="${escaped(attributes[key]!.slice(0, LONGEST_VALUE))}"`,
  );
  const link = Object.hasOwn(attributes, 'href') ? absolute(attributes['href']!, url) : undefined;
  return `<${name}${kept.join('')}${link === undefined ? '' : ` href="${escaped(link)}"`}>`;
}

function absolute(href: string, url: string): string | undefined {
  if (href.length > LONGEST_LINK || !URL.canParse(href, url)) return undefined;
  const link = new URL(href, url);
  return LINK_SCHEMES.has(link.protocol) ? link.href : undefined;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (one) => ENTITIES[one]!);
