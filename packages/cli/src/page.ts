// The page, as the command sees it: the one place that knows what `@sallyport/inbox/web` is given and gives back.
import type { Desk, Id } from '@sallyport/core';
import type { ViewContext } from '@sallyport/inbox';
import { Failure } from './errors.js';
import { EXIT } from './exit.js';

/** A passkey that a device has just made. Its screen shows the same code as this terminal. */
export interface Enrolment {
  readonly code: string;
  readonly name: string;
  readonly public: string;
  readonly passkey: { readonly credential: string; readonly rp: string; readonly origin: string };
}

export interface PageOptions {
  /** Without a key: what is signed is signed on the device. */
  readonly desk: Desk;
  readonly known: ViewContext['known'];
  readonly contacts?: ViewContext['contacts'];
  readonly port?: number;
  readonly host?: string;
  readonly publicUrl?: string;
  /** Returns the id of the key that was enrolled; rejects where the person says no. */
  readonly enrol: (wanted: Enrolment) => Promise<Id>;
}

export interface Page {
  readonly origin: string;
  /** Good once, and for a short time. */
  readonly pair: () => string;
  readonly close: () => Promise<void>;
}

export interface Notify {
  readonly url: string;
  readonly desk: Desk;
  readonly secret?: string;
  readonly signal: AbortSignal;
  readonly onFault: (fault: Error) => void;
}

/** What of the page's face is used here. */
interface Web {
  readonly Door: new (options: Pick<PageOptions, 'desk' | 'enrol'> & { readonly origin: string }) => Door;
  readonly reviewApp: (options: Pick<PageOptions, 'desk' | 'known' | 'contacts'> & { readonly door: Door }) => unknown;
  readonly serve: (
    options: Pick<PageOptions, 'port' | 'host' | 'publicUrl'> & { readonly app: (origin: string) => unknown },
  ) => Promise<{ readonly origin: string; readonly close: () => Promise<void> }>;
  readonly notify: (options: Notify) => Promise<void>;
}
interface Door {
  readonly pair: () => { readonly url: string };
  readonly close: () => void;
}

/** Throws `Failure` where the installed inbox has no page. */
export async function openPage({ desk, known, contacts, enrol, ...where }: PageOptions): Promise<Page> {
  const { Door, reviewApp, serve } = await face();
  let door: Door | undefined;
  const app = (origin: string): unknown => {
    door = new Door({ desk, origin, enrol });
    return reviewApp({ desk, door, known, ...(contacts && { contacts }) });
  };
  const { origin, close } = await serve({ ...where, app });
  return {
    origin,
    pair: () => door!.pair().url,
    close: async () => {
      door?.close();
      await close();
    },
  };
}

/** Tells an address of the person's own that something waits, and nothing else, until the signal aborts. */
export const notifyAt = async (options: Notify): Promise<void> => (await face()).notify(options);

async function face(): Promise<Web> {
  const web: object = await import('@sallyport/inbox/web');
  if (['Door', 'reviewApp', 'serve', 'notify'].every((name) => name in web))
    // `as`: the face of the page, as this file says it
    return web as Web;
  throw new Failure(EXIT.failed, 'the installed @sallyport/inbox has no page to serve: update it');
}
