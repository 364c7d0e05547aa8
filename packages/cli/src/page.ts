// The page, as the command sees it: the one place that knows what `@sallyport/inbox/web` is given and gives back.
import type { Desk } from '@sallyport/core';
import type { ViewContext } from '@sallyport/inbox';
import { Failure } from './errors.js';
import { EXIT } from './exit.js';

/** A passkey that a phone has just made, and what its screen and this terminal both show. */
export interface Pairing {
  readonly code: string;
  readonly name: string;
  readonly public: string;
  readonly passkey: { readonly credential: string; readonly rp: string; readonly origin: string };
}

export interface PageOptions {
  /** Without a key: what is signed is signed on the phone. */
  readonly desk: Desk;
  readonly known: ViewContext['known'];
  readonly contacts?: ViewContext['contacts'];
  readonly port?: number;
  readonly host?: string;
  readonly publicUrl?: string;
  readonly webhook?: string;
  readonly signal: AbortSignal;
  /** Has a passkey enrolled, or not. The phone waits for the answer. */
  readonly enrol: (pairing: Pairing) => Promise<boolean>;
}

export interface Page {
  readonly url: string;
  /** Good once, and for a short time. */
  readonly pairingLink: string;
  /** Resolves when the page is closed. */
  readonly closed: Promise<void>;
}

type Serve = (options: PageOptions) => Promise<Page>;

/** Throws `Failure` where the installed inbox has no page. */
export async function openPage(options: PageOptions): Promise<Page> {
  const web: object = await import('@sallyport/inbox/web');
  if (!('serve' in web) || typeof web.serve !== 'function')
    throw new Failure(EXIT.failed, 'the installed @sallyport/inbox has no page to serve: update it');
  // `as`: the face of the page, as this file says it
  return (web.serve as Serve)(options);
}
