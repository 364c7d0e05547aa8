// serve as it runs in a terminal, and devices that come to its page with passkeys of their own.
import { PassThrough } from 'node:stream';
import { Device } from '../../inbox/src/web/door/authenticator.fixture.js';
import { until, type House } from './house.fixture.js';
import { main } from './run.js';

export interface Serving extends AsyncDisposable {
  readonly said: () => { readonly out: string; readonly err: string };
  /** The last link that was printed. */
  readonly link: () => Promise<string>;
  readonly type: (line: string) => void;
  /** Typed, and no Enter behind it. */
  readonly begin: (text: string) => void;
  /** Ctrl-C; and then the exit code. */
  readonly end: () => Promise<number>;
}

/** Somebody sits there, unless `attended` is false. */
export function serving(home: House, flags: readonly string[], attended = true): Serving {
  let [out, err] = ['', ''];
  const over = new AbortController();
  const input = Object.assign(new PassThrough(), { isTTY: attended });
  const code = main(['serve', '--port', '0', ...flags], {
    input,
    output: { isTTY: attended, write: (text) => void (out += text) },
    error: { isTTY: attended, write: (text) => void (err += text) },
    ...{ env: { NO_COLOR: '1' }, cwd: home.folder, signal: over.signal },
  });
  const end = (): Promise<number> => {
    over.abort();
    return code;
  };
  return {
    said: () => ({ out, err }),
    link: () => until(async () => out.match(/http\S+\/pair#[\w-]+/g)?.at(-1)),
    type: (line) => void input.write(`${line}\n`),
    begin: (text) => void input.write(text),
    end,
    [Symbol.asyncDispose]: async () => void (await end()),
  };
}

/** What the page answers. */
export interface Answer {
  readonly status: number;
  readonly cookie: string;
  // what a test reads of it
  readonly body: { readonly [name: string]: string } & {
    readonly options: { readonly challenge: string };
    readonly error: { readonly message: string };
    readonly done: boolean;
  };
}

/** A device at the other end of a link, as the page's script would speak. */
export class Visitor {
  readonly origin: string;
  readonly device: Device;
  readonly #token: string;
  #attempt = '';
  #session: Readonly<Record<string, string>> = {};

  constructor(link: string) {
    this.origin = new URL(link).origin;
    this.device = new Device(this.origin);
    this.#token = new URL(link).hash.slice(1);
  }

  async post(path: string, body: unknown): Promise<Answer> {
    const headers = { origin: this.origin, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
    const answer = await fetch(new URL(path, this.origin), {
      ...{ method: 'POST', headers: { ...headers, ...this.#session }, body: JSON.stringify(body) },
    });
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0]!;
    return { status: answer.status, cookie, body: (await answer.json()) as Answer['body'] };
  }
  /** Opens the link. */
  async begin(): Promise<Answer> {
    return this.post('/pair/begin', { token: this.#token });
  }
  /** Opens it and makes the passkey: `{ code, command }`. */
  async pair(): Promise<Answer['body']> {
    const { body } = await this.begin();
    this.#attempt = body['attempt']!;
    const response = this.device.create(body.options.challenge);
    return (await this.post('/pair/finish', { attempt: this.#attempt, response })).body;
  }
  /** Waits until the passkey counts, and is in then. */
  async enter(): Promise<Answer> {
    const answer = await this.post('/pair/enter', { attempt: this.#attempt });
    if (answer.cookie !== '') await this.#take(answer.cookie);
    return answer;
  }
  /** Approves with a touch. */
  async approve(id: string, digest: string): Promise<Answer> {
    const fields = [
      ['id', id],
      ['digest', digest],
    ];
    const { body } = await this.post('/acts/prepare', { act: 'approve', fields });
    // `as`: what a browser hands over
    const { response } = this.device.get(body['challenge']!) as { readonly response: object };
    const [{ key }] = body['allowCredentials'] as unknown as readonly [{ readonly key: string }];
    return this.post('/acts/submit', { bytes: body['bytes'], key, assertion: response });
  }

  async #take(cookie: string): Promise<void> {
    const page = await (await fetch(this.origin, { headers: { cookie } })).text();
    const [, csrf = ''] = /data-csrf="([^"]*)"/.exec(page) ?? [];
    this.#session = { cookie, 'x-sallyport-csrf': csrf };
  }
}
