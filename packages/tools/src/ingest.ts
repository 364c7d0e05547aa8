// The face `@sallyport/tools/ingest`: importing it is the capability to read what is outside.
export type { Fetched, WebOperations } from './ingest/operations.js';
export type { WebOptions } from './ingest/web-operations.js';
export type { WebRules } from './ingest/web-rules.js';
export { webReader } from './ingest/web-reader.js';
export type { WebPageTool, WebReaderOptions } from './ingest/web-reader.js';
