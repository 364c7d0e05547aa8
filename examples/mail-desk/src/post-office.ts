// An SMTP server on this machine that keeps what arrives, as it arrived: the world that the executor writes to.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { SmtpOptions } from '@sallyport/tools/send';

/** One mail that arrived, decoded. `to` is the envelope's, `header` the header's. */
export interface Arrived {
  readonly to: readonly string[];
  readonly header: string;
  readonly id: string;
  readonly subject: string;
  readonly body: string;
}

type Done = (error?: Error | null) => void;

export class PostOffice implements AsyncDisposable {
  readonly arrived: Arrived[] = [];
  readonly #server: SMTPServer;
  #held: Done[] | undefined;
  #onHeld: (() => void) | undefined;

  private constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      closeTimeout: 100,
      onData: (stream, session, done) => void this.#take(stream, session).then(() => this.#answer(done), done),
    });
    // a client that is killed in the middle of a mail is nothing to end for
    this.#server.on('error', () => undefined);
  }

  static async open(): Promise<PostOffice> {
    const office = new PostOffice();
    office.#server.listen(0, '127.0.0.1');
    await once(office.#server.server, 'listening');
    return office;
  }

  get options(): SmtpOptions {
    // `as`: it listens on TCP, so its address is one
    const { port } = this.#server.server.address() as AddressInfo;
    return { host: '127.0.0.1', port, tls: 'none' };
  }

  /** From now on mail is taken, but its sender gets no answer. Resolves when the first one waits for it. */
  hold(): Promise<void> {
    this.#held = [];
    return new Promise((resolve) => (this.#onHeld = resolve));
  }
  /** Answers whoever still waits, and everybody after them. */
  release(): void {
    for (const done of this.#held ?? []) done();
    this.#held = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.release();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #take(stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    const to = envelope.rcptTo.map(({ address }) => address);
    this.arrived.push({ to, ...read(Buffer.concat(chunks).toString('latin1')) });
  }

  #answer(done: Done): void {
    if (this.#held === undefined) return done();
    this.#held.push(done);
    this.#onHeld?.();
  }
}

/** The fields of a mail in plain text, base64 (RFC 2045) and encoded words (RFC 2047): what our senders write. */
function read(mail: string): Omit<Arrived, 'to'> {
  const end = mail.indexOf('\r\n\r\n');
  const head = mail.slice(0, end).replace(/\r\n[ \t]/g, ' ');
  const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? '';
  const body = Buffer.from(mail.slice(end + 4), 'base64').toString('utf8');
  return { header: field('To'), id: field('Message-ID'), subject: words(field('Subject')), body };
}

function words(text: string): string {
  const joined = text.replace(/\?= +=\?/g, '?==?');
  return joined.replace(/=\?utf-8\?B\?([^?]*)\?=/gi, (_, code: string) => Buffer.from(code, 'base64').toString('utf8'));
}
