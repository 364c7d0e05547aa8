// Pairing: a link, used once, lets one device make a passkey, and a person with a key file says whether it counts.
import { SallyportError, type Clock, type Id } from '@sallyport/core';
import { Hono, type Context } from 'hono';
import { barePage } from './bare-page.js';
import { PAIR } from './client.js';
import type { DoorDesk, Enrolment, Pairing } from './door-options.js';
import { nonceOf } from './headers.js';
import { codeOf, readRegistration, registration, type Place } from './passkey.js';
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
  enrolling?: Promise<Id>;
}

interface PairingsOptions extends Place {
  readonly desk: DoorDesk;
  readonly clock: Clock;
  readonly enrol?: (wanted: Enrolment) => Promise<Id>;
}

/** The links that were handed out, and the devices that came by one. Both are kept by their hash. */
export class Pairings {
  readonly #options: PairingsOptions;
  readonly #links = new Map<string, Attempt>();
  readonly #attempts = new Map<string, Attempt>();

  constructor(options: PairingsOptions) {
    this.#options = options;
  }

  invite(): Pairing {
    if (this.#options.enrol === undefined)
      throw new SallyportError('BAD_OPTION', 'no device can be paired here: the door was made without enrol()');
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

  /** The passkey is made: whoever holds the key file is asked, and the code is shown on both sides. */
  async finish(attempt: string, response: unknown): Promise<{ readonly code: string }> {
    const mine = this.#attempt(attempt);
    const { challenge } = mine;
    delete mine.challenge;
    const { enrol, desk, rpId: rp, origin } = this.#options;
    if (challenge === undefined || enrol === undefined || mine.enrolling !== undefined) throw over();
    const { credential, public: spki } = await readRegistration(this.#options, challenge, response);
    if (mine.enrolling !== undefined) throw over();
    const code = codeOf(spki);
    mine.enrolling = enrol({ name: desk.person, public: spki, passkey: { credential, rp, origin }, code });
    mine.enrolling.catch(() => undefined);
    return { code };
  }

  /** The key's id once it counts; `undefined` while nobody has answered. An attempt lets in once. */
  async enter(attempt: string): Promise<Id | undefined> {
    const { enrolling } = this.#attempt(attempt);
    if (enrolling === undefined) throw over();
    const stop = new AbortController();
    const patience = this.#options.clock.sleep(PATIENCE, stop.signal).catch(() => undefined);
    const key = await Promise.race([enrolling, patience]).finally(() => stop.abort());
    if (key !== undefined && !this.#attempts.delete(hashOf(attempt))) throw over();
    return key ?? undefined;
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
  app.get('/pair', (c) => c.html(barePage({ title: 'Pair this device', nonce: nonceOf(c), main: MAIN, script: PAIR })));
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

function keep(kept: Map<string, Attempt>, hash: string, one: Attempt): void {
  kept.set(hash, one);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_LINKS) return;
    kept.delete(oldest);
  }
}

const over = (): SallyportError =>
  new SallyportError('NOT_ALLOWED', 'this pairing link was used, or its time is over: ask for a new one');
