// How mail leaves: the embedded server, or one of the owner's own, by its URL.
import type { SmtpOptions } from '@sallyport/tools/send';
import { Usage } from './flags.js';
import { DESK_ADDRESS, FILES_ADDRESS } from './names.js';

export interface Outlet {
  readonly smtp: SmtpOptions;
  /** The address that mail comes from. */
  readonly from: string;
  /** Where the acting agent files what it was handed, unread. */
  readonly files: string;
}

export const embedded = (smtp: SmtpOptions): Outlet => ({ smtp, from: DESK_ADDRESS, files: FILES_ADDRESS });

/**
 * `smtp://host` encrypts by STARTTLS, `smtps://host` from the first byte; on this very machine, without a user, neither.
 * `password`: where the URL has a user and no password, which everybody who lists the processes could read.
 */
export function ownOutlet(
  url: string,
  from: string | undefined,
  password = process.env['SMTP_PASSWORD'] ?? '',
): Outlet {
  if (from === undefined)
    throw new Usage('--smtp needs --from ADDRESS: the address that your server lets you send from');
  const { protocol, hostname, port, username, password: inUrl } = parsed(url);
  const isLocal = (hostname === 'localhost' || hostname === '127.0.0.1') && username === '';
  const tls = protocol === 'smtps:' ? 'implicit' : isLocal ? 'none' : 'starttls';
  const pass = inUrl === '' ? password : decodeURIComponent(inUrl);
  const auth = username === '' ? {} : { auth: { user: decodeURIComponent(username), pass } };
  return { from, files: from, smtp: { host: hostname, tls, ...(port !== '' && { port: Number(port) }), ...auth } };
}

function parsed(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // a scheme that URL does not know has its host only behind two slashes
  if (url === undefined || url.hostname === '' || !['smtp:', 'smtps:'].includes(url.protocol)) {
    throw new Usage(`--smtp takes a URL such as smtps://user:password@mail.example.com, and this is none`);
  }
  return url;
}
