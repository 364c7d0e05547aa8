// An SMTP server on this machine that keeps what arrives.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Arrived {
  readonly to: readonly string[];
  readonly body: string;
}

export class PostOffice implements AsyncDisposable {
  readonly arrived: Arrived[] = [];
  readonly #server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const mail = Buffer.concat(chunks).toString('latin1');
        // our senders write base64 (RFC 2045)
        const body = Buffer.from(mail.slice(mail.indexOf('\r\n\r\n') + 4), 'base64').toString('utf8');
        this.arrived.push({ to: envelope.rcptTo.map(({ address }) => address), body });
        done();
      });
    },
  });

  static async open(): Promise<PostOffice> {
    const office = new PostOffice();
    office.#server.listen(0, '127.0.0.1');
    await once(office.#server.server, 'listening');
    return office;
  }
  /** For `emailSender()`. */
  get smtp(): { readonly host: string; readonly port: number; readonly tls: 'none' } {
    // `as`: it listens on TCP, so its address is one
    return { host: '127.0.0.1', port: (this.#server.server.address() as AddressInfo).port, tls: 'none' };
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
