/** Loads an allowlist out of a YAML file, or out of a text that was one. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { allowlist, type Allowlist, type AllowlistOptions } from '../allowlist.js';
import { AllowlistError } from '../errors.js';
import { AllowlistFileError } from './file-error.js';
import { findAllowlist, type FoundList } from './find.js';
import { readPatterns } from './patterns.js';
import { MAX_BYTES, TOO_LONG, yamlSource, type Complaint, type YamlSource } from './source.js';

/** What `allowlist()` takes, but for the patterns: the file has them. */
export type AllowlistFileOptions = Omit<AllowlistOptions, 'patterns'>;

/** Options for a text that is in memory already. */
export interface AllowlistTextOptions extends AllowlistFileOptions {
  /** The name that faults give the text. Default: `allowlist.yaml`. */
  readonly file?: string | undefined;
}

/**
 * Loads the list that a `.mutiro-agent.yaml` or `sallyport.yaml` holds at `allowlist:` or `agent.allowlist:`; a file
 * without one admits the owner only. At most 64 KiB of UTF-8 are read.
 *
 * Rejects with an AllowlistFileError when the file cannot be read, is no sound YAML, or holds a list that would be read
 * otherwise than it looks; with an AllowlistError when an option is invalid. Warnings go to `onWarning`.
 *
 * @example
 * ```ts
 * import { readAllowlist } from '@sallyport/allowlist/yaml';
 *
 * const door = await readAllowlist('.mutiro-agent.yaml', { owner: 'alice' });
 * door.check('bob');
 * ```
 */
export async function readAllowlist(path: string, options: AllowlistFileOptions): Promise<Allowlist> {
  return parseAllowlist(await textOf(path), { ...options, file: path });
}

/**
 * Loads the list of a text, as `readAllowlist` does. Throws what that rejects with.
 *
 * @example
 * ```ts
 * import { parseAllowlist } from '@sallyport/allowlist/yaml';
 *
 * parseAllowlist('allowlist: ["bob", "!spam_*"]', { owner: 'alice' }).check('bob').allowed; // true
 * ```
 */
export function parseAllowlist(text: string, { file = 'allowlist.yaml', ...options }: AllowlistTextOptions): Allowlist {
  const source = yamlSource(text, file);
  const found = findAllowlist(source);
  return found ? loadAllowlist(source, found, options) : allowlist(options);
}

/** Loads the list that was found in a source; throws as `readAllowlist` rejects. For readers of files with more in them. */
export function loadAllowlist(source: YamlSource, found: FoundList, options: AllowlistFileOptions): Allowlist {
  const { patterns, offsets, warnings } = readPatterns(source, found.node, found.offset);
  const { onWarning = (warning: string) => process.emitWarning(warning) } = options;
  const warn = (warning: string): void => onWarning(warning);
  try {
    const door = allowlist({
      ...options,
      patterns,
      onWarning: (warning) => warn(`${source.at(found.offset)}: ${warning}`),
    });
    warnings.forEach(warn);
    return door;
  } catch (error) {
    if (!AllowlistError.isInstance(error) || error.index === undefined) throw error;
    const what = error.message.replace(/^patterns\[\d+\] /, 'the entry ').replace(/: [^:]*$/, '');
    throw source.fault(offsets[error.index] ?? found.offset, {
      what,
      remedy: 'correct or remove it',
      code: error.code,
      index: error.index,
    });
  }
}

async function textOf(path: string): Promise<string> {
  const refuse = (complaint: Complaint): AllowlistFileError =>
    new AllowlistFileError({ file: path, line: 1, column: 1, shown: '', ...complaint });
  const bytes = await bytesOf(path).catch((error: unknown) => {
    throw refuse({
      what: `cannot be read (${error instanceof Error ? error.message : String(error)})`,
      remedy: 'check the path',
    });
  });
  if (bytes.length > MAX_BYTES) throw refuse(TOO_LONG);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refuse({ what: 'is not UTF-8', remedy: 'save it as UTF-8' });
  }
}

/** The first bytes of a file, one more than the cap at most. What is no file is not waited for. */
async function bytesOf(path: string): Promise<Uint8Array> {
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if (!(await file.stat()).isFile()) throw new Error('it is no file');
  const buffer = new Uint8Array(MAX_BYTES + 1);
  let size = 0;
  for (let read = -1; read !== 0 && size < buffer.length; size += read)
    read = (await file.read(buffer, size, buffer.length - size, null)).bytesRead;
  return buffer.subarray(0, size);
}
