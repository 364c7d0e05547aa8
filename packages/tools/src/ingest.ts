// The face `@sallyport/tools/ingest`: importing it is the capability to read what is outside.
export type { Fetched, FileOperations, WebOperations } from './ingest/operations.js';
export type { WebOptions } from './ingest/web-operations.js';
export type { WebRules } from './ingest/web-rules.js';
export { feedReader } from './ingest/feed-reader.js';
export type { FeedReaderOptions, FeedTool } from './ingest/feed-reader.js';
export { fileReader } from './ingest/file-reader.js';
export type { FileOptions, FileTool } from './ingest/file-reader.js';
export { fileSearch } from './ingest/file-search.js';
export type { FileSearchOptions, SearchTool } from './ingest/file-search.js';
export type { PathRules } from './files/path-rules.js';
export type { Entry } from './files/folder.js';
export { webReader } from './ingest/web-reader.js';
export type { WebPageTool, WebReaderOptions } from './ingest/web-reader.js';
