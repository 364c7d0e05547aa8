// What a house stands on: the Node that runs it, and the files that a configuration leads to.
import { lstat, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Config, KeyEntry } from '@sallyport/core/config';
import { quoted } from '@sallyport/inbox';
import { fault, note, warn, type Finding } from './finding.js';

const LEAST_NODE = [20, 19] as const;

export function nodeFindings(version = process.versions.node): readonly Finding[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNew = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  return isNew ? [] : [fault('node', `this is Node ${version}`, `Sallyport needs ${LEAST_NODE.join('.')} or later`)];
}

/** A key file on this machine, as far as it can be seen without opening it. */
export interface FoundKey {
  /** Where the configuration names it: `people.alice.key`. */
  readonly place: string;
  readonly name: string;
  readonly id: string;
}

export interface Files {
  readonly findings: readonly Finding[];
  readonly keys: readonly FoundKey[];
}

/** Key files and modules. */
export async function lookAtFiles(config: Config, folder: string): Promise<Files> {
  const findings: Finding[] = [];
  const keys: FoundKey[] = [];
  for (const [kind, entries] of [
    ['people', config.people ?? {}],
    ['runtimes', config.runtimes],
  ] as const)
    for (const [name, entry] of Object.entries<KeyEntry>(entries)) {
      const place = `${kind}.${name}.key`;
      const found = await lookAtKey(resolve(folder, entry.key), { place, name });
      if ('id' in found) keys.push(found);
      else findings.push(found);
    }
  for (const [name, { module }] of Object.entries(config.agents))
    if ((await lstat(resolve(folder, module)).catch(() => undefined)) === undefined)
      findings.push(fault('module', `agents.${name}.module is not there`, 'mend the path, or write the module'));
  return { findings, keys };
}

const GROUP_AND_OTHERS = 0o077;

async function lookAtKey(path: string, { place, name }: Omit<FoundKey, 'id'>): Promise<Finding | FoundKey> {
  const stat = await lstat(path).catch(() => undefined);
  if (stat === undefined)
    return note('key', `the key file of ${place} is not on this machine`, 'fine, where it is kept elsewhere');
  if (!stat.isFile()) return fault('key', `${place} leads to no regular file`, 'give the path of the key file itself');
  if (process.platform !== 'win32' && (stat.mode & GROUP_AND_OTHERS) !== 0) {
    const mode = (stat.mode & 0o777).toString(8);
    const remedy = 'chmod 600 it, and make a new key if somebody may have read it';
    return fault('key', `the key file of ${place} can be read or changed by others (mode ${mode})`, remedy);
  }
  const stored = await readFile(path, 'utf8').then(
    (text) => read(text),
    () => undefined,
  );
  if (stored === undefined)
    return warn('key', `the file of ${place} is no key file that this user can read`, 'restore it');
  if (stored.name === name) return { place, name, id: stored.id };
  return fault('key', `${place} leads to the key of ${quoted(stored.name)}`, 'give the path of its own');
}

/** Whose key it is: that stands in the file in the clear. */
function read(text: string): { readonly name: string; readonly id: string } | undefined {
  try {
    const { name, id } = JSON.parse(text) as { readonly name?: unknown; readonly id?: unknown };
    return typeof name === 'string' && typeof id === 'string' ? { name, id } : undefined;
  } catch {
    return undefined;
  }
}
