// Reads values as careless writers write them: JSON with any quotes, bare keys and trailing commas, in bounded steps.
import type { Json } from '../../canonical.js';

export type JsonObject = { readonly [key: string]: Json };

const DEPTH = 32;
const CLOSING: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '“': '”',
  '‘': '’',
  '„': '“',
  '«': '»',
};
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', '0': '\0' };
const SPACE = /\s*/y;
const WORD = /[a-z_][\w.-]{0,127}/iy;
const LITERAL = /-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?!\w|\.\w)|true\b|false\b|null\b/iy;

/**
 * A cursor over a text. Every method answers what stands at `at` and moves behind it, or answers undefined; `at` is
 * then anywhere, so wrap tries in `attempt`. `steps` bounds the work over all tries: when it is used up, nothing is
 * found any more.
 */
export class Reader {
  at = 0;
  readonly text: string;
  #steps: number;

  constructor(text: string, steps: number = 8 * text.length + 10_000) {
    this.text = text;
    this.#steps = steps;
  }

  /** Runs a try at a place; the cursor is moved only if the try found something. */
  attempt<T>(at: number, read: () => T | undefined): T | undefined {
    const before = this.at;
    this.at = at;
    const found = read();
    if (found === undefined) this.at = before;
    return found;
  }

  /** What a sticky pattern matches here. The pattern must be linear. */
  match(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text)?.[0];
    this.#steps -= 1;
    return found !== undefined && this.#spend(found.length) ? found : undefined;
  }

  peek(): string {
    return this.text.charAt(this.at);
  }

  take(wanted: string): boolean {
    if (!this.text.startsWith(wanted, this.at)) return false;
    return this.#spend(wanted.length);
  }

  space(): void {
    this.match(SPACE);
  }

  word(): string | undefined {
    return this.match(WORD);
  }

  /** Everything up to `end`, which is passed over. */
  until(end: string): string | undefined {
    const from = this.at;
    const to = this.text.indexOf(end, from);
    if (!this.#spend((to < 0 ? this.text.length : to) - from)) return undefined;
    return to >= 0 && this.take(end) ? this.text.slice(from, to) : undefined;
  }

  /** A quoted string, with JSON's escapes; raw line breaks are kept. */
  string(): string | undefined {
    const close = CLOSING[this.peek()];
    if (close === undefined || !this.#spend(1)) return undefined;
    const parts: string[] = [];
    let from = this.at;
    for (;;) {
      const char = this.peek();
      if (char === '') return undefined;
      if (char === close) {
        parts.push(this.text.slice(from, this.at));
        return this.#spend(1) ? parts.join('') : undefined;
      }
      if (char === '\\') {
        parts.push(this.text.slice(from, this.at), this.#escape());
        from = this.at;
      } else if (!this.#spend(1)) return undefined;
    }
  }

  value(depth = 0): Json | undefined {
    if (depth > DEPTH) return undefined;
    this.space();
    const char = this.peek();
    if (char === '{') return this.object(depth);
    if (char === '[') return this.#array(depth);
    if (char in CLOSING) return this.string();
    const literal = this.match(LITERAL)?.toLowerCase();
    if (literal === undefined) return undefined;
    const value = JSON.parse(/^-?0\d/u.test(literal) ? `"${literal}"` : literal) as Json;
    return typeof value !== 'number' || Number.isFinite(value) ? value : undefined;
  }

  object(depth = 0): JsonObject | undefined {
    if (depth > DEPTH || !this.take('{')) return undefined;
    const pairs: [string, Json][] = [];
    for (;;) {
      this.space();
      if (this.take('}')) return Object.fromEntries(pairs);
      const key = this.string() ?? this.word();
      if (key === undefined) return undefined;
      this.space();
      if (!this.take(':')) return undefined;
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      pairs.push([key, value]);
      this.space();
      if (!this.take(',') && this.peek() !== '}') return undefined;
    }
  }

  #array(depth: number): readonly Json[] | undefined {
    if (!this.take('[')) return undefined;
    const items: Json[] = [];
    for (;;) {
      this.space();
      if (this.take(']')) return items;
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      items.push(value);
      this.space();
      if (!this.take(',') && this.peek() !== ']') return undefined;
    }
  }

  #escape(): string {
    const hex = this.match(/\\u[0-9a-f]{4}/iy);
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex.slice(2), 16));
    const char = this.text.charAt(this.at + 1);
    this.#spend(2);
    return ESCAPED[char] ?? char;
  }

  #spend(steps: number): boolean {
    this.#steps -= steps;
    this.at += steps;
    if (this.#steps < 0) this.at = this.text.length;
    return this.#steps >= 0;
  }
}

/** Reads one object that makes up a whole text; undefined when it is none. */
export function parseObject(text: string): JsonObject | undefined {
  const reader = new Reader(text);
  reader.space();
  return reader.object();
}
