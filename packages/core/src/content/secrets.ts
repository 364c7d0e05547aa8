// Secrets: what must never stand in the journal. Whatever holds one is shown with its name instead.
import type { Json } from '../canonical.js';
import { quote, SallyportError } from '../errors.js';

/** Shorter ones would be found in innocent words. */
const SHORTEST = 8;
/** Names are printed where the secret stood. */
const NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;

export class Secrets {
  /** Longest first, so that a secret within another one does not cut it in two. */
  readonly #all: readonly (readonly [string, string])[];

  /** By name. Throws `BAD_OPTION`, and never says the value. */
  constructor(given: Readonly<Record<string, string>> = {}) {
    const all = Object.entries(given);
    for (const [name, value] of all) {
      if (!NAME.test(name)) throw bad(`${quote(name)} is no name of a secret: letters, digits, '_', '.' and '-'`);
      if (typeof value !== 'string' || value.length < SHORTEST)
        throw bad(
          `the secret '${name}' is no text of ${SHORTEST} characters or more: shorter ones cannot be told from words`,
        );
    }
    this.#all = all.sort(([, a], [, b]) => b.length - a.length);
  }

  /** The same value with the names of secrets where they stood. */
  hide(value: Json): Json {
    return this.#all.length === 0 ? value : this.#hide(value);
  }

  /** Throws `BAD_INPUT` where a value holds one: it would have to be written down to be approved and run. */
  mustNotHold(value: Json, what: string): void {
    const name = this.#all.length === 0 ? undefined : this.#nameIn(value);
    if (name === undefined) return;
    throw new SallyportError(
      'BAD_INPUT',
      `${what} holds the secret '${name}', which must not enter the journal: let the tool itself know it`,
      { secret: name },
    );
  }

  #hide(value: Json): Json {
    if (typeof value === 'string')
      return this.#all.reduce((text, [name, secret]) => text.replaceAll(secret, `‹secret ${name}›`), value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return Object.freeze(value.map((item: Json) => this.#hide(item)));
    const entries = Object.entries(value).map(([key, item]) => [this.#hide(key), this.#hide(item as Json)] as const);
    return Object.freeze(Object.fromEntries(entries));
  }

  #nameIn(value: Json): string | undefined {
    if (typeof value === 'string') return this.#all.find(([, secret]) => value.includes(secret))?.[0];
    if (typeof value !== 'object' || value === null) return undefined;
    for (const [key, item] of Object.entries(value)) {
      const name = this.#nameIn(key) ?? this.#nameIn(item as Json);
      if (name !== undefined) return name;
    }
    return undefined;
  }
}

const bad = (why: string): SallyportError => new SallyportError('BAD_OPTION', why);
