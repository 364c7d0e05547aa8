// A way in for mail: every file that a mail server puts into a maildir is one delivery, whose sender nothing proves.
import { setTimeout as sleep } from 'node:timers/promises';
import { SallyportError, type Channel } from '@sallyport/core';
import { MailFolder } from './folder.js';
import { readOptions, type MaildirOptions } from './options.js';
import { Rounds } from './rounds.js';

/**
 * A channel over the maildir at `path`. The id of a delivery is the file's unique name, so two mails with one Message-ID
 * are two, and one file is one however often it is read. A delivered mail is moved to cur/ and marked as read. The
 * maildir is for the agent alone: what another mail program moves out of new/ first is not seen.
 *
 * Every delivery has proof `none`: all headers, Authentication-Results too, are text that came with the mail.
 *
 * @throws SallyportError `BAD_OPTION`; `listen()` rejects with it when there is no maildir at `path`.
 * @example
 * ```ts
 * import { maildir } from '@sallyport/adapters/maildir';
 *
 * const mail = maildir('./Mail', { name: 'mail', to: 'research_agent', unverified: 'low' });
 * ```
 */
export function maildir(path: string, options: MaildirOptions): Channel {
  const settings = readOptions(options);
  const { name, to, unverified, poll, limit } = settings;
  return Object.freeze<Channel>({
    name,
    to,
    unverified,
    listen: async (deliver, signal) => {
      const folder = new MailFolder(path, limit);
      const missing = await folder.missing();
      if (missing !== undefined) throw noMaildir(missing);
      const rounds = new Rounds(folder, settings, deliver);
      while (!signal.aborted) {
        await rounds.once(signal);
        await sleep(poll, undefined, { signal }).catch(() => {});
      }
    },
  });
}

function noMaildir(folder: string): SallyportError {
  return new SallyportError(
    'BAD_OPTION',
    `maildir: there is no folder ${JSON.stringify(folder)}: a maildir has new/, cur/ and tmp/; make them, or mend the path`,
    { folder },
  );
}
