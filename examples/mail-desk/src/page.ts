// The desk as a page: the browser signs with a passkey, and this process, which draws it, can sign nothing itself.
import { once } from 'node:events';
import { openDesk } from '@sallyport/core';
import { Door, reviewApp, serve, type Enrolment } from '@sallyport/inbox/web';
import { CONTACTS, OWNER } from './names.js';
import type { Say, Stage } from './stage.js';

/** What the page is opened with. `desk`: the owner's own, whose key file signs for the first passkey, and for nothing else. */
export interface PageHouse extends Pick<Stage, 'root' | 'store' | 'desk'> {
  readonly say: Say;
  readonly known: readonly string[];
  readonly port?: number;
}

/** Serves the desk until the signal aborts. */
export async function reviewOnPage(house: PageHouse, signal: AbortSignal): Promise<void> {
  const { root, store, known, say, port } = house;
  await using desk = await openDesk({ root, store, person: { name: OWNER } });
  let door: Door | undefined;
  const app = (origin: string): ReturnType<typeof reviewApp> => {
    door = new Door({ desk, origin, enrol: enroller(house) });
    return reviewApp({ desk, origin, door, known, contacts: CONTACTS });
  };
  await using served = await serve({ app, ...(port !== undefined && { port }) });
  say(`your desk is at ${served.origin}. Open this link once, in the browser that you want to review with:`);
  say(`  ${door!.pair().url}`);
  say('Ctrl-C ends your sitting, and the summary follows.');
  if (!signal.aborted) await once(signal, 'abort');
  door!.close();
}

/** One passkey is taken: whoever has the link has read it here, in the owner's terminal. */
function enroller({ desk, say }: PageHouse): (wanted: Enrolment) => Promise<string> {
  let taken = false;
  return async ({ code, name, public: spki, passkey }) => {
    if (taken) throw new Error('the link was used');
    taken = true;
    const id = await desk.enrol({ name, public: spki, passkey });
    say(`paired: the browser with the code ${code} decides for ${name} from now on.`);
    return id;
  };
}
