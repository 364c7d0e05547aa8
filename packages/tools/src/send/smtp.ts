// Hands a finished mail to an SMTP server (RFC 5321): one connection, one mail, one recipient.
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { SallyportError } from '@sallyport/core';
import type { MailOperations, OutgoingMail } from './operations.js';

/** The server that takes mail over. */
export interface SmtpOptions {
  readonly host: string;
  /** Unsaid: 587, with `tls: 'implicit'` 465, with `tls: 'none'` 25. */
  readonly port?: number;
  /**
   * `starttls` (unsaid): asks the server to encrypt, and sends nothing to one that cannot. `implicit`: encrypted from the
   * first byte. `none`: in the clear, for a server on this machine. Certificates are always verified.
   */
  readonly tls?: 'starttls' | 'implicit' | 'none';
  readonly auth?: { readonly user: string; readonly pass: string };
  /** Milliseconds to wait for the server at each step. Unsaid: 30,000. */
  readonly timeout?: number;
}

const PORTS = { starttls: 587, implicit: 465, none: 25 } as const;

/** @throws SallyportError `BAD_OPTION`. */
export function smtpOperations(options: SmtpOptions): MailOperations {
  const { host, tls = 'starttls', timeout = 30_000, auth } = options;
  if (typeof host !== 'string' || host === '') throw bad('host', 'the name of the SMTP server');
  if (!Object.hasOwn(PORTS, tls)) throw bad('tls', "'starttls', 'implicit' or 'none'");
  if (auth !== undefined && tls === 'none')
    throw bad('auth', "left out with tls: 'none': a password in the clear is everybody's");
  const { port = PORTS[tls] } = options;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw bad('port', 'a port, 1 to 65535');
  if (!Number.isFinite(timeout) || timeout < 1) throw bad('timeout', 'a number of milliseconds');
  const settings = {
    ...{ host, port, secure: tls === 'implicit', requireTLS: tls === 'starttls', ignoreTLS: tls === 'none' },
    ...{ connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: timeout, dnsTimeout: timeout },
  };
  return Object.freeze<MailOperations>({
    deliver: (mail, signal) => {
      // Said in EHLO; unsaid, it would be the name of this machine.
      const name = mail.from.slice(mail.from.lastIndexOf('@') + 1);
      return carry(new SMTPConnection({ ...settings, name }), { mail, auth, signal });
    },
  });
}

interface Errand {
  readonly mail: OutgoingMail;
  readonly auth: SmtpOptions['auth'];
  readonly signal: AbortSignal;
}

async function carry(connection: SMTPConnection, { mail, auth, signal }: Errand): Promise<void> {
  signal.throwIfAborted();
  const over = new AbortController();
  const broken = new Promise<never>((_, reject) => {
    // Stays: a connection may complain after it is closed, and an 'error' that nobody hears ends the process.
    connection.on('error', reject);
    connection.once('end', () => reject(new Error('the SMTP server closed the connection')));
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: over.signal });
  });
  broken.catch(() => {});
  try {
    await Promise.race([talk(connection, mail, auth), broken]);
    connection.quit();
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    over.abort();
  }
}

async function talk(connection: SMTPConnection, mail: OutgoingMail, auth: SmtpOptions['auth']): Promise<void> {
  await step((done) => connection.connect(done));
  if (auth !== undefined) await step((done) => connection.login({ user: auth.user, pass: auth.pass }, done));
  const envelope = { from: mail.from, to: [mail.to], size: mail.bytes.length };
  await step((done) => connection.send(envelope, Buffer.from(mail.bytes), done));
}

const step = (start: (done: (error?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));

const bad = (option: string, remedy: string): SallyportError =>
  new SallyportError('BAD_OPTION', `emailSender: smtp.${option} must be ${remedy}`, { option });
