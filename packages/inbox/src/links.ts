// Where a text links to. Nothing here is ever fetched or made clickable: the host that a browser would ask is only named.
import type { Json } from '@sallyport/core';
import { render } from './escape.js';

/** Where a link may begin, and what follows up to the end of its authority (`user@host:port`). Matches overlap. */
const LINK = /(?<![a-z0-9+.-])(?=(?<scheme>[a-z][a-z0-9+.-]{1,30}:[/\\]{2,}|www\.)(?<authority>[^\s/?#\\]*))/giu;
const BARE = /(?<![a-z0-9+.-])(?<scheme>javascript|data|file|mailto|tel|sms):(?![/\\]{2})/giu;
/** A reader of prose ends a link here; a browser that was given the whole does not. */
const DELIMITER = /[<>"'`()\]{}|]|[.,;:!?]+$/u;

/** A host that a text links to, as a browser would read it, escaped; and how often. */
export interface Linked {
  readonly host: string;
  readonly times: number;
}

/** The hosts that a value's strings link to, in the order in which they come. Must not throw. */
export function linksIn(value: Json): readonly Linked[] {
  const hosts = new Map<string, number>();
  for (const text of stringsIn(value)) {
    for (const host of hostsIn(text)) hosts.set(host, (hosts.get(host) ?? 0) + 1);
  }
  return [...hosts].map(([host, times]) => ({ host: render(host), times }));
}

/** Every string in a value, keys included. */
export function stringsIn(value: Json): string[] {
  const texts: string[] = [];
  const todo: Json[] = [value];
  while (todo.length > 0) {
    const next = todo.pop() ?? null;
    if (typeof next === 'string') texts.push(next);
    else if (typeof next === 'object' && next !== null) {
      if (!Array.isArray(next)) texts.push(...Object.keys(next));
      for (const entry of Object.values(next).reverse()) todo.push(entry);
    }
  }
  return texts;
}

function hostsIn(text: string): string[] {
  const links = [...text.matchAll(LINK)].flatMap(({ groups }) => {
    const { scheme = '', authority = '' } = groups ?? {};
    const start = scheme.toLowerCase() === 'www.' ? `https://${scheme}` : scheme;
    const [inProse = ''] = authority.split(DELIMITER);
    // Where a browser and a reader disagree about the end of the link, both hosts are named.
    const hosts = [hostOf(start + authority), hostOf(start + inProse)].filter((host) => host !== undefined);
    return hosts.length === 0 ? ['an unreadable host'] : [...new Set(hosts)];
  });
  const bare = [...text.matchAll(BARE)].map(({ groups }) => `${(groups?.['scheme'] ?? '').toLowerCase()}:`);
  return [...links, ...bare];
}

function hostOf(link: string): string | undefined {
  try {
    const { host, protocol } = new URL(link);
    return host === '' ? protocol : host;
  } catch {
    return undefined;
  }
}
