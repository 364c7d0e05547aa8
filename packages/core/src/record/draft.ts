// A draft: what one commit is to hold. It is filled synchronously, inside the write transaction, on the fold as it is there.
import { canonicalOf, sha256, type Hash, type Id, type Json } from '../canonical.js';
import { makeContent, type Content } from '../content/content.js';
import type { Label } from '../content/label.js';
import type { Secrets } from '../content/secrets.js';
import { SallyportError } from '../errors.js';
import type { Signer } from '../people/key.js';
import type { Body, Message, Proposal, Signed } from './body.js';
import { docOf, type Known } from './doc-of.js';
import type { Fold } from './fold.js';
import { LINE, readRecord } from './shape.js';
import { sealRecord } from './signed.js';
import type { OwnEntry } from './standing.js';
import type { Change, Condition, EntryRow, Row, RowKind } from './store.js';

/** What whoever commits is given to fill. */
export interface Draft {
  readonly fold: Fold;
  /** The consumer's clock, never below the last journal time. */
  readonly now: number;
  /** Appends a record in this journal's own name. `tool`: what the contract of a proposal is called, for the history. */
  add(body: Body, facts?: { readonly tool: string }): void;
  /** Appends a record that somebody else has signed. `facts`: as for {@link add}. */
  addSigned(record: Signed, facts?: { readonly tool: string }): void;
  /** Keeps bytes apart and returns what a record says of them. Secrets in them are not kept (LOG-3). */
  content(value: Json, label: Label): Content;
  /** Tells the history what stands in a content that was kept before. */
  knows(content: Content, value: Json): void;
  /** The history forgets these entries. */
  forget(seqs: readonly number[]): void;
  row(kind: RowKind, id: string, value: string | undefined): void;
  /** A row that never changes: written once by each process. */
  keep(kind: RowKind, id: string, value: () => string): void;
  /** Nothing is written unless the row is exactly this: for `tryCommit()`, which shares its transaction with nobody. */
  require(condition: Condition): void;
  /** Done once it is durable, before anybody hears of it; never done when nothing was written. */
  after(work: () => void): void;
}

/** Keeps bytes in a draft. Whatever is secret in them has been hidden: the history learns no more than the journal. */
export function keepContent(draft: Pick<Draft, 'row' | 'knows'>, hidden: Json, label: Label): Content {
  const { content, row } = makeContent(hidden, label);
  draft.row('content', row.id, row.value);
  draft.knows(content, hidden);
  return content;
}

/** What a draft stands on. */
interface Ground {
  readonly fold: Fold;
  readonly now: number;
  readonly signer: Signer | undefined;
  readonly local: boolean;
  /** Rows that this process has written for good. */
  readonly kept: Pick<ReadonlySet<Id>, 'has'>;
  readonly secrets: Secrets;
}

/** A draft as the journal reads it back: chained, and signed in its own name. */
export class Chained implements Draft {
  readonly entries: EntryRow[] = [];
  /** Written right here: they need no second look. */
  readonly own = new Map<EntryRow, OwnEntry>();
  readonly keeps = new Set<Id>();
  readonly afters: (() => void)[] = [];
  readonly #rows: (Row | { kind: RowKind; id: string; value?: undefined })[] = [];
  readonly #conditions: Condition[] = [];
  readonly #docs: NonNullable<Change['docs']>[number][] = [];
  readonly #contents = new Map<Id, Json>();
  readonly #tools = new Map<Hash, string>();
  /** What was added here, by its id: the fold knows it only once it is written. */
  readonly #added = new Map<Id, Message | Proposal>();
  #seq: number;
  #prev: Hash;

  readonly fold: Fold;
  readonly now: number;
  readonly #ground: Ground;

  constructor(ground: Ground) {
    this.#ground = ground;
    this.fold = ground.fold;
    this.now = ground.now;
    this.#seq = ground.fold.head.seq;
    this.#prev = ground.fold.head.hash;
  }

  add(body: Body, facts?: { readonly tool: string }): void {
    this.#learn(body, facts);
    const { signer, local, secrets } = this.#ground;
    if (signer === undefined) {
      throw new SallyportError(
        'NOT_ALLOWED',
        'this process holds no key to sign with: prepare() what is to be signed, and submit() it',
      );
    }
    // no record is written with a secret in it, whoever forgot to look
    secrets.mustNotHold(body as unknown as Json, `a ${body.kind} of '${signer.name}'`);
    const { keyring, head } = this.fold;
    const fault = keyring.authorityFault(signer, body);
    if (fault !== undefined)
      throw new SallyportError('NOT_ALLOWED', `what '${signer.name}' would write ${fault}`, { signer: signer.name });
    const unsigned = { realm: keyring.realm, head, at: this.now, signer: signer.name, body };
    // in a store of this process alone a runtime needs no evidence; a person's word always does (GATE-2)
    const plain = local && !keyring.isPerson(signer.name);
    const record = plain ? unsigned : sealRecord(signer, unsigned);
    // as everybody will read it: what is too long, or no record, is refused here and not written
    const read = readRecord(record as unknown as Json);
    if (typeof read === 'string') throw new SallyportError('BAD_INPUT', `what '${signer.name}' would write ${read}`);
    const prev = this.#prev;
    const row = this.#chain(record);
    this.own.set(row, { seq: row.seq, prev, hash: this.#prev, record: read });
  }
  addSigned(record: Signed, facts?: { readonly tool: string }): void {
    this.#learn(record.body, facts);
    this.#chain(record);
  }
  #learn(body: Body, facts: { readonly tool: string } | undefined): void {
    if (body.kind === 'proposal' && facts !== undefined) this.#tools.set(body.contract, facts.tool);
  }
  #chain(record: Signed): EntryRow {
    // the record is plain JSON by construction: its parts are canonical copies
    const text = canonicalOf({ seq: this.#seq + 1, prev: this.#prev, record }, LINE.text);
    this.#seq += 1;
    this.#prev = sha256(text);
    const row = { seq: this.#seq, text };
    this.entries.push(row);
    const { body } = record;
    if (body.kind === 'message' || body.kind === 'proposal') this.#added.set(body.id, body);
    this.#docs.push(docOf(row.seq, record, this.#known()));
    return row;
  }
  content(value: Json, label: Label): Content {
    return keepContent(this, this.#ground.secrets.hide(value), label);
  }
  knows(content: Content, value: Json): void {
    this.#contents.set(content.id, value);
  }
  forget(seqs: readonly number[]): void {
    for (const seq of seqs) this.#docs.push({ seq });
  }
  row(kind: RowKind, id: Id, value: string | undefined): void {
    this.#rows.push(value === undefined ? { kind, id } : { kind, id, value });
  }
  keep(kind: RowKind, id: Id, value: () => string): void {
    if (this.#ground.kept.has(id) || this.keeps.has(id)) return;
    this.keeps.add(id);
    this.row(kind, id, value());
  }
  require(condition: Condition): void {
    this.#conditions.push(condition);
  }
  after(work: () => void): void {
    this.afters.push(work);
  }
  change(): Change | undefined {
    if (this.entries.length === 0 && this.#rows.length === 0) return undefined;
    return { entries: this.entries, rows: this.#rows, conditions: this.#conditions, docs: this.#docs };
  }

  #known(): Known {
    const { keyring, actions, mails } = this.fold;
    const message = (id: Id): Message | undefined => {
      const body = this.#added.get(id);
      return body === undefined ? mails.get(id)?.message : body.kind === 'message' ? body : undefined;
    };
    const proposal = (id: Id): Proposal | undefined => {
      const body = this.#added.get(id);
      return body === undefined ? actions.get(id)?.proposal : body.kind === 'proposal' ? body : undefined;
    };
    return {
      keyring,
      message,
      proposal,
      content: ({ id }) => this.#contents.get(id),
      tool: (contract) => this.#tools.get(contract),
    };
  }
}
