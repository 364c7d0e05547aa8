// Finding: the index says where to look, and nothing is shown that the journal does not say too.
import type { Id, Json } from '../canonical.js';
import { trustOf } from '../content/label.js';
import { SallyportError } from '../errors.js';
import { contentOf, tell } from '../record/doc-of.js';
import type { Journal } from '../record/journal.js';
import { fits } from '../record/memory-docs.js';
import type { DocKind, Query, Term } from '../record/store.js';
import { meet, type TrustLevel } from '../trust.js';
import { readEntry, type ReadEntry } from './entry.js';
import { readQuery, type Asked, type HistoryQuery } from './query.js';
import { snippetOf, type Snippet } from './snippet.js';

/** One entry that was found. All strings are raw, and may be an outsider's: a screen draws them through `@sallyport/inbox`. */
export interface Hit {
  readonly seq: number;
  readonly kind: DocKind;
  /** Milliseconds since 1970, as its signer said. */
  readonly at: number;
  readonly from: Id;
  readonly to?: Id;
  /** Of the message, the proposal or the decision that it is; of a step, a stop or a permit: of what it is about. */
  readonly id: Id;
  readonly tool?: string;
  /** How far the authors of its text are trusted; of a record without stored text: how far its signer is. */
  readonly trust: TrustLevel;
  readonly snippet: Snippet;
  /** Where it was asked for: the letter of a message, the arguments of a call or a proposal, the result of a step. */
  readonly content?: Json;
}

export interface Found {
  readonly hits: readonly Hit[];
  /** Entries that the index named and that were left out: changed, removed, not signed, or not what the index says of them. */
  readonly unverified: number;
}

/** A line, or the same in fields. */
export type Search = string | HistoryQuery;

export interface SearchOptions {
  /** At most so many hits. Unsaid: 20; at most 1,000. */
  readonly limit?: number;
  /** The `seq` of the last hit of the page before. */
  readonly before?: number;
  /** `newest` first, unless `best` is asked for: the best of the 10,000 newest. */
  readonly order?: Query['order'];
  /** Whole contents beside the snippets. */
  readonly content?: boolean;
}

/** Whose search it is. Unsaid: of somebody who may see everything. */
export interface Scope {
  readonly who?: Id;
  /** Entries that they may see besides. */
  readonly also?: readonly number[];
}

const LIMIT = { unsaid: 20, most: 1_000 } as const;
/** Read from the index at a time. */
const PAGE = 100;

export class Finder {
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** The journal is caught up with by then. */
  async search(search: Search, options: SearchOptions, { who, also = [] }: Scope): Promise<Found> {
    const { limit, before, order, content } = readOptions(options);
    const asked = readQuery(search);
    const page = { limit, order, ...(before !== undefined && { before }) };
    const show = ({ entry }: Checked): Hit => this.#hit(entry, asked.terms, content);
    const { entries, unverified } = await this.#named({ ...asked, ...page, ...(who !== undefined && { who: [who] }) });
    const besides = await this.#besides(
      asked,
      also.filter((seq) => seq < (before ?? Infinity)),
    );
    const seen = new Set(entries.map(({ seq }) => seq));
    const all = [...entries, ...besides.filter(({ seq }) => !seen.has(seq))];
    if (order === 'newest') all.sort((a, b) => b.seq - a.seq);
    return Object.freeze({ hits: Object.freeze(all.slice(0, limit).map(show)), unverified });
  }

  /** What the index names and the journal says too. */
  async #named(query: Query): Promise<{ readonly entries: readonly Checked[]; readonly unverified: number }> {
    const entries: Checked[] = [];
    let unverified = 0;
    for await (const seq of this.#seqs(query)) {
      // written while the index was asked
      if (seq > this.#journal.fold.head.seq) await this.#journal.catchUp();
      const entry = await readEntry(this.#journal, seq);
      // of what was not theirs nobody is told, and of what nobody signed only who may see everything
      const isTheirs =
        query.who === undefined || (entry !== undefined && fits(entry.doc, { terms: [], who: query.who }));
      if (entry?.isWhole === true && fits(entry.doc, query)) entries.push({ seq, entry });
      else if (isTheirs) unverified += 1;
      if (entries.length === query.limit) break;
    }
    return { entries, unverified };
  }

  /** What may be seen though the index does not name it for them. */
  async #besides(asked: Asked, seqs: readonly number[]): Promise<readonly Checked[]> {
    const found: Checked[] = [];
    for (const seq of seqs) {
      const entry = await readEntry(this.#journal, seq);
      if (entry?.isWhole === true && fits(entry.doc, asked)) found.push({ seq, entry });
    }
    return found;
  }

  /** What the index names, as long as somebody asks for more. One that goes up again is no answer. */
  async *#seqs(query: Query): AsyncGenerator<number, void> {
    const limit = query.order === 'best' ? query.limit : Math.min(query.limit, PAGE);
    for (let before = query.before ?? Infinity; ;) {
      const seqs = await this.#journal.store.search({ ...query, limit, ...(before !== Infinity && { before }) });
      if (query.order === 'best') return yield* new Set(seqs);
      for (const seq of seqs) {
        if (seq >= before) return;
        yield (before = seq);
      }
      if (seqs.length < limit) return;
    }
  }

  #hit({ doc, record, known, tool }: ReadEntry, terms: readonly Term[], withContent: boolean): Hit {
    const { kind, id, from, to, contents, text } = tell(record, known);
    const { keyring } = this.#journal.fold;
    const cap = keyring.capFor(record.signer);
    const ceiling = keyring.principal(record.signer)?.ceiling ?? 'zero';
    const content = withContent ? contentOf(record.body, known) : undefined;
    return Object.freeze({
      ...{ seq: doc.seq, kind, at: record.at, from, id },
      ...(to !== undefined && { to }),
      ...(tool !== undefined && { tool }),
      trust: contents.map((one) => trustOf(cap(one).label)).reduce(meet, ceiling),
      snippet: snippetOf(text, terms),
      ...(content !== undefined && { content }),
    });
  }
}

interface Checked {
  readonly seq: number;
  readonly entry: ReadEntry;
}

function readOptions(options: SearchOptions): Required<Omit<SearchOptions, 'before'>> & Pick<SearchOptions, 'before'> {
  const { limit = LIMIT.unsaid, before, order = 'newest', content = false } = options;
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > LIMIT.most)
    throw new SallyportError('BAD_INPUT', `the limit of a search is a whole number from 1 to ${LIMIT.most}`);
  return { limit, order, content, ...(before !== undefined && { before }) };
}
