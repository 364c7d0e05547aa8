// The driver on node-postgres (`pg`), which is loaded when the first store is opened and not before.
import { SallyportError } from '@sallyport/core/store';
import { DriverError, type Answer, type Connect, type Driver, type Statement } from './driver.js';
import type { Settings } from './options.js';

// Captured at load: a test that holds the timers in its hand must not hold the connection too.
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis;

/** A client of node-postgres: what its types say, and what they leave out. */
interface Client {
  readonly connection: { readonly stream: { destroy(): void } };
  connect(): Promise<unknown>;
  query(query: string | object): Promise<unknown>;
  end(): Promise<void>;
  on(event: 'error' | 'end' | 'notification', heard: () => void): unknown;
  ref(): void;
  unref(): void;
}

/** How connections to the server of these settings are made. Throws `BAD_OPTION` when `pg` is not installed. */
export async function nodePostgres(settings: Settings, load = () => import('pg')): Promise<Connect> {
  const { Client } = await loaded(load);
  return async (listener) => {
    // `as`: its types know less of it
    const client = new Client({
      host: settings.host,
      port: settings.port,
      database: settings.database,
      user: settings.user,
      password: settings.password(),
      ssl: settings.tls ?? false,
      application_name: 'sallyport',
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: settings.connectTimeout,
    }) as unknown as Client;
    const driver = new NodePostgres(client, settings.answerTimeout);
    client.on('notification', () => listener.notified());
    try {
      await client.connect();
    } catch (error) {
      driver.cut();
      throw connectError(error);
    }
    client.unref();
    return driver;
  };
}

async function loaded(load: () => Promise<typeof import('pg')>): Promise<typeof import('pg').default> {
  try {
    return (await load()).default;
  } catch (cause) {
    const why = "postgresStore() needs the package 'pg', which cannot be loaded: npm install pg";
    throw new SallyportError('BAD_OPTION', why, {}, { cause });
  }
}

class NodePostgres implements Driver {
  readonly #client: Client;
  readonly #answerTimeout: number;
  #last: Promise<unknown> = Promise.resolve();
  #asking = 0;
  #ended = false;

  constructor(client: Client, answerTimeout: number) {
    this.#client = client;
    this.#answerTimeout = answerTimeout;
    // Heard, so that a connection that breaks while nobody asks does not end the process.
    client.on('error', () => (this.#ended = true));
    client.on('end', () => (this.#ended = true));
  }

  get ended(): boolean {
    return this.#ended;
  }

  ask<T>({ name, text, values = [] }: Statement): Promise<Answer<T>> {
    return this.#wait(async () => {
      const query = { text, values: [...values], ...(name !== undefined && { name }) };
      // `as`: the rows are what the statement says
      const { rows, command } = (await this.#client.query(query)) as Answer<T>;
      return { rows, command };
    });
  }

  script(text: string): Promise<void> {
    return this.#wait(async () => void (await this.#client.query(text)));
  }

  async end(): Promise<void> {
    if (!this.#ended) await this.#wait(() => this.#client.end()).catch(() => this.cut());
    this.#ended = true;
  }

  cut(): void {
    this.#ended = true;
    // The socket itself: `end()` would wait for a server that may be gone.
    this.#client.connection.stream.destroy();
  }

  /** One after the other: a client that is asked too early only warns of it. */
  #wait<T>(asked: () => Promise<T>): Promise<T> {
    if (this.#asking++ === 0 && !this.#ended) this.#client.ref();
    const answer = this.#last.then(() => this.#send(asked));
    this.#last = answer
      .catch(() => undefined)
      .then(() => {
        if (--this.#asking === 0 && !this.#ended) this.#client.unref();
      });
    return answer;
  }

  /** A server that says nothing at all is given up: its answer could never be told from none. */
  async #send<T>(asked: () => Promise<T>): Promise<T> {
    if (this.#ended) throw new DriverError('the connection has ended', '', true);
    const timer = startTimer(() => this.cut(), this.#answerTimeout);
    try {
      return await asked();
    } catch (error) {
      throw driverError(error, this.#ended);
    } finally {
      stopTimer(timer);
    }
  }
}

/** Ended by an administrator, a crash, a time limit of the server's: it hangs up after it has said so. */
const HUNG_UP = /^(08|57P|25P03)/;
const FATAL = /^(FATAL|PANIC)$/;
const NO_SOCKET = /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET)/;

function driverError(error: unknown, ended: boolean): DriverError {
  const { message, code = '', severity = '' } = error as Thrown;
  const isLost = severity === '' ? ended || NO_SOCKET.test(code) : FATAL.test(severity) || HUNG_UP.test(code);
  return new DriverError(message, code, isLost, { cause: error });
}

/** Nothing was asked yet, so nothing can be lost. */
function connectError(error: unknown): DriverError {
  const { message, code } = error as Thrown;
  const said = message === 'timeout expired' ? 'ETIMEDOUT' : /terminated/.test(message) ? 'ECONNRESET' : '';
  return new DriverError(message, code ?? said, false, { cause: error });
}

/** What node-postgres throws: an Error, with a code where the server or the system gave one, a severity where the server did. */
type Thrown = Error & { readonly code?: string; readonly severity?: string };
