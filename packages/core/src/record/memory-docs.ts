// The docs of the store in memory: every one is looked at, newest first. All other stores are held to what this one answers.
import { RANKED } from './docs.js';
import type { Change, Doc, Query, Term } from './store.js';

/** What BM25 is taken with: how soon more of the same says no more, and how far length counts against it. */
const SOON = 1.2;
const LENGTH = 0.75;

export class MemoryDocs {
  readonly #docs = new Map<number, Doc>();
  /** In rising order of seq, as long as nothing was written behind the newest. */
  #seqs: number[] | undefined = [];

  put(doc: NonNullable<Change['docs']>[number]): void {
    if (doc.tokens === undefined) {
      if (this.#docs.delete(doc.seq)) this.#seqs = undefined;
      return;
    }
    const { seq, kind, at, who, tokens } = doc;
    if (!this.#docs.has(seq)) {
      if (this.#seqs !== undefined && seq > (this.#seqs.at(-1) ?? 0)) this.#seqs.push(seq);
      else this.#seqs = undefined;
    }
    this.#docs.set(seq, { seq, kind, at, who: [...who], tokens });
  }

  search(query: Query): number[] {
    const found = this.#newest(query, query.order === 'best' ? RANKED : query.limit);
    if (query.order === 'newest' || query.terms.length === 0) return found.slice(0, query.limit).map(({ seq }) => seq);
    const scores = scored(found, query.terms);
    return scores
      .sort((a, b) => b.score - a.score || b.seq - a.seq)
      .slice(0, query.limit)
      .map(({ seq }) => seq);
  }

  #newest(query: Query, most: number): readonly Doc[] {
    const seqs = (this.#seqs ??= [...this.#docs.keys()].sort((a, b) => a - b));
    const found: Doc[] = [];
    for (let at = seqs.length - 1; at >= 0 && found.length < most; at--) {
      const doc = this.#docs.get(seqs[at]!)!;
      if (fits(doc, query)) found.push(doc);
    }
    return found;
  }
}

/** Does a doc fit a query? What every store finds has to agree with this; limit and order aside. */
export function fits(doc: Doc, query: Omit<Query, 'limit' | 'order'>): boolean {
  const { who, kinds, from = 0, until = Infinity, before = Infinity } = query;
  if (doc.seq >= before || doc.at < from || doc.at >= until) return false;
  if (kinds !== undefined && !kinds.includes(doc.kind)) return false;
  if (who !== undefined && !who.some((name) => doc.who.includes(name))) return false;
  if (query.with !== undefined && !doc.who.includes(query.with)) return false;
  const text = ` ${doc.tokens} `;
  return query.terms.every((term) => text.includes(phraseOf(term)));
}

/** A term as it stands in a text: its first word begins there, and its last one ends there or goes on. */
const phraseOf = ({ tokens, prefix }: Term): string => ` ${tokens.join(' ')}${prefix ? '' : ' '}`;

/** After BM25 (Robertson and Zaragoza, 2009), every term counting alike. */
function scored(docs: readonly Doc[], terms: readonly Term[]): { readonly seq: number; readonly score: number }[] {
  const mean = docs.reduce((sum, { tokens }) => sum + tokens.length, 0) / docs.length;
  return docs.map(({ seq, tokens }) => {
    const damp = SOON * (1 - LENGTH + (LENGTH * tokens.length) / (mean || 1));
    const counts = terms.map((term) => countOf(` ${tokens} `, phraseOf(term)));
    return { seq, score: counts.reduce((sum, count) => sum + (count * (SOON + 1)) / (count + damp), 0) };
  });
}

/** How often a phrase stands in a text. One that ends there may begin the next one. */
function countOf(text: string, phrase: string): number {
  let count = 0;
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + phrase.length - 1)) count += 1;
  return count;
}
