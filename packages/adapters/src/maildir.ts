// The face of the maildir adapter: mail that a mail server has put into a folder.
export { maildir } from './maildir/channel.js';
export type { MaildirFault, MaildirOptions } from './maildir/options.js';
