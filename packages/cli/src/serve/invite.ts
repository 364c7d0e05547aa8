// The link for one device, as it stands in the owner's terminal: once as text, once to be photographed.
import { render } from '@sallyport/inbox';
import type { Page } from '@sallyport/inbox/web';
import { renderUnicodeCompact } from 'uqr';
import type { Call } from '../command.js';

/** Makes a link and prints it. `more`: can there be another one? */
export function invite({ print }: Call, page: Page, more: boolean): void {
  const { url: link, expires } = page.pair();
  if (print.json) {
    print.data({ url: page.origin, pairingLink: link, expires });
    return;
  }
  const until = new Date(expires).toTimeString().slice(0, 5);
  print.line(`to pair a device, open this link on it. It works once, and until ${until}:`);
  print.line(`  ${render(link)}`, 'strong');
  const rows = renderUnicodeCompact(link, { border: 2 }).split('\n');
  // white on black, whatever the terminal's own colours are
  print.screen(rows.map((row) => (print.color ? `\u001b[97;40m${row}\u001b[0m` : row)));
  print.line(`${more ? 'Enter makes a link for another device. ' : ''}Ctrl-C closes the desk.`, 'dim');
}
