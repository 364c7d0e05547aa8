// serve: the desk as a page; pairs phones, and has the owner's key sign for their passkeys.
import { once } from 'node:events';
import { openDesk, type Desk } from '@sallyport/core';
import { render } from '@sallyport/inbox';
import type { PageOptions } from '@sallyport/inbox/web';
import type { Call, Run } from '../command.js';
import { Usage } from '../errors.js';
import { EXIT } from '../exit.js';
import { isAttended } from '../io.js';
import { Lines } from '../lines.js';
import { knownTo, owning } from '../open.js';
import { enrolElsewhere, enrolHere, isOwners, tellElsewhere } from '../serve/enrolling.js';
import { invite } from '../serve/invite.js';

export const run: Run = (call) => {
  const { given, io, print } = call;
  const [where, webhook] = [placeOf(call), urlOf(call, 'webhook') ?? io.env['SALLYPORT_WEBHOOK']];
  return owning(call, async (seat) => {
    const { root, store, person } = seat;
    const isAsked = isAttended(io) && !given.has('yes');
    if (isOwners(seat) && !isAsked && !given.has('yes'))
      throw new Usage('a phone is paired by somebody at this terminal: start it in one, or say --yes', 'serve');
    // without a key: the page can ask for signatures, and make none
    await using desk = await openDesk({ root, store, person: { name: person } });
    const { known, contacts } = await knownTo(seat);
    let more = (): void => undefined;
    using lines = isAsked ? new Lines(io, () => more()) : undefined;
    const enrolling = isOwners(seat)
      ? { enrol: enrolHere(call, seat, lines && ((question) => lines.ask(question))) }
      : { handOver: enrolElsewhere(call, seat) };
    // whoever runs another command does not load it
    const { openPage } = await import('@sallyport/inbox/web');
    await using page = await openPage({ ...where, desk, known, ...(contacts && { contacts }), ...enrolling });
    if (!print.json) print.line(`your desk is at ${render(page.origin)}`, 'good');
    if (!isOwners(seat)) tellElsewhere(call, seat);
    more = () => invite(call, page, isAsked);
    more();
    const over = io.signal.aborted ? Promise.resolve() : once(io.signal, 'abort');
    await Promise.race([over, ...(webhook === undefined ? [] : [notified(call, desk, webhook)])]);
    return EXIT.done;
  });
};

function placeOf(call: Call): Pick<PageOptions, 'port' | 'host' | 'publicUrl'> {
  const { given } = call;
  const port = given.text('port') === '0' ? 0 : given.count('port');
  const host = given.text('host');
  if (port !== undefined && port > 65_535) throw new Usage('--port takes a number up to 65535', 'serve');
  const publicUrl = urlOf(call, 'public-url');
  return {
    ...(port !== undefined && { port }),
    ...(host !== undefined && { host }),
    ...(publicUrl !== undefined && { publicUrl }),
  };
}

function urlOf({ given }: Call, flag: string): string | undefined {
  const url = given.text(flag);
  if (url === undefined || URL.canParse(url)) return url;
  // whoever has the address can send there: it is quoted nowhere
  if (flag === 'webhook') throw new Usage('--webhook takes a URL: https://…', 'serve');
  throw new Usage(`--${flag} takes a URL, and not '${url}'`, 'serve');
}

async function notified({ io, print }: Call, desk: Desk, url: string): Promise<void> {
  const { notify } = await import('@sallyport/inbox/web');
  const secret = io.env['SALLYPORT_WEBHOOK_SECRET'];
  const onFault = ({ message }: Error): void => print.warn(message);
  return notify({ url, desk, signal: io.signal, onFault, ...(secret && { secret }) });
}
