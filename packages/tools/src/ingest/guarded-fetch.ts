// One GET behind the wall: redirects looked at again, no more bytes, hops or time than the caps say.
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { SallyportError } from '@sallyport/core';
import { Client, type Dispatcher } from 'undici';
import { guardedConnector, unreachable, type Net } from './guarded-connector.js';
import type { Fetched } from './operations.js';
import { checkUrl, hostOf, type Rules } from './web-rules.js';

/** The rules and caps of one reader. */
export interface Fetching {
  readonly rules: Rules;
  /** Of the body, as it arrives and as it is unpacked. */
  readonly maxBytes: number;
  /** Milliseconds for all of it: names, redirects, the last byte. */
  readonly timeout: number;
  readonly accept: string;
  readonly net?: Net;
}

const HOPS = 5;
const HEADER_BYTES = 16 * 1024;
const UNPACK = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress };

/**
 * Sends no cookie, no credential, no referrer, and asks no proxy.
 *
 * @throws SallyportError `REFUSED` and `BAD_INPUT` as {@link checkUrl}; `TOO_LARGE`; `TOOL_FAILED` for what did not
 * answer, or not with a page, or not in time. Rejects with the signal's reason when aborted.
 */
export async function guardedFetch(text: string, fetching: Fetching, signal: AbortSignal): Promise<Fetched> {
  signal.throwIfAborted();
  const late = AbortSignal.timeout(fetching.timeout);
  const both = AbortSignal.any([signal, late]);
  try {
    return await orAbort(follow(text, fetching, both), both);
  } catch (error) {
    signal.throwIfAborted();
    if (!late.aborted) throw error;
    throw failed(fetching, `it took longer than ${fetching.timeout} ms, which is the cap`);
  }
}

async function follow(text: string, fetching: Fetching, signal: AbortSignal): Promise<Fetched> {
  let url = checkUrl(fetching.rules, text);
  for (let hop = 0; hop <= HOPS; hop++) {
    signal.throwIfAborted();
    const got = await get(url, fetching, signal);
    if (!('location' in got)) return got;
    if (!URL.canParse(got.location, url.href)) throw failed(fetching, 'it redirects to what is no URL');
    url = checkUrl(fetching.rules, new URL(got.location, url).href);
  }
  throw failed(fetching, `it redirects more than ${HOPS} times`);
}

type Got = Fetched | { readonly location: string };
type Answer = Dispatcher.ResponseData;

async function get(url: URL, fetching: Fetching, signal: AbortSignal): Promise<Got> {
  const { rules, net, timeout } = fetching;
  // a client for each request: no connection is left over for a later one, which nobody would check again
  const client = new Client(url.origin, {
    ...{ connect: guardedConnector(rules, net, signal), maxHeaderSize: HEADER_BYTES, pipelining: 1, allowH2: false },
    ...{ headersTimeout: timeout, bodyTimeout: timeout },
  });
  const headers = { accept: fetching.accept, 'accept-encoding': 'gzip, deflate, br', 'user-agent': 'sallyport' };
  try {
    const path = url.pathname + url.search;
    const answer = await client.request({ method: 'GET', path, headers, signal }).catch((error: unknown) => {
      throw SallyportError.isInstance(error) ? error : unreachable(rules, hostOf(url), error);
    });
    return await read(url, answer, fetching);
  } finally {
    client.destroy(() => {});
  }
}

async function read(url: URL, { statusCode, headers, body }: Answer, fetching: Fetching): Promise<Got> {
  // Stays: a body that is left lying complains when its connection is closed.
  body.on('error', () => {});
  const { location, 'content-type': type, 'content-encoding': encoding = 'identity' } = headers;
  if (statusCode >= 300 && statusCode < 400 && typeof location === 'string') return { location };
  if (statusCode < 200 || statusCode > 299) throw failed(fetching, `the server answered ${statusCode}`);
  const bytes = await collect(body, String(encoding).toLowerCase(), fetching);
  return { url: url.href, type: typeof type === 'string' ? type : '', bytes };
}

async function collect(body: Answer['body'], encoding: string, fetching: Fetching): Promise<Buffer> {
  const isPacked = Object.hasOwn(UNPACK, encoding);
  if (!isPacked && encoding !== 'identity') throw failed(fetching, 'its encoding is none of gzip, deflate, br');
  const chunks: Buffer[] = [];
  const keep = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of capped(source, fetching)) chunks.push(chunk);
  };
  try {
    // `as`: isPacked says so
    if (isPacked) await pipeline(body, (it) => capped(it, fetching), UNPACK[encoding as keyof typeof UNPACK](), keep);
    else await keep(body);
  } catch (error) {
    if (SallyportError.isInstance(error)) throw error;
    throw failed(fetching, 'its answer broke off, or cannot be unpacked', error);
  }
  return Buffer.concat(chunks);
}

/** Counts what passes: packed and unpacked alike, so that no small answer unpacks to a large one. */
async function* capped(source: AsyncIterable<Buffer>, { rules, maxBytes }: Fetching): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes <= maxBytes) yield chunk;
    else {
      const message = `${rules.tool}: the answer is larger than ${maxBytes} bytes, which is the cap: see maxBytes`;
      throw new SallyportError('TOO_LARGE', message, { tool: rules.tool, maxBytes });
    }
  }
}

const failed = ({ rules: { tool } }: Fetching, why: string, cause?: unknown): SallyportError =>
  new SallyportError('TOOL_FAILED', `${tool}: this cannot be read: ${why}`, { tool, why }, { cause });

/** Rejects as soon as the signal does: a look-up cannot be called off, but nobody need wait for it. */
function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: over.signal });
  });
  work.catch(() => {});
  return Promise.race([work, aborted]).finally(() => over.abort());
}
