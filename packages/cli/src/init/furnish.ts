// Furnishes a folder: writes every file where nothing was, keys for their owner's eyes only, and makes the store.
import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { createTrustRoot } from '@sallyport/core';
import { writeKeyFile } from '@sallyport/store/keyfile';
import { postgresStore } from '@sallyport/store/postgres';
import { sqliteStore } from '@sallyport/store/sqlite';
import { Failure } from '../errors.js';
import { EXIT } from '../exit.js';
import { isDatabase } from '../open.js';
import type { Answers } from './answers.js';
import { files } from './templates.js';

const IGNORED = ['keys/', '*.key', 'Mail/', 'outbox.txt', 'node_modules/'];

export interface Furnished {
  /** In the folder, in the order in which they were written. */
  readonly written: readonly string[];
  /** The variable that the store's URL has to stand in, because it holds a password. */
  readonly variable?: string;
}

/** Nothing is written where one of the files is there. */
export async function furnish(folder: string, answers: Answers): Promise<Furnished> {
  const { owner, agent, store } = answers;
  const isUrl = isDatabase(store);
  const variable = isUrl && hasPassword(store) ? 'SALLYPORT_STORE' : undefined;
  const runtimes = { intake: { agents: [agent] }, executor: { agents: ['executor'] } };
  const { root, keys } = createTrustRoot({ owner, runtimes });
  const named = JSON.stringify(variable === undefined ? store : `\${${variable}}`);
  const texts = files({ owner, agent, store: named });
  const keyFiles = Object.entries(keys).map(([name, key]) => ({ path: `keys/${name}.key`, name, key }));
  // a folder that somebody else has made is theirs, whatever the mode of the files in it
  await mustBeFree(folder, [...Object.keys(texts), 'trust-root.json', 'keys']);

  const written: string[] = [];
  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: 'wx', mode: 0o644 });
    written.push(path);
  };
  await mkdir(folder, { recursive: true });
  // a store that cannot be opened leaves nothing behind that the next attempt would have to step over
  const opened = isUrl ? await postgresStore(store) : await sqliteStore(resolve(folder, store));
  await opened.close();
  await mkdir(join(folder, 'keys'), { recursive: true, mode: 0o700 });
  for (const { path, name, key } of keyFiles) {
    const lock = name === owner && answers.passphrase !== undefined ? { passphrase: answers.passphrase } : {};
    await writeKeyFile(join(folder, path), key, lock);
    written.push(path);
  }
  // a repository may be there already, with a list of its own
  await put('keys/.gitignore', '*\n');
  await put('trust-root.json', `${JSON.stringify(root, undefined, 2)}\n`);
  for (const box of ['cur', 'tmp']) await mkdir(join(folder, 'Mail', box), { recursive: true, mode: 0o700 });
  for (const [path, text] of Object.entries(texts)) await put(path, text);
  if (!(await isThere(join(folder, '.gitignore')))) {
    const inside = isUrl ? '..' : relative(folder, resolve(folder, store));
    const ignored = inside.startsWith('..') ? IGNORED : [`/${inside}*`, ...IGNORED];
    await put('.gitignore', `${ignored.join('\n')}\n`);
  }
  return { written, ...(variable !== undefined && { variable }) };
}

/** Throws `Failure` where one of them is there. */
export async function mustBeFree(folder: string, paths: readonly string[]): Promise<void> {
  const there: string[] = [];
  for (const path of paths) if (await isThere(join(folder, path))) there.push(path);
  if (there.length > 0)
    throw new Failure(
      EXIT.refused,
      `nothing is overwritten, and ${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there already: take another folder`,
    );
}

const isThere = async (path: string): Promise<boolean> => (await lstat(path).catch(() => undefined)) !== undefined;

const hasPassword = (url: string): boolean => URL.canParse(url) && new URL(url).password !== '';
