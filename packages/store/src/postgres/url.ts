// The URL of a PostgreSQL server, taken apart. Nothing of it is quoted in an error: it may hold a password.
import { readFileSync } from 'node:fs';
import { quote } from '@sallyport/core/store';
import { badOption } from './bad-option.js';
import type { PostgresTls } from './tls.js';

/** What a URL says; what it leaves out is not there. */
export interface Place {
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  readonly password?: string;
  readonly tls?: boolean | PostgresTls;
}

const SHAPE = 'takes a URL as postgres://user:password@host:5432/database';

/** Throws `BAD_OPTION`: no URL of PostgreSQL, several hosts, a parameter that nobody knows. */
export function readUrl(text: string): Place {
  const url = parse(text);
  const parameters = new Map(url.searchParams);
  const unknown = [...parameters.keys()].find((name) => !['host', 'sslmode', 'sslrootcert'].includes(name));
  if (unknown !== undefined)
    throw badOption(`takes no ${quote(unknown)} in its URL: it takes sslmode and sslrootcert, and the rest as options`);
  if (parameters.size !== url.searchParams.size) throw badOption('takes each parameter of its URL once');
  const host = parameters.get('host') ?? decoded(url.hostname).replace(/^\[(.*)\]$/, '$1');
  if (host.includes(',')) throw badOption('takes one host in its URL: the server that can be written to');
  const tls = tlsOf(parameters.get('sslmode'), parameters.get('sslrootcert'));
  return {
    ...(host !== '' && { host }),
    ...(url.port !== '' && { port: Number(url.port) }),
    database: decoded(url.pathname.slice(1)),
    ...(url.username !== '' && { user: decoded(url.username) }),
    ...(url.password !== '' && { password: decoded(url.password) }),
    ...(tls !== undefined && { tls }),
  };
}

function parse(text: unknown): URL {
  // Without a cause: the error of a URL that does not parse holds the whole of it.
  if (typeof text !== 'string' || !/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text))
    throw badOption(`${SHAPE}, with what is special in user and password as %XX`);
  const url = new URL(text);
  // As a password with a / or an @ in it would read.
  if (/[/@:]/.test(url.pathname.slice(1)))
    throw badOption(`${SHAPE}: a /, @ or : in a password or a name is %2F, %40 or %3A`);
  if (url.hash !== '') throw badOption(`${SHAPE}, and nothing behind a #: write %23 for one in a password`);
  return url;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badOption(`${SHAPE}: a % in it is followed by two hexadecimal digits, and % itself is %25`);
  }
}

/** There is no mode in between: one that takes whatever the server offers, or whoever answers, protects from nobody. */
function tlsOf(mode: string | undefined, file: string | undefined): Place['tls'] {
  if (mode === 'disable' && file === undefined) return false;
  if (mode !== undefined && mode !== 'require' && mode !== 'verify-full')
    throw badOption(
      'takes disable (without sslrootcert), require or verify-full as sslmode; the last two both verify the server',
    );
  if (file === undefined) return mode === undefined ? undefined : true;
  try {
    return { ca: readFileSync(file, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw badOption(`cannot read the file that sslrootcert names (${code}): give the path of a certificate in PEM`);
  }
}
