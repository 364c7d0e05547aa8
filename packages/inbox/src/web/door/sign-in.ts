// Signing in: a passkey of the desk's person signs a random challenge, once.
import { type Clock, type Id, type Passkey, SallyportError } from '@sallyport/core';
import { Hono, type Context } from 'hono';
import type { DoorDesk, DoorKey } from './door-options.js';
import { checkAssertion, type Place } from './passkey.js';
import { fieldsOf, told } from './posted.js';
import { signInPage } from './refuse.js';
import { newSecret } from './secrets.js';

/** A challenge is good for so long, in milliseconds. */
const CHALLENGE_LIFE = 3 * 60_000;
const MOST_CHALLENGES = 100;

interface SignInsOptions extends Place {
  readonly desk: DoorDesk;
  readonly clock: Clock;
}

export class SignIns {
  readonly #options: SignInsOptions;
  readonly #challenges = new Map<string, number>();

  constructor(options: SignInsOptions) {
    this.#options = options;
  }

  async begin(): Promise<unknown> {
    const challenge = newSecret();
    this.#challenges.set(challenge, this.#options.clock.now() + CHALLENGE_LIFE);
    for (const oldest of this.#challenges.keys()) {
      if (this.#challenges.size <= MOST_CHALLENGES) break;
      this.#challenges.delete(oldest);
    }
    const passkeys = await this.#passkeys();
    const allowCredentials = passkeys.map(({ passkey }) => ({ type: 'public-key', id: passkey.credential }));
    return { challenge, rpId: this.#options.rpId, allowCredentials };
  }

  /** The key that signed. Throws `BAD_EVIDENCE`, `NOT_ALLOWED`. */
  async finish(challenge: string, response: unknown): Promise<Id> {
    const until = this.#challenges.get(challenge);
    this.#challenges.delete(challenge);
    if (until === undefined || until <= this.#options.clock.now())
      throw new SallyportError('NOT_ALLOWED', 'this sign-in was used, or its time is over: try again');
    const { id } = fieldsOf(response);
    const key = (await this.#passkeys()).find(({ passkey }) => passkey.credential === id);
    if (key === undefined)
      throw new SallyportError('NOT_ALLOWED', 'this passkey is not enrolled here, or was revoked: pair this device');
    const { credential } = key.passkey;
    await checkAssertion(this.#options, { credential, public: key.public }, { challenge, response });
    return key.id;
  }

  /** Of this person, made at this very address, and in force. */
  async #passkeys(): Promise<readonly (DoorKey & { readonly passkey: Passkey })[]> {
    const { desk, origin, rpId } = this.#options;
    const mine = (await desk.people()).find(({ name }) => name === desk.person)?.keys ?? [];
    return mine.flatMap((key) => {
      const { passkey, isRevoked } = key;
      return passkey === undefined || isRevoked || passkey.origin !== origin || passkey.rp !== rpId
        ? []
        : [{ ...key, passkey }];
    });
  }
}

export function signInRoutes(signIns: SignIns, welcome: (c: Context, key: Id) => void): Hono {
  const app = new Hono();
  app.get('/sign-in', (c) => c.html(signInPage(c)));
  app.post('/sign-in/begin', async (c) => c.json(await signIns.begin()));
  app.post('/sign-in/finish', async (c) => {
    const { challenge, response } = fieldsOf(await c.req.json());
    welcome(c, await signIns.finish(String(challenge), response));
    return c.json({ done: true });
  });
  app.onError(told);
  return app;
}
