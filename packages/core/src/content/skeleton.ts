// A text as whatever draws links may read it: decoded, in plain small letters, without what is drawn as nothing.

/** Unit `i` of `text` stands in the original from `from(i)` up to `to(i)`. */
export interface Skeleton {
  readonly text: string;
  from(i: number): number;
  to(i: number): number;
}

/** Spaces, tabs and ends of lines; not U+FEFF, which JavaScript counts among them and nothing draws. */
export const SPACE = '\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const ONE_SPACE = new RegExp(`^[${SPACE}]$`, 'u');
export const isSpace = (character: string): boolean => character === ' ' || ONE_SPACE.test(character);

/** Drawn as nothing: default-ignorable, or a control character that is no space. */
const NOTHING = new RegExp(`^(?![${SPACE}])[\\p{Default_Ignorable_Code_Point}\\p{Cc}]$`, 'u');
const ASCII = /^[\t-\r -~]*$/;

/** HTML entities that a link can be written with; a number is any character. And percent escapes of ASCII. */
const NAMED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ amp: '&', colon: ':', sol: '/', bsol: '\\', period: '.', commat: '@', num: '#', percnt: '%', quest: '?' },
    ...{ lpar: '(', rpar: ')', lsqb: '[', lbrack: '[', rsqb: ']', rbrack: ']', lt: '<', gt: '>', quot: '"' },
    ...{ apos: "'", equals: '=', hyphen: '-', dash: '-', lowbar: '_', plus: '+', tab: '\t', newline: '\n' },
    ...{ shy: '', zwj: '', zwnj: '', zerowidthspace: '', nobreak: '', lrm: '', rlm: '', nbsp: ' ' },
  }),
);
const ESCAPE = new RegExp(
  `&(?:#0*(?<decimal>\\d{1,7})|#x0*(?<hex>[0-9a-f]{1,6})|(?<name>${[...NAMED.keys()].join('|')}));?|%(?<percent>[2-7][0-9a-f])`,
  'gi',
);
/** `&amp;#58;` is decoded twice where a text passes two hands. */
const PASSES = 2;
/** Compatibility forms of a few characters can be read as a link; `\uFDFA` is a whole sentence. */
const LONGEST_FORM = 4;

/**
 * A text as it stands, without what is not drawn, and decoded as well: what is the end of a word in one may be the
 * middle of one in another. Takes time linear in the text. Must not throw.
 */
export function readingsOf(original: string): readonly Skeleton[] {
  const itself: Skeleton = { text: original, from: (i) => i, to: (i) => i + 1 };
  const drawn = fold(itself, drawnForm);
  let decoded = drawn;
  for (let pass = 0; pass < PASSES; pass += 1) decoded = fold(decode(decoded), drawnForm);
  const all = [fold(itself, (character) => character), fold(itself, formOf), drawn, decoded].map(withDots);
  return all.filter(({ text }, i) => all.findIndex((other) => other.text === text) === i);
}

/** Grows a skeleton out of parts of another one. */
class Grower {
  readonly #of: Skeleton;
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #parts: string[] = [];

  constructor(of: Skeleton) {
    this.#of = of;
  }
  /** What stands there for the units from `start` up to `end`. */
  put(part: string, start: number, end: number): void {
    this.#parts.push(part);
    for (let i = 0; i < part.length; i += 1) {
      this.#from.push(this.#of.from(start));
      this.#to.push(this.#of.to(end - 1));
    }
  }
  /** Units that stay as they are. */
  keep(start: number, end: number): void {
    for (let i = start; i < end; i += 1) this.put(this.#of.text.charAt(i), i, i + 1);
  }
  done(): Skeleton {
    const [from, to] = [this.#from, this.#to];
    return { text: this.#parts.join(''), from: (i) => from[i] ?? 0, to: (i) => to[i] ?? 0 };
  }
}

/** Small letters, after each character has been put into a form. */
function fold(of: Skeleton, form: (character: string) => string): Skeleton {
  if (ASCII.test(of.text)) return { ...of, text: of.text.toLowerCase() };
  const grower = new Grower(of);
  let at = 0;
  for (const character of of.text) {
    const end = at + character.length;
    grower.put(form(character).toLowerCase(), at, end);
    at = end;
  }
  return grower.done();
}

/** The compatibility form (NFKC). */
function formOf(character: string): string {
  const form = character.normalize('NFKC');
  return form.length > LONGEST_FORM ? character : form;
}

const drawnForm = (character: string): string => (NOTHING.test(character) ? '' : formOf(character));

function decode(of: Skeleton): Skeleton {
  if (!/[&%]/.test(of.text)) return of;
  const grower = new Grower(of);
  let at = 0;
  for (const { 0: escape, index, groups = {} } of of.text.matchAll(ESCAPE)) {
    grower.keep(at, index);
    at = index + escape.length;
    grower.put(meantBy(escape, groups), index, at);
  }
  grower.keep(at, of.text.length);
  return grower.done();
}

type Groups = Readonly<Record<string, string | undefined>>;

function meantBy(escape: string, { decimal, hex, name, percent }: Groups): string {
  if (name !== undefined) return NAMED.get(name.toLowerCase()) ?? escape;
  const code = decimal === undefined ? Number.parseInt(hex ?? percent ?? '', 16) : Number(decimal);
  // half of a surrogate pair, or beyond Unicode: no character
  if (code > 0x10_ff_ff || (code >= 0xd8_00 && code <= 0xdf_ff)) return escape;
  return String.fromCodePoint(code);
}

/** An ideographic full stop beside a letter or digit of ASCII separates the labels of a name, and ends no sentence. */
function withDots(of: Skeleton): Skeleton {
  return { ...of, text: of.text.replaceAll(/(?<=[a-z0-9])\u3002|\u3002(?=[a-z0-9])/g, '.') };
}
