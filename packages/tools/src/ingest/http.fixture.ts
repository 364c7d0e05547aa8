// Real servers on this machine for the tests of the readers, and what they were asked.
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { onTestFinished } from 'vitest';
import type { Lookup } from './guarded-connector.js';
import { guardedFetch, type Fetching } from './guarded-fetch.js';
import { readRules, type WebRules } from './web-rules.js';

/** A server and what it was asked. */
export interface Site {
  readonly port: number;
  readonly url: string;
  readonly asked: readonly IncomingMessage[];
}

/** Stands on 127.0.0.1 until the test is over. */
export async function site(answer: RequestListener): Promise<Site> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the test server has no port');
  return { port: address.port, url: `http://127.0.0.1:${address.port}`, asked };
}

/** What a wall must keep from being read. */
export const secret = (): Promise<Site> => site((_request, response) => void response.end('the secret'));

/** A page of plain text. */
export const page =
  (text: string): RequestListener =>
  (_request, response) =>
    void response.setHeader('content-type', 'text/plain').end(text);

/** A resolver that knows these names and no others. */
export const names =
  (known: Readonly<Record<string, readonly string[]>>): Lookup =>
  async (host) =>
    (known[host] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

/** One guarded GET, with small caps. */
export function get(
  url: string,
  { rules = {}, signal = new AbortController().signal, ...rest }: Getting = {},
): ReturnType<typeof guardedFetch> {
  const fetching = { maxBytes: 64 * 1024, timeout: 30_000, accept: '*/*', ...rest };
  return guardedFetch(url, { ...fetching, rules: readRules('reader', rules) }, signal);
}
type Getting = Partial<Omit<Fetching, 'rules'>> & { readonly rules?: WebRules; readonly signal?: AbortSignal };
