// The tool behind `readFile`: one text file below a root, whatever the path says.
import { TextDecoder } from 'node:util';
import { SallyportError } from '@sallyport/core';
import { tool, type RunContext, type TrustLevel } from '@sallyport/core/tool';
import { readPathRules, type PathRules } from '../files/path-rules.js';
import { namesOf } from '../files/relative-path.js';
import { mustCount, mustKnow } from '../options.js';
import { readFileFrom } from './contracts.js';
import { fileOperations } from './file-operations.js';
import type { FileInput, FileText } from './file-schema.js';
import { isBinary } from './media.js';
import type { FileOperations } from './operations.js';

interface Common<T extends TrustLevel> extends PathRules {
  /** How far the authors of the files are trusted. Unsaid: `low`. */
  readonly source?: T;
  /** Of a file that is read; a larger one is refused. Unsaid: 1 MiB. */
  readonly maxBytes?: number;
}
/** Either a folder of this machine, or operations of your own. */
export type FileOptions<T extends TrustLevel> = Common<T> &
  (
    | { readonly root: string; readonly operations?: never }
    | { readonly operations: FileOperations; readonly root?: never }
  );

type Reading = (input: FileInput, context: RunContext) => Promise<FileText>;
/** The tool that {@link fileReader} makes. */
export type FileTool<T extends TrustLevel> = ReturnType<typeof seal<T>>;

/** The names of {@link FileOptions}. */
export const FILE_OPTIONS = ['source', 'maxBytes', 'deny', 'dotfiles', 'root', 'operations'] as const;
const MAX_BYTES = 1024 * 1024;

/**
 * The tool for `readFile`. Links are not followed, devices and pipes are not opened, keys and version control are never
 * read.
 *
 * @throws SallyportError `BAD_OPTION`.
 * @example
 * ```ts
 * import { fileReader } from '@sallyport/tools/ingest';
 *
 * const notes = fileReader({ root: './notes', deny: ['drafts', '*.sql'] });
 * ```
 */
export function fileReader<const T extends TrustLevel = 'low'>(options: FileOptions<T>): FileTool<NoInfer<T>> {
  // `as`: unsaid, T is 'low'
  const { source = 'low' as T } = options;
  return seal(source, fileReading(options));
}

const seal = <T extends TrustLevel>(source: T, run: Reading) => tool(readFileFrom(source), run);

/** What the tool does. Not for agents: they hold the tool, which only a session can run. */
export function fileReading(options: FileOptions<TrustLevel>): Reading {
  mustKnow('fileReader', options, FILE_OPTIONS);
  const { maxBytes = MAX_BYTES } = options;
  mustCount('fileReader', 'maxBytes', maxBytes);
  const denies = readPathRules('fileReader', options);
  const operations = operationsOf('fileReader', options);
  return async ({ path }, { signal }) => {
    const names = namesOf(path);
    if (denies(names)) throw new SallyportError('REFUSED', 'fileReader: this path is denied', { path });
    const text = textOf(await operations.read(names, maxBytes, signal));
    if (text === undefined)
      throw new SallyportError('TOOL_FAILED', 'fileReader: this file is no text in UTF-8', { path });
    return { path, text };
  };
}

/** @throws SallyportError `BAD_OPTION`. */
export function operationsOf(name: string, { root, operations }: FileOptions<TrustLevel>): FileOperations {
  if ((root === undefined) === (operations === undefined) || root === '' || root === '/')
    throw new SallyportError('BAD_OPTION', `${name}: 'root' must be a folder, or else operations: one of the two`, {
      option: 'root',
    });
  return operations ?? fileOperations(root);
}

/** `undefined` for what is no text. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return isBinary(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
