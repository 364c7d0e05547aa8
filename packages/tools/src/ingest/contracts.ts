// The contracts of `@sallyport/tools/ingest`, as data: importing them lets nobody read anything.
import { contract, type Contract, type TrustLevel } from '@sallyport/core/tool';
import { pageOutput, urlInput, type Page, type UrlInput } from './page-schema.js';

type Reads<N extends string, T extends TrustLevel, I, O> = Contract<N, 'ingest', T, I, O, undefined, keyof I & string>;

/** {@link readWebPage}, of sources that are trusted otherwise than the public web. */
export const readWebPageFrom = <T extends TrustLevel>(source: T): Reads<'read_web_page', T, UrlInput, Page> =>
  contract({ name: 'read_web_page', effect: 'ingest', source, input: urlInput, output: pageOutput });

/** One page of the public web, as text. A GET leaves the machine: its URL says something to whoever answers. */
export const readWebPage = readWebPageFrom('low');
