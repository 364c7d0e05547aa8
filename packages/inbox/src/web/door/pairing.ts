// Pairing: a link, used once, lets one device make a passkey, and a person with a key file says whether it counts.
import { SallyportError, type Clock, type Id } from '@sallyport/core';
import { Hono, type Context } from 'hono';
import { barePage } from './bare-page.js';
import { PAIR } from './client.js';
import type { DoorDesk, DoorOptions, Pairing } from './door-options.js';
import { nonceOf } from './headers.js';
import { pairingCode, readRegistration, registration, type Place } from './passkey.js';
import { fieldsOf, told } from './posted.js';
import { hashOf, newSecret } from './secrets.js';

/** A link, and what was begun with it, is good for so long, in milliseconds. */
export const PAIRING_LIFE = 10 * 60_000;
const MOST_LINKS = 20;
/** How long a device is left waiting before it asks again. */
const PATIENCE = 20_000;

interface Attempt {
  readonly expires: number;
  challenge?: string;
  /** The key's id once it counts; `undefined` when `signal` aborts before that. */
  key?: (signal: AbortSignal) => Promise<Id | undefined>;
}

interface PairingsOptions extends Place, Pick<DoorOptions, 'enrol' | 'handOver'> {
  readonly desk: DoorDesk;
  readonly clock: Clock;
}

/** The links that were handed out, and the devices that came by one. Both are kept by their hash. */
export class Pairings {
  readonly #options: PairingsOptions;
  readonly #links = new Map<string, Attempt>();
  readonly #attempts = new Map<string, Attempt>();

  constructor(options: PairingsOptions) {
    this.#options = options;
  }

  /** Is the key that enrols somewhere else? */
  get isElsewhere(): boolean {
    return this.#options.enrol === undefined && this.#options.handOver !== undefined;
  }

  invite(): Pairing {
    const { enrol, handOver } = this.#options;
    if (enrol === undefined && handOver === undefined)
      throw new SallyportError(
        'BAD_OPTION',
        'no device can be paired here: give enrol(), or handOver() where the owner’s key is elsewhere',
      );
    const token = newSecret();
    const expires = this.#options.clock.now() + PAIRING_LIFE;
    keep(this.#links, hashOf(token), { expires });
    return { url: `${this.#options.origin}/pair#${token}`, expires };
  }

  /** The first device to come with a link has it; it may try again, and nobody else. */
  async begin({ token, attempt }: { readonly token?: string; readonly attempt?: string }): Promise<unknown> {
    const id = attempt ?? newSecret();
    if (token !== undefined) keep(this.#attempts, hashOf(id), this.#take(token));
    const mine = this.#attempt(id);
    const { desk } = this.#options;
    const options = await registration(this.#options, desk.person, await credentialsOf(desk, this.#options));
    mine.challenge = options.challenge;
    return { attempt: id, options };
  }

  /** The passkey is made: whoever holds the key file is asked, here or by a command, and the code is shown on both sides. */
  async finish(attempt: string, response: unknown): Promise<{ readonly code: string; readonly command?: string }> {
    const mine = this.#attempt(attempt);
    const { challenge } = mine;
    delete mine.challenge;
    const { enrol, handOver, desk, rpId: rp, origin } = this.#options;
    if (challenge === undefined || mine.key !== undefined) throw over();
    const { credential, public: spki } = await readRegistration(this.#options, challenge, response);
    if (mine.key !== undefined) throw over();
    const wanted = { name: desk.person, public: spki, passkey: { credential, rp, origin } };
    const code = pairingCode(spki);
    if (enrol === undefined) {
      mine.key = (signal) => enrolled(desk, spki, signal);
      // one of the two is there, or there were no links
      return { code, command: handOver!(wanted, code) };
    }
    const enrolling = enrol(wanted, code).catch(refused);
    enrolling.catch(() => undefined);
    mine.key = () => enrolling;
    return { code };
  }

  /** The key's id once it counts; `undefined` while nobody has answered. An attempt lets in once. */
  async enter(attempt: string): Promise<Id | undefined> {
    const { key } = this.#attempt(attempt);
    if (key === undefined) throw over();
    const stop = new AbortController();
    const patience = this.#options.clock.sleep(PATIENCE, stop.signal).catch(() => undefined);
    const id = await Promise.race([key(stop.signal), patience]).finally(() => stop.abort());
    if (id !== undefined && !this.#attempts.delete(hashOf(attempt))) throw over();
    return id ?? undefined;
  }

  #take(token: string): Attempt {
    const link = this.#links.get(hashOf(token));
    this.#links.delete(hashOf(token));
    if (link === undefined || link.expires <= this.#options.clock.now()) throw over();
    return { expires: link.expires };
  }
  #attempt(id: string): Attempt {
    const mine = this.#attempts.get(hashOf(id));
    if (mine === undefined || mine.expires <= this.#options.clock.now()) throw over();
    return mine;
  }
}

export function pairRoutes(pairings: Pairings, welcome: (c: Context, key: Id) => void): Hono {
  const app = new Hono();
  const main = pairings.isElsewhere ? ELSEWHERE + MAIN : MAIN;
  app.get('/pair', (c) => c.html(barePage({ title: 'Pair this device', nonce: nonceOf(c), main, script: PAIR })));
  app.post('/pair/begin', async (c) => {
    const { token, attempt } = fieldsOf(await c.req.json());
    if (typeof token === 'string') return c.json(await pairings.begin({ token }));
    if (typeof attempt === 'string') return c.json(await pairings.begin({ attempt }));
    throw over();
  });
  app.post('/pair/finish', async (c) => {
    const { attempt, response } = fieldsOf(await c.req.json());
    return c.json(await pairings.finish(String(attempt), response));
  });
  app.post('/pair/enter', async (c) => {
    const { attempt } = fieldsOf(await c.req.json());
    const key = await pairings.enter(String(attempt));
    if (key !== undefined) welcome(c, key);
    return c.json({ done: key !== undefined });
  });
  app.onError(told);
  return app;
}

const ELSEWHERE = `<p>The owner of this desk has to let your passkey count: once it is made, you are given a command for them to run.</p>
`;
const MAIN = `<p>This device makes a passkey, and signs with it what you decide. It does not leave the device, or your password manager.</p>
<p><button class="btn yes" id="go" disabled>Make a passkey</button></p>
<p id="said" role="status" aria-live="polite"></p>
<noscript><p>Pairing needs JavaScript: the passkey is made by the page.</p></noscript>`;

async function credentialsOf(desk: DoorDesk, { rpId }: Place): Promise<string[]> {
  const mine = (await desk.people()).find(({ name }) => name === desk.person)?.keys ?? [];
  return mine.flatMap(({ passkey, isRevoked }) =>
    passkey === undefined || isRevoked || passkey.rp !== rpId ? [] : [passkey.credential],
  );
}

/** What the device is told: our own faults in their words, and otherwise that it was not let in. */
function refused(error: unknown): never {
  if (SallyportError.isInstance(error)) throw error;
  const why = 'this passkey was not let in: whoever was asked said no, or that failed. Ask for a new link';
  throw new SallyportError('NOT_ALLOWED', why, {}, { cause: error });
}

/** Waits until somebody elsewhere has enrolled this very key for the desk's person. */
async function enrolled(desk: DoorDesk, spki: string, signal: AbortSignal): Promise<Id | undefined> {
  const look = async (): Promise<Id | undefined> =>
    (await desk.people())
      .find(({ name }) => name === desk.person)
      ?.keys.find((key) => key.public === spki && !key.isRevoked)?.id;
  let id = await look();
  if (id === undefined)
    for await (const _ of desk.watch({ signal })) if ((id = await look()) !== undefined || signal.aborted) break;
  return id;
}

function keep(kept: Map<string, Attempt>, hash: string, one: Attempt): void {
  kept.set(hash, one);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_LINKS) return;
    kept.delete(oldest);
  }
}

const over = (): SallyportError =>
  new SallyportError('NOT_ALLOWED', 'this pairing link was used, or its time is over: ask for a new one');
