// A draft that nobody here can sign: it takes down the one record of an act and what is to be kept for it, until the signature comes.
import type { Hash, Id, Json } from '../canonical.js';
import type { Content } from '../content/content.js';
import type { Label } from '../content/label.js';
import type { Secrets } from '../content/secrets.js';
import { SallyportError } from '../errors.js';
import type { Body } from './body.js';
import { keepContent, type Draft } from './draft.js';
import type { Fold } from './fold.js';
import type { RowKind } from './store.js';

/** What an act writes beside its record. */
type Keep = (draft: Draft) => void;

interface Ground {
  readonly fold: Fold;
  readonly now: number;
  readonly secrets: Secrets;
}

export class Prepared implements Draft {
  readonly fold: Fold;
  readonly now: number;
  readonly #secrets: Secrets;
  readonly #keeps: Keep[] = [];
  #body: Body | undefined;
  #facts: { readonly tool: string } | undefined;
  readonly #write: (draft: Draft) => unknown;

  /** Throws what `write` throws, which runs at once. */
  constructor({ fold, now, secrets }: Ground, write: (draft: Draft) => unknown) {
    this.fold = fold;
    this.now = now;
    this.#secrets = secrets;
    this.#write = write;
    write(this);
  }

  /** Throws where the act cannot be done any more, as things stand in `draft`. */
  check({ fold, now }: Pick<Draft, 'fold' | 'now'>): void {
    new Prepared({ fold, now, secrets: this.#secrets }, this.#write);
  }

  /** What is to be signed. An act that is signed elsewhere is one record. */
  get body(): Body {
    if (this.#body === undefined) throw new SallyportError('BAD_INPUT', 'there is nothing to sign: nothing is changed');
    return this.#body;
  }
  /** What the contract of a proposal is called. */
  get facts(): { readonly tool: string } | undefined {
    return this.#facts;
  }
  /** Writes what the act keeps beside its record. */
  replay(draft: Draft): void {
    for (const keep of this.#keeps) keep(draft);
  }

  add(body: Body, facts?: { readonly tool: string }): void {
    if (this.#body !== undefined) throw new SallyportError('BAD_INPUT', 'one signature is for one record');
    this.#secrets.mustNotHold(body as unknown as Json, `a ${body.kind}`);
    this.#body = body;
    this.#facts = facts;
  }
  content(value: Json, label: Label): Content {
    return keepContent(this, this.#secrets.hide(value), label);
  }
  knows(content: Content, value: Json): void {
    this.#keeps.push((draft) => draft.knows(content, value));
  }
  row(kind: RowKind, id: Id, value: string | undefined): void {
    this.#keeps.push((draft) => draft.row(kind, id, value));
  }
  keep(kind: RowKind, id: Hash, value: () => string): void {
    this.#keeps.push((draft) => draft.keep(kind, id, value));
  }
  // no act of a person does these
  addSigned(): never {
    throw new SallyportError('NOT_ALLOWED', 'what is signed already is handed in with submit()');
  }
  forget = this.addSigned;
  require = this.addSigned;
  after = this.addSigned;
}
