// The page, whole: a desk that is served, with a door in front of it and a way in for devices.
import { Door } from './door/door.js';
import { WAY_IN, type DoorOptions, type Pairing } from './door/door-options.js';
import { mustFit } from '../options.js';
import { PAGE, reviewApp, type ReviewAppOptions } from './review-app.js';
import { serve, WHERE, type Served, type ServeOptions } from './serve.js';

export type PageOptions = Omit<ReviewAppOptions, 'origin' | 'door' | 'clock'> &
  Pick<DoorOptions, 'enrol' | 'handOver'> &
  Omit<ServeOptions, 'app'>;

/** A page that is served. */
export interface Page extends Served {
  /** A link for one device, once. */
  pair(): Pairing;
}

/**
 * Serves a person's desk. `enrol` has the owner's key file sign for a device's passkey, once the person has compared the code;
 * `handOver`, where that key is elsewhere, says by which command.
 *
 * @throws SallyportError as `serve()` does.
 * @example
 * ```ts
 * import { openDesk, type Desk, type TrustRootJson } from '@sallyport/core';
 * import type { Store } from '@sallyport/core/store';
 * import { openPage } from '@sallyport/inbox/web';
 *
 * declare const root: TrustRootJson, store: Store, owner: Desk;
 * declare function agrees(question: string): Promise<boolean>;
 * const desk = await openDesk({ root, store, person: { name: 'alice' } });
 * const page = await openPage({
 *   desk,
 *   enrol: async (passkey, code) => {
 *     if (!(await agrees(`does the device show ${code}?`))) throw new Error('the person said no');
 *     return owner.enrol(passkey);
 *   },
 * });
 * console.log(page.origin, page.pair().url);
 * ```
 */
export async function openPage(options: PageOptions): Promise<Page> {
  mustFit('openPage()', options, { ...PAGE, ...WAY_IN, ...WHERE });
  const { desk, known, contacts, enrol, handOver, ...where } = options;
  let door: Door | undefined;
  const app = (origin: string): ReturnType<typeof reviewApp> => {
    door = new Door({ desk, origin, ...(enrol && { enrol }), ...(handOver && { handOver }) });
    return reviewApp({ desk, origin, door, ...(known && { known }), ...(contacts && { contacts }) });
  };
  const { origin, port, close } = await serve({ ...where, app });
  const shut = async (): Promise<void> => {
    door?.close();
    await close();
  };
  // serve() has asked for the app before it returned
  return { origin, port, pair: () => door!.pair(), close: shut, [Symbol.asyncDispose]: shut };
}
