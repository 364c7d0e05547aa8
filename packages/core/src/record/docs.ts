// Docs as every store takes and finds them: what is no doc and no query is refused, before anything is written or looked for.
import { quote, SallyportError } from '../errors.js';
import { isWellFormed } from '../primordials.js';
import { DOC_KINDS, type Change, type Doc, type Query, type Term } from './store.js';

/** How many hits `best` ranks: the newest ones. */
export const RANKED = 10_000;
/** The longest tokens of one doc, in UTF-16 code units. */
export const MAX_TOKENS = 1_000_000;
const MOST_NAMES = 4_096;
const LONGEST_NAME = 4_000;
/** In UTF-16 code units: databases cut off what is much longer. */
const LONGEST_TOKEN = 256;
const MOST_TERMS = 100;

/** ASCII punctuation, capital letters and blanks: a store may cut or fold there. */
const NO_TOKEN = /[\0-\x2f:-`{-\x7f]/;

/**
 * For authors of a store: the docs of a change, checked before anything is written. `head`: where the journal ends
 * once the change is on record. Throws `BAD_INPUT` for what is no doc, and `TOO_LARGE`.
 */
export function checkDocs(docs: Change['docs'], head: number): void {
  for (const doc of docs ?? []) {
    if (!Number.isSafeInteger(doc.seq) || doc.seq < 1 || doc.seq > head)
      throw bad(`a doc of entry ${quote(String(doc.seq))}, which is not on record with this commit`);
    if (doc.tokens !== undefined) checkDoc(doc);
  }
}

function checkDoc({ seq, kind, at, who, tokens }: Doc): void {
  const doc = `the doc of entry ${seq}`;
  if (!DOC_KINDS.includes(kind)) throw bad(`${doc} is of a kind ${quote(kind)}: there is ${DOC_KINDS.join(', ')}`);
  if (!Number.isSafeInteger(at) || at < 0) throw bad(`${doc} has no time: at is a whole number of milliseconds`);
  if (!Array.isArray(who) || !who.every(isName) || new Set(who).size !== who.length || who.length > MOST_NAMES)
    throw bad(`${doc} has no list of names, each once, as who`);
  if (typeof tokens !== 'string' || !(tokens === '' || tokens.split(' ').every(isToken)))
    throw bad(`${doc} has no tokens as tokensOf() makes them`);
  if (tokens.length > MAX_TOKENS)
    throw new SallyportError('TOO_LARGE', `${doc} has over ${MAX_TOKENS} characters of tokens`, { limit: MAX_TOKENS });
}

/** For authors of a store: throws `BAD_INPUT` for a query that no store answers. */
export function checkQuery(query: Query): void {
  const { terms, who, kinds, order } = query;
  if (!Array.isArray(terms) || terms.length > MOST_TERMS || !terms.every(isTerm))
    throw bad(`a query has at most ${MOST_TERMS} terms, each of at least one token as tokensOf() makes them`);
  if (who !== undefined && !(Array.isArray(who) && who.every(isName) && who.length <= MOST_NAMES))
    throw bad('who of a query is a list of names');
  if (query.with !== undefined && !isName(query.with)) throw bad('with of a query is a name');
  if (kinds !== undefined && !(Array.isArray(kinds) && kinds.every((kind) => DOC_KINDS.includes(kind))))
    throw bad(`kinds of a query are of ${DOC_KINDS.join(', ')}`);
  for (const name of ['from', 'until', 'before', 'limit'] as const) {
    const value = query[name];
    if (name !== 'limit' && value === undefined) continue;
    if (!Number.isSafeInteger(value) || value! < 0) throw bad(`${name} of a query is a whole number, 0 or more`);
  }
  if (order !== 'newest' && order !== 'best') throw bad(`order of a query is 'newest' or 'best'`);
}

const isToken = (token: unknown): token is string =>
  typeof token === 'string' &&
  token !== '' &&
  token.length <= LONGEST_TOKEN &&
  !NO_TOKEN.test(token) &&
  isWellFormed(token);
const isName = (name: unknown): name is string =>
  typeof name === 'string' && name.length <= LONGEST_NAME && !name.includes('\0') && isWellFormed(name);

function isTerm(term: unknown): term is Term {
  if (typeof term !== 'object' || term === null) return false;
  // `as`: what is asked of a term is asked here
  const { tokens, prefix } = term as Partial<Record<keyof Term, unknown>>;
  return Array.isArray(tokens) && tokens.length > 0 && tokens.every(isToken) && typeof prefix === 'boolean';
}

const bad = (why: string): SallyportError => new SallyportError('BAD_INPUT', why);
