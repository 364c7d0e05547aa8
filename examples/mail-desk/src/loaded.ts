// What a process had loaded, and what of it can send.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Office } from './office.js';

/** The code of our own tool, and everything of nodemailer but its reader of addresses, which the mail parser shares. */
const SENDS =
  /\/tools\/(?:src|dist)\/send(?:\.[jt]s$|\/(?:email-sender|smtp|compose|operations|hour-cap)\.)|\/nodemailer\/(?!(?:dist\/\w+|lib)\/addressparser\b)|smtp-|sendmail/;

export interface Loaded {
  readonly modules: number;
  /** Those that could send. */
  readonly sending: readonly string[];
}

/** Reads what `modules.ts` wrote when the process ended. */
export async function loadedBy(job: 'intake' | 'executor', office: Office): Promise<Loaded> {
  // `as`: modules.ts wrote a list of texts
  const urls = JSON.parse(await readFile(join(office.dir, `${job}.modules.json`), 'utf8')) as readonly string[];
  return { modules: urls.length, sending: urls.filter((url) => SENDS.test(url)).map(nameOf) };
}

/** Without the folders of this machine. */
const nameOf = (url: string): string => url.replace(/^.*\/(?:node_modules|packages)\//, '');
