// The tools behind the record contracts: what an agent may write down, where a person finds it.
import { SallyportError } from '@sallyport/core';
import { tool, type RunContext } from '@sallyport/core/tool';
import { mustCount, mustKnow } from '../options.js';
import { createTask, logEvent, saveDraft } from './contracts.js';
import { idFor, keep } from './entry.js';
import { folderOperations, type FolderOptions } from './folder-operations.js';
import { logFile, type LogFileOptions } from './log-file.js';
import type { DocumentOperations, LogOperations } from './operations.js';
import type { DraftInput, EventInput, Recorded, TaskInput } from './record-schema.js';

/** Either a folder, or another place to keep documents. */
export type DocumentOptions =
  | (FolderOptions & { readonly operations?: never })
  | ({ readonly [K in keyof FolderOptions]?: never } & { readonly operations: DocumentOperations });
/** Either a file, or another place to log to. */
export type LogOptions =
  | (LogFileOptions & { readonly operations?: never })
  | ({ readonly [K in keyof LogFileOptions]?: never } & { readonly operations: LogOperations });

type Writing<I> = (input: I, context: RunContext) => Promise<Recorded>;
const sealTask = (run: Writing<TaskInput>) => tool(createTask, run);
const sealDraft = (run: Writing<DraftInput>) => tool(saveDraft, run);
const sealEvent = (run: Writing<EventInput>) => tool(logEvent, run);
/** The tool that {@link taskWriter} makes. */
export type TaskTool = ReturnType<typeof sealTask>;
/** The tool that {@link draftWriter} makes. */
export type DraftTool = ReturnType<typeof sealDraft>;
/** The tool that {@link eventLogger} makes. */
export type EventTool = ReturnType<typeof sealEvent>;

const MAX_DOCUMENTS = 10_000;
const MAX_LOG = 16 * 1024 * 1024;

/**
 * The tool for `createTask`: one JSON file for each task, named after its id.
 *
 * @throws SallyportError `BAD_OPTION`.
 * @example
 * ```ts
 * import { taskWriter } from '@sallyport/tools/record';
 *
 * const tasks = taskWriter({ folder: './tasks' });
 * ```
 */
export const taskWriter = (options: DocumentOptions): TaskTool => sealTask(keeping('taskWriter', options));

/**
 * The tool for `saveDraft`: one JSON file for each draft, named after its id. Nothing is sent.
 *
 * @throws SallyportError `BAD_OPTION`.
 * @example
 * ```ts
 * import { draftWriter } from '@sallyport/tools/record';
 *
 * const drafts = draftWriter({ folder: './drafts' });
 * ```
 */
export const draftWriter = (options: DocumentOptions): DraftTool => sealDraft(keeping('draftWriter', options));

/**
 * The tool for `logEvent`: a file of JSON lines that only grows. No text can make a second line.
 *
 * @throws SallyportError `BAD_OPTION`.
 * @example
 * ```ts
 * import { eventLogger } from '@sallyport/tools/record';
 *
 * const log = eventLogger({ file: './events.jsonl' });
 * ```
 */
export const eventLogger = (options: LogOptions): EventTool => sealEvent(logging(options));

/** What the tools for documents do. Not for agents: they hold the tool, which only a session can run. */
export function keeping(name: string, options: DocumentOptions): Writing<TaskInput | DraftInput> {
  mustKnow(name, options, ['folder', 'maxDocuments', 'operations']);
  const { maxDocuments = MAX_DOCUMENTS } = options;
  mustCount(name, 'maxDocuments', maxDocuments);
  const path = mustBePath(name, 'folder', options);
  const operations = options.operations ?? folderOperations(name, path, maxDocuments);
  return (input, context) => keep(name, operations, { input, context });
}

/** What the tool for events does. Not for agents. */
export function logging(options: LogOptions): Writing<EventInput> {
  const name = 'eventLogger';
  mustKnow(name, options, ['file', 'maxBytes', 'operations']);
  const { maxBytes = MAX_LOG } = options;
  mustCount(name, 'maxBytes', maxBytes);
  const path = mustBePath(name, 'file', options);
  const operations = options.operations ?? logFile(name, path, maxBytes);
  return async (input, { idempotencyKey, signal }) => {
    const id = idFor(name, idempotencyKey);
    // JSON escapes what ends a line; the last two it does not, and some readers take them for ends
    const line = JSON.stringify({ id, at: new Date().toISOString(), ...input }).replace(
      /[\u2028\u2029\u0085]/g,
      (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    await operations.append(line, id, signal);
    return { id };
  };
}

/** '' where there are operations instead. */
function mustBePath(name: string, option: 'folder' | 'file', options: DocumentOptions | LogOptions): string {
  const path: unknown = Object.entries(options).find(([key]) => key === option)?.[1];
  if (path === undefined && options.operations !== undefined) return '';
  const isPath = typeof path === 'string' && path !== '' && !path.includes('\0');
  if (isPath && options.operations === undefined) return path;
  const message = `${name}: '${option}' must be a path, or else operations are given: one of the two`;
  throw new SallyportError('BAD_OPTION', message, { option });
}
