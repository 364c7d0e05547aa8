// serve: the desk as a page; pairs phones, and has the owner's key sign for their passkeys.
import { once } from 'node:events';
import { openDesk, type Desk, type Id } from '@sallyport/core';
import { quoted, render } from '@sallyport/inbox';
import type { Enrolment, Page, PageOptions } from '@sallyport/inbox/web';
import { renderUnicodeCompact } from 'uqr';
import { agrees } from '../ask.js';
import type { Call, Run } from '../command.js';
import { Failure, Usage } from '../errors.js';
import { EXIT } from '../exit.js';
import { isAttended } from '../io.js';
import { knownTo, signing, type Seat } from '../open.js';

export const run: Run = (call) => {
  const { given, io } = call;
  if (!isAttended(io) && !given.has('yes'))
    throw new Usage('a phone is paired by somebody at this terminal: start it in one, or say --yes', 'serve');
  const [where, webhook] = [placeOf(call), urlOf(call, 'webhook')];
  return signing(call, async (seat) => {
    const { root, store, person } = seat;
    // without a key: the page can ask for signatures, and make none
    await using desk = await openDesk({ root, store, person: { name: person } });
    const { known, contacts } = await knownTo(seat);
    const enrol = enroller(call, seat);
    // whoever runs another command does not load it
    const { openPage } = await import('@sallyport/inbox/web');
    const page = await openPage({ ...where, desk, known, ...(contacts && { contacts }), enrol });
    try {
      tell(call, page);
      const over = io.signal.aborted ? Promise.resolve() : once(io.signal, 'abort');
      await Promise.race([over, ...(webhook === undefined ? [] : [notified(call, desk, webhook)])]);
    } finally {
      await page.close();
    }
    return EXIT.done;
  });
};

function placeOf(call: Call): Pick<PageOptions, 'port' | 'host' | 'publicUrl'> {
  const { given } = call;
  const [port, host] = [given.count('port'), given.text('host')];
  if (port !== undefined && port > 65_535) throw new Usage('--port takes a number from 1 to 65535', 'serve');
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
  throw new Usage(`--${flag} takes a URL, and not '${url}'`, 'serve');
}

async function notified({ io, print }: Call, desk: Desk, url: string): Promise<void> {
  const { notify } = await import('@sallyport/inbox/web');
  const secret = io.env['SALLYPORT_WEBHOOK_SECRET'];
  const onFault = ({ message }: Error): void => print.warn(message);
  return notify({ url, desk, signal: io.signal, onFault, ...(secret && { secret }) });
}

function tell({ print }: Call, page: Page): void {
  const [{ origin }, { url: link }] = [page, page.pair()];
  if (print.json) {
    print.data({ url: origin, pairingLink: link });
    return;
  }
  print.line(`your desk is at ${render(origin)}`, 'good');
  print.line('to pair a phone or a browser, once, open this link there:');
  print.line(`  ${render(link)}`, 'strong');
  const rows = renderUnicodeCompact(link, { border: 2 }).split('\n');
  // white on black, whatever the terminal's own colours are
  print.screen(rows.map((row) => (print.color ? `\u001b[97;40m${row}\u001b[0m` : row)));
  print.line('Ctrl-C closes it.', 'dim');
}

/** Asks for each passkey, with the code that the phone shows; under `--yes` takes the first one. */
function enroller(call: Call, { desk }: Seat): (wanted: Enrolment) => Promise<Id> {
  const { given, io, print } = call;
  let isFirst = true;
  return async ({ code, name, public: spki, passkey }) => {
    const unasked = given.has('yes') && isFirst;
    isFirst = false;
    const question = `a passkey wants to decide as ${quoted(name)}. Does its screen show ${render(code)}?`;
    if (!unasked && (!isAttended(io) || !(await agrees(io, question)))) {
      print.note('it was not enrolled', 'warn');
      throw new Failure(EXIT.refused, 'the person at the terminal said no');
    }
    const id = await desk.enrol({ name, public: spki, passkey });
    print.note(`the passkey ${render(id)} of ${quoted(name)} may decide from now on`, 'good');
    return id;
  };
}
