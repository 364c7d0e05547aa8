// The desk as a page: the browser signs with a passkey, and this process, which draws it, can sign nothing itself.
import { once } from 'node:events';
import { openDesk } from '@sallyport/core';
import { openPage, type PageOptions } from '@sallyport/inbox/web';
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
  const where = port === undefined ? {} : { port };
  // one link, and so one passkey, without a question: whoever has it has read it here, in the owner's terminal
  const enrol: PageOptions['enrol'] = async (passkey, code) => {
    const id = await house.desk.enrol(passkey);
    say(`paired: the browser with the code ${code} decides for ${passkey.name} from now on.`);
    return id;
  };
  await using page = await openPage({ desk, known, contacts: CONTACTS, enrol, ...where });
  say(`your desk is at ${page.origin}. Open this link once, in the browser that you want to review with:`);
  say(`  ${page.pair().url}`);
  say('Ctrl-C ends your sitting, and the summary follows.');
  if (!signal.aborted) await once(signal, 'abort');
}
