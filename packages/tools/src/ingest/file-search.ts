// The tool behind `searchFiles`: the lines that hold a text, in so many files, so much text and so much time at most.
import { SallyportError } from '@sallyport/core';
import { tool, type RunContext, type TrustLevel } from '@sallyport/core/tool';
import { readPathRules, type Denies } from '../files/path-rules.js';
import { isName, namesOf } from '../files/relative-path.js';
import { mustCount, mustKnow } from '../options.js';
import { searchFilesFrom } from './contracts.js';
import { MOST_NAMES } from './file-operations.js';
import { FILE_OPTIONS, operationsOf, textOf, type FileOptions } from './file-reader.js';
import type { Found, SearchInput } from './file-schema.js';
import type { FileOperations } from './operations.js';

/** As for {@link fileReader}, and how much is looked at. */
export type FileSearchOptions<T extends TrustLevel> = FileOptions<T> & {
  /** Files that one search looks at. Unsaid: 2,000. */
  readonly maxFiles?: number;
  /** Matches that it returns. Unsaid: 100. */
  readonly maxMatches?: number;
  /** Milliseconds that it takes. Unsaid: 10,000. */
  readonly timeout?: number;
};

type Searching = (input: SearchInput, context: RunContext) => Promise<Found>;
/** The tool that {@link fileSearch} makes. */
export type SearchTool<T extends TrustLevel> = ReturnType<typeof seal<T>>;

const MAX_FILES = 2_000;
const MAX_MATCHES = 100;
const MAX_BYTES = 1024 * 1024;
const TIMEOUT = 10_000;
const DEEPEST = 32;
/** Characters of a line that are shown before and after what was found. */
const AROUND = 120;

/**
 * The tool for `searchFiles`. What `fileReader` would not read is not searched, and not listed either. A file of more than
 * `maxBytes` is left out, and said so.
 *
 * @throws SallyportError `BAD_OPTION`.
 * @example
 * ```ts
 * import { fileSearch } from '@sallyport/tools/ingest';
 *
 * const search = fileSearch({ root: './notes' });
 * ```
 */
export function fileSearch<const T extends TrustLevel = 'low'>(options: FileSearchOptions<T>): SearchTool<NoInfer<T>> {
  // `as`: unsaid, T is 'low'
  const { source = 'low' as T } = options;
  return seal(source, fileSearching(options));
}

const seal = <T extends TrustLevel>(source: T, run: Searching) => tool(searchFilesFrom(source), run);

/** What the tool does. Not for agents: they hold the tool, which only a session can run. */
export function fileSearching(options: FileSearchOptions<TrustLevel>): Searching {
  mustKnow('fileSearch', options, [...FILE_OPTIONS, 'maxFiles', 'maxMatches', 'timeout']);
  const { maxFiles = MAX_FILES, maxMatches = MAX_MATCHES, maxBytes = MAX_BYTES, timeout = TIMEOUT } = options;
  for (const [option, value] of Object.entries({ maxFiles, maxMatches, maxBytes, timeout }))
    mustCount('fileSearch', option, value);
  const denies = readPathRules('fileSearch', options);
  const operations = operationsOf('fileSearch', options);
  return async (input, { signal }) => {
    const start = input.folder === undefined ? [] : namesOf(input.folder);
    if (denies(start))
      throw new SallyportError('REFUSED', 'fileSearch: this folder is denied', { folder: input.folder });
    const until = performance.now() + timeout;
    return new Search({ operations, denies, maxFiles, maxMatches, maxBytes, until, input, signal }).run(start);
  };
}

interface Terms {
  readonly operations: FileOperations;
  readonly denies: Denies;
  readonly maxFiles: number;
  readonly maxMatches: number;
  readonly maxBytes: number;
  readonly until: number;
  readonly input: SearchInput;
  readonly signal: AbortSignal;
}
type Names = readonly string[];

/** One search, from a folder down. */
class Search {
  readonly #terms: Terms;
  readonly #matches: Found['matches'] = [];
  #files = 0;
  #isWhole = true;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  async run(start: Names): Promise<Found> {
    const { operations, signal } = this.#terms;
    const waiting: Names[] = [start];
    for (let folder = waiting.pop(); folder !== undefined && this.#goesOn(); folder = waiting.pop()) {
      // the first one is what was asked for; below it, what has gone meanwhile is passed over
      const entries = await operations
        .list(folder, signal)
        .catch((error: unknown) => this.#passOver(error, folder === start));
      if (entries.length > MOST_NAMES) this.#isWhole = false;
      const below: Names[] = [];
      for (const { name, kind } of entries) {
        const names = [...folder, name];
        // what cannot be named cannot be read either; what is denied is not spoken of
        if (!isName(name)) this.#isWhole = false;
        if (!isName(name) || this.#terms.denies(names)) continue;
        if (kind === 'file') await this.#look(names);
        else if (names.length < DEEPEST) below.push(names);
        else this.#isWhole = false;
      }
      waiting.push(...below.reverse());
    }
    return { matches: this.#matches, files: this.#files, isWhole: this.#isWhole };
  }

  async #look(names: Names): Promise<void> {
    const { operations, input, maxBytes, signal } = this.#terms;
    if (!(names.at(-1) ?? '').endsWith(input.ending ?? '') || !this.#goesOn()) return;
    this.#files++;
    const path = names.join('/');
    if (input.text === undefined) {
      this.#matches.push({ path, line: 0, text: '' });
      return;
    }
    const bytes = await operations
      .read(names, maxBytes, signal)
      .catch((error: unknown) => this.#passOver(error, false));
    const text = bytes instanceof Uint8Array ? textOf(bytes) : undefined;
    if (text === undefined) this.#isWhole = false;
    else this.#find(text, input.text, path);
  }

  #find(text: string, needle: string, path: string): void {
    const fold = (one: string): string => (this.#terms.input.ignoreCase === true ? one.toLowerCase() : one);
    const sought = fold(needle);
    for (const [i, line] of text.split('\n').entries()) {
      const at = fold(line).indexOf(sought);
      if (at < 0) continue;
      if (this.#matches.length >= this.#terms.maxMatches) {
        this.#isWhole = false;
        return;
      }
      const shown = line.slice(Math.max(0, at - AROUND), at + needle.length + AROUND).toWellFormed();
      this.#matches.push({ path, line: i + 1, text: shown });
    }
  }

  #goesOn(): boolean {
    const { signal, until, maxFiles, maxMatches } = this.#terms;
    signal.throwIfAborted();
    const goesOn = performance.now() < until && this.#files < maxFiles && this.#matches.length < maxMatches;
    this.#isWhole &&= goesOn;
    return goesOn;
  }

  #passOver(error: unknown, isAsked: boolean): readonly [] {
    this.#terms.signal.throwIfAborted();
    if (isAsked || !SallyportError.isInstance(error)) throw error;
    this.#isWhole = false;
    return [];
  }
}
