// Where links begin in a text that has been folded to plain letters: addresses, bare names, and what HTML follows.
import { SPACE } from './skeleton.js';

/**
 * In the folded text. A `link` goes on as far as its address does; an `attribute` has its value after it; a `tag` and a
 * `dot` (one within a bare name) are as long as they say.
 */
export interface Mark {
  readonly kind: 'link' | 'attribute' | 'tag' | 'dot';
  readonly start: number;
  readonly end: number;
}

/** Schemes that do something without `//`, and are no words. */
const SURE = 'https?|ftps?|mailto|javascript|vbscript';
/** Those that are the ends of words too: `metadata:x` is none of them. */
const WORDS = [
  ...['wss?', 'file', 'filesystem', 'blob', 'data', 'view-source', 'about', 'magnet', 'geo', 'market', 'intent', 'cid'],
  ...[
    'tel',
    'sms',
    'smsto',
    'mms',
    'callto',
    'facetime',
    'facetime-audio',
    'skype',
    'sips?',
    'xmpp',
    'ircs?',
    'webcal',
  ],
  ...['itms[a-z-]{0,8}', 'ldap', 'ssh', 'tg', 'whatsapp', 'viber', 'spotify', 'steam', 'slack', 'zoommtg', 'vscode'],
  ...['search-ms', 'ms-[a-z-]{2,24}', 'bitcoin', 'ethereum'],
].join('|');
const SCHEME = new RegExp(`(?:${SURE}|(?<![a-z_])(?:${WORDS})):(?=[^${SPACE}])`, 'gu');
/** Two of them begin a host, whatever scheme stands before, or none. Once for each run of them: it takes linear time. */
const SLASHES = new RegExp(`(?<![/\\\\])[/\\\\]{2,}(?=[^/\\\\${SPACE}<>"])`, 'gu');
const IN_SCHEME = /[a-z0-9+.-]/;
const AFTER_WORD = /[\p{L}\p{N}]$/u;
/** Markdown takes `<any-scheme:anything>` for a link. */
const ANGLED = new RegExp(`(?<=<)[a-z][a-z0-9+.-]{1,31}:(?=[^${SPACE}<>])`, 'gu');
const WWW = /(?<![\p{L}\p{N}])www\d{0,3}\.(?=[\p{L}\p{N}])/gu;
/** An IPv6 address in brackets. `[12:30:45]` is a time, and `a[::2]` is code. */
const IPV6 =
  /(?<![\p{L}\p{N}\]])\[(?=[0-9a-f:]{0,40}::|(?:[0-9a-f]{1,4}:){6})[0-9a-f:.]{2,45}(?:%[\p{L}\p{N}._-]{1,20})?\]/gu;
const IPV4 = /(?<!\d|\d\.)(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)/gu;

/** What no name goes across. Signs and emoji may stand in one. */
const BREAK = /[\s\p{Z}\p{C}<>|]|(?![-_.])\p{P}/gu;
/** A label that could be a top-level domain, or begins like one. */
const LIKE_TOP = /^(?:[\p{L}\p{M}]{2,}(?![\p{L}\p{M}\p{N}])|xn--)/u;
const TOP = /^(?:[\p{L}\p{M}]{2,}|xn--[a-z0-9-]+)$/u;
const LETTER = /^\p{L}/u;
const IN_NAME = /[\p{L}\p{N}_+-]$/u;
const LONGEST_LABEL = 63;
/** Kinds of files that are no top-level domain: `feedback.xlsx` stays as it is. */
const FILES: ReadonlySet<string> = new Set(
  [
    'pdf doc docx docm xls xlsx xlsm ppt pptx txt csv tsv rtf odt ods odp tex log ini cfg conf',
    'png jpg jpeg gif svg webp bmp tif tiff ico wav avi mkv ogg flac eml ics vcf msg',
    'json jsonl xml yaml yml toml html htm css js mjs cjs ts tsx jsx sql tar gz tgz rar exe dll iso',
  ].flatMap((line) => line.split(' ')),
);
/** What makes an address of a bare name. */
const PATH = /^(?:[/\\]|:\d|[?#][\p{L}\p{N}_])/u;

const TAG = /<[a-z]/;
/** Attributes that a browser fetches, follows or runs. */
const ATTRIBUTES = [
  ...['href', 'src', 'srcset', 'imagesrcset', 'srcdoc', 'action', 'formaction', 'poster', 'background', 'cite', 'ping'],
  ...['longdesc', 'lowsrc', 'dynsrc', 'codebase', 'classid', 'archive', 'usemap', 'manifest', 'profile', 'data'],
  ...['style', 'xml:base', 'xlink:href', 'on[a-z]{3,24}'],
].join('|');
const ATTRIBUTE = new RegExp(`(?<![a-z0-9_-])(?:${ATTRIBUTES})[${SPACE}]*=`, 'gu');
/** Elements that fetch or run by themselves. */
const ELEMENT = /<(?:script|style|meta|base|link|iframe|frame|frameset|object|embed|applet|portal)(?![a-z0-9-])/gu;
const STYLE_URL = new RegExp(`(?<![a-z0-9_-])url[${SPACE}]*\\(`, 'gu');

/** All marks of a folded text, in no order; they may lie within one another. Takes time linear in the text. Must not throw. */
export function marksIn(text: string): Mark[] {
  const links = [SCHEME, ANGLED, WWW, IPV6, STYLE_URL].flatMap((pattern) => marksOf(text, pattern, 'link'));
  const html = TAG.test(text) ? [...marksOf(text, ATTRIBUTE, 'attribute'), ...marksOf(text, ELEMENT, 'tag')] : [];
  return [...links, ...html, ...slashed(text), ...named(text), ...numbered(text)];
}

function marksOf(text: string, pattern: RegExp, kind: Mark['kind']): Mark[] {
  return Array.from(text.matchAll(pattern), ({ 0: match, index }) => ({
    kind,
    start: index,
    end: index + match.length,
  }));
}

/** `scheme://host`, `//host`, `\\host\share`. After a word, two slashes alone are no link: `and//or`. */
function slashed(text: string): Mark[] {
  const marks: Mark[] = [];
  let before = 0;
  for (const { 0: slashes, index } of text.matchAll(SLASHES)) {
    const end = index + slashes.length;
    if (text[index - 1] === ':') {
      let start = index - 1;
      while (start > before && IN_SCHEME.test(text.charAt(start - 1))) start -= 1;
      marks.push({ kind: 'link', start, end });
    } else if (!AFTER_WORD.test(text.slice(Math.max(0, index - 2), index))) {
      marks.push({ kind: 'link', start: index, end });
    }
    before = end;
  }
  return marks;
}

/** `evil.example` and `evil.example/path`. */
function named(text: string): Mark[] {
  if (!text.includes('.')) return [];
  const names: { readonly start: number; readonly end: number }[] = [];
  let start = 0;
  for (const { 0: gap, index } of text.matchAll(BREAK)) {
    names.push({ start, end: index });
    start = index + gap.length;
  }
  names.push({ start, end: text.length });
  return names.flatMap((name) => marksOfName(text, name.start, name.end));
}

/** One run of labels and dots. Each dot before what could be a top-level domain counts, also in the middle of the run. */
function marksOfName(text: string, start: number, end: number): Mark[] {
  const labels = text.slice(start, end).split('.');
  if (labels.length === 1) return [];
  const marks: Mark[] = [];
  let at = start;
  let first = start;
  let last = '';
  for (const [i, label] of labels.entries()) {
    if (i > 0 && labels[i - 1] === '') first = at;
    const isDot = i > 0 && labels[i - 1] !== '' && mayBeTop(label);
    if (isDot) marks.push({ kind: 'dot', start: at - 1, end: at });
    if (label !== '') last = isDot ? label : '';
    at += label.length + 1;
  }
  const isHost = last.length <= LONGEST_LABEL && TOP.test(last) && PATH.test(text.slice(end, end + 3));
  if (isHost) return [...marks, { kind: 'link', start: groupStart(labels, start, first), end }];
  return isMailAddress(text, start, end) ? [] : marks;
}

/** A mail address is a name, not a link: `bob.smith@example.com` stays as it is, on either side of its `@`. */
const isMailAddress = (text: string, start: number, end: number): boolean =>
  (text[start - 1] === '@' && IN_NAME.test(text.slice(Math.max(0, start - 3), start - 1))) ||
  (text[end] === '@' && LETTER.test(text.slice(end + 1, end + 3)));

const mayBeTop = (label: string): boolean => LIKE_TOP.test(label.slice(0, LONGEST_LABEL)) && !FILES.has(label);

/** Where the last labels that hang together begin: a dot at the very end belongs to them. */
function groupStart(labels: readonly string[], start: number, first: number): number {
  if (labels.at(-1) !== '') return first;
  const gap = labels.lastIndexOf('', labels.length - 2);
  return start + labels.slice(0, gap + 1).reduce((length, label) => length + label.length + 1, 0);
}

/** IPv4 addresses, bare or with a path. */
function numbered(text: string): Mark[] {
  return Array.from(text.matchAll(IPV4)).flatMap(({ 0: address, index }): Mark[] => {
    if (!address.split('.').every((part) => Number(part) <= 255)) return [];
    const end = index + address.length;
    if (PATH.test(text.slice(end, end + 3))) return [{ kind: 'link', start: index, end }];
    const dots = [...address].flatMap((character, i) => (character === '.' ? [index + i] : []));
    return dots.map((dot) => ({ kind: 'dot', start: dot, end: dot + 1 }));
  });
}
