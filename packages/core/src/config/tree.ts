// From a YAML tree to plain values, each with its place in the file; whatever YAML can do beyond plain data is refused here.
import { nameFault } from '@sallyport/allowlist';
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { quote } from '../errors.js';
import { DEEPEST } from './caps.js';
import { expand, type Environment } from './env.js';
import type { Faults } from './faults.js';
import { isListOfPatterns, readPatterns } from './patterns.js';
import { keyOf, wordsOfPath, type Path } from './path.js';
import { mayComeFromOutside } from './outside.js';
import type { Source, Span } from './source.js';

/** The values of a file, and what is known of each, by {@link keyOf} its path. */
export interface Tree {
  readonly value: unknown;
  /** Where a value stands, and the key before it. */
  readonly spans: ReadonlyMap<string, { readonly value: Span; readonly key?: Span }>;
  /** What the file says, where the value came from the environment. */
  readonly references: ReadonlyMap<string, string>;
  /** What came from the environment, and how the file calls it; longest first. */
  readonly secrets: readonly { readonly value: string; readonly shown: string }[];
}

interface Options {
  readonly source: Source;
  readonly faults: Faults;
  readonly env: Environment;
  readonly warn: (span: Span, message: string) => void;
}

/** Walks once. What it cannot take is a fault, and stands as `undefined`. */
export function readTree(root: Node | undefined, options: Options): Tree {
  const walk = new Walk(options);
  const whole = { start: 0, end: Math.max(1, options.source.text.search(/\r?\n|$/u)) };
  walk.spans.set(keyOf([]), { value: whole });
  const value = root === undefined ? undefined : walk.read(root, []);
  const secrets = [...walk.secrets].map(([text, shown]) => ({ value: text, shown }));
  secrets.sort((a, b) => b.value.length - a.value.length);
  return { value, spans: walk.spans, references: walk.references, secrets };
}

class Walk {
  readonly spans = new Map<string, { readonly value: Span; readonly key?: Span }>();
  readonly references = new Map<string, string>();
  readonly secrets = new Map<string, string>();
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  read(node: unknown, path: Path, key?: Span): unknown {
    const span = spanOf(node) ?? key ?? { start: 0, end: 1 };
    this.spans.set(keyOf(path), { value: span, ...(key && { key }) });
    if (this.#isDressed(node, span)) return undefined;
    if (isListOfPatterns(path) && isSeq(node)) return readPatterns(node, { ...this.#options, path, spans: this.spans });
    if (path.length > DEEPEST)
      return this.#fault(span, `this is nested deeper than ${DEEPEST} levels: lay it out flatter`);
    if (isMap(node)) return this.#map(node, path);
    if (isSeq(node)) return this.#list(node, path);
    if (isScalar(node)) return this.#scalar(node, path, span);
    return null;
  }

  /** Tags, anchors and aliases say something else than what stands there. */
  #isDressed(node: unknown, span: Span): boolean {
    if (isAlias(node)) {
      this.#fault(span, 'a * that is not quoted begins an alias: quote it, or write out what is meant');
      return true;
    }
    // `as`: every other node may have both, whatever its type says
    const { tag, anchor } = (node ?? {}) as { readonly tag?: string; readonly anchor?: string };
    const token = this.#tokenBefore(span);
    if (anchor !== undefined)
      this.#fault(token, 'an anchor has no place here: take it out, or quote the text if it begins with &');
    if (tag !== undefined)
      this.#fault(token, 'a tag has no place here: take it out, or quote the text if it begins with !');
    return tag !== undefined || anchor !== undefined;
  }

  #map(map: YAMLMap, path: Path): unknown {
    // `as`: an object without a prototype, so that a key is a key and nothing more
    const value = Object.create(null) as Record<string, unknown>;
    const seen = new Map<string, Span>();
    for (const pair of map.items) {
      const key = this.#key(pair, map);
      if (key === undefined) continue;
      const first = seen.get(key.text);
      if (first !== undefined) {
        const { line } = this.#options.source.position(first.start);
        this.#fault(
          key.span,
          `the key ${quote(key.text)} stands here twice, first on line ${line}: take one of them out`,
        );
        continue;
      }
      seen.set(key.text, key.span);
      value[key.text] = this.read(pair.value, [...path, key.text], key.span);
    }
    return value;
  }

  #list(list: YAMLSeq, path: Path): unknown[] {
    return list.items.map((item, index) => this.read(item, [...path, index], spanOf(list)));
  }

  #key({ key }: Pair, map: YAMLMap): { readonly text: string; readonly span: Span } | undefined {
    const span = spanOf(key) ?? spanOf(map)!;
    if (this.#isDressed(key, span)) return undefined;
    if (!isScalar(key) || key.value === null) return this.#fault(span, 'a key is text: write one before the colon');
    if (typeof key.value !== 'string') return this.#fault(span, 'a key is text: quote it');
    const text = key.value;
    if (text === '<<') return this.#fault(span, 'a merge key stands for what is written elsewhere: write it out');
    if (text === '__proto__') return this.#fault(span, 'a key must not be named __proto__');
    const fault = nameFault(text);
    if (fault !== undefined) return this.#fault(span, `the key ${quote(text)} ${fault}: write it anew`);
    if (text.includes('${')) return this.#fault(span, 'a key takes nothing from the environment: write it out');
    return { text, span };
  }

  #scalar(node: Scalar, path: Path, span: Span): unknown {
    const { value, source } = node;
    if (typeof value === 'number') return this.#number(value, source ?? '', span);
    if (typeof value !== 'string' || !value.includes('${')) return value;
    if (!mayComeFromOutside(path))
      return this.#fault(
        span,
        `${wordsOfPath(path)} takes nothing from the environment: write it out, where it can be reviewed`,
      );
    const { text, used, bad } = expand(value, this.#options.env);
    for (const { index, length, message } of bad)
      this.#fault(this.#within(span, value.slice(index, index + length)), message);
    if (bad.length > 0) return undefined;
    if (used.length === 0) return text;
    this.references.set(keyOf(path), value);
    if (text !== '') this.secrets.set(text, value);
    for (const { name, value: secret } of used) if (secret !== '') this.secrets.set(secret, `\${${name}}`);
    return text;
  }

  /** Only numbers that read as they are meant: `0x1F`, `1e3` and what loses digits are to be quoted or written out. */
  #number(value: number, source: string, span: Span): unknown {
    if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(source) && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
    return this.#fault(
      span,
      'this number may be read in more than one way: write it in plain digits, or quote it if it is text',
    );
  }

  /** The tag or the anchor that stands before a value. */
  #tokenBefore(span: Span): Span {
    const before = this.#options.source.text.slice(Math.max(0, span.start - 300), span.start);
    const [found = ''] = /[!&][^\s,[\]{}]*\s*$/u.exec(before) ?? [];
    const start = span.start - found.length;
    return found === '' ? span : { start, end: start + found.trimEnd().length };
  }

  /** Where in the file a part of a text stands; the whole text where escapes hide it. */
  #within(span: Span, part: string): Span {
    const start = this.#options.source.text.indexOf(part, span.start);
    return start >= 0 && start < span.end ? { start, end: start + part.length } : span;
  }

  #fault(span: Span, message: string): undefined {
    this.#options.faults.add(span, message);
    return undefined;
  }
}

function spanOf(node: unknown): Span | undefined {
  // `as`: what the parser made has a range
  const range = (node as { readonly range?: readonly [number, number, number] | null } | null)?.range;
  return range ? { start: range[0], end: Math.max(range[1], range[0] + 1) } : undefined;
}
