// The page, as the command opens it. Whoever runs another command does not load it.
import type { Desk, Id } from '@sallyport/core';
import type { ViewContext } from '@sallyport/inbox';
import type { Enrolment, NotifyOptions } from '@sallyport/inbox/web';

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

/** Opens the page, and the way in for devices. */
export async function openPage({ desk, known, contacts, enrol, ...where }: PageOptions): Promise<Page> {
  const { Door, reviewApp, serve } = await import('@sallyport/inbox/web');
  let door: InstanceType<typeof Door> | undefined;
  const app = (origin: string): ReturnType<typeof reviewApp> => {
    door = new Door({ desk, origin, enrol });
    return reviewApp({ desk, origin, door, known, ...(contacts && { contacts }) });
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
export const notifyAt = async (options: NotifyOptions): Promise<void> =>
  (await import('@sallyport/inbox/web')).notify(options);
