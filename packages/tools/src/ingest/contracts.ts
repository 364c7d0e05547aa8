// The contracts of `@sallyport/tools/ingest`, as data: importing them lets nobody read anything.
import { contract, type Contract, type TrustLevel } from '@sallyport/core/tool';
import {
  fileInput,
  fileOutput,
  searchInput,
  searchOutput,
  type FileInput,
  type FileText,
  type Found,
  type SearchInput,
} from './file-schema.js';
import { feedOutput, type Feed } from './feed-schema.js';
import { pageOutput, urlInput, type Page, type UrlInput } from './page-schema.js';

type Reads<N extends string, T extends TrustLevel, I, O> = Contract<N, 'ingest', T, I, O, undefined, keyof I & string>;

/** {@link readWebPage}, of sources that are trusted otherwise than the public web. */
export const readWebPageFrom = <T extends TrustLevel>(source: T): Reads<'read_web_page', T, UrlInput, Page> =>
  contract({ name: 'read_web_page', effect: 'ingest', source, input: urlInput, output: pageOutput });

/** One page of the public web, as text. A GET leaves the machine: its URL says something to whoever answers. */
export const readWebPage = readWebPageFrom('low');

/** {@link readFeed}, of feeds whose authors are trusted otherwise. */
export const readFeedFrom = <T extends TrustLevel>(source: T): Reads<'read_feed', T, UrlInput, Feed> =>
  contract({ name: 'read_feed', effect: 'ingest', source, input: urlInput, output: feedOutput });

/** The items of one RSS or Atom feed of the public web. A GET leaves the machine. */
export const readFeed = readFeedFrom('low');

/** What is on this machine stays there, and is not everybody's. */
const files = { effect: 'ingest', egress: false, private: true } as const;

/** {@link readFile}, of files whose authors are trusted otherwise. */
export const readFileFrom = <T extends TrustLevel>(source: T): Reads<'read_file', T, FileInput, FileText> =>
  contract({ name: 'read_file', source, input: fileInput, output: fileOutput, ...files });

/** One text file below a root of the developer's. */
export const readFile = readFileFrom('low');

/** {@link searchFiles}, of files whose authors are trusted otherwise. */
export const searchFilesFrom = <T extends TrustLevel>(source: T): Reads<'search_files', T, SearchInput, Found> =>
  contract({ name: 'search_files', source, input: searchInput, output: searchOutput, ...files });

/** The lines that hold a text, in the files below a root of the developer's. The text is taken to the letter. */
export const searchFiles = searchFilesFrom('low');
