// What is asked of a request before anything is done for it, one question after the other.
import type { Context } from 'hono';

/** Why a request is not served. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 415 | 429;
  /** Our own words: nothing of the request is in them. */
  readonly why: string;
}
type Check = Refusal | undefined;

/** A body is at most this long, in bytes. */
export const MOST_BYTES = 1024 * 1024;
const LONGEST_PATH = 2_000;
const OVERRIDES = ['x-http-method-override', 'x-http-method', 'x-method-override'];
const TYPES = /^(application\/json|application\/x-www-form-urlencoded)(;|$)/i;

const isSafe = ({ req }: Context): boolean => req.method === 'GET' || req.method === 'HEAD';

/** A browser that was led here under another name (DNS rebinding), by a number, or to another port. */
export function hostRefusal({ req }: Context, host: string): Check {
  const hosts = [req.header('host') ?? host, new URL(req.url).host];
  if (hosts.every((one) => one === host)) return undefined;
  const why = `this desk is at ${host}, and was asked for under another name. Behind a proxy: pass the Host header on`;
  return { status: 403, why };
}

export function methodRefusal({ req }: Context): Check {
  const isKnown = ['GET', 'HEAD', 'POST'].includes(req.method);
  if (isKnown && OVERRIDES.every((name) => req.header(name) === undefined)) return undefined;
  return { status: 405, why: 'the methods of this page are GET and POST, and no header changes them' };
}

/** What stands between the slashes, decoded, is text: no slash, no control character, no step up. */
export function pathRefusal({ req }: Context): Check {
  const { pathname } = new URL(req.url);
  const isText = (part: string): boolean => {
    const text = decoded(part);
    return text !== undefined && !/[/\p{Cc}\p{Cs}]/u.test(text) && text !== '.' && text !== '..';
  };
  const parts = pathname.split('/').slice(1);
  const isPlain = parts.every((part, i) => isText(part) && (part !== '' || i === parts.length - 1));
  if (pathname.length <= LONGEST_PATH && isPlain) return undefined;
  return { status: 404, why: 'there is nothing at this address' };
}

/** What another site, or another port, makes a browser do: forms, frames, pictures, scripts, sockets, streams. */
export function originRefusal(c: Context, origin: string): Check {
  const { req } = c;
  const [from, site] = [req.header('origin'), req.header('sec-fetch-site')];
  const foreign: Refusal = { status: 403, why: `this comes from another page than ${origin}` };
  if (req.header('upgrade') !== undefined)
    return from === origin ? { status: 400, why: 'there is no WebSocket here: changes come from /events' } : foreign;
  if (from !== undefined && from !== origin) return foreign;
  if (!isSafe(c)) return from === origin && (site === undefined || site === 'same-origin') ? undefined : foreign;
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined;
  // somebody follows a link: the cookie stays behind (SameSite=Strict) unless it comes from this host, and nothing is changed
  return req.header('sec-fetch-mode') === 'navigate' && req.header('sec-fetch-dest') === 'document'
    ? undefined
    : foreign;
}

/** Before the body is read. */
export function bodyRefusal(c: Context): Check {
  const { req } = c;
  if (Number(req.header('content-length') ?? 0) > MOST_BYTES) return TOO_LONG;
  if (isSafe(c) || TYPES.test(req.header('content-type') ?? '')) return undefined;
  return { status: 415, why: 'what is sent to this page is JSON, or a form of its own' };
}

export const TOO_LONG: Refusal = { status: 413, why: `what is sent to this page is at most ${MOST_BYTES} bytes` };

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
