// One small house on whichever store: a gate, a reader that strangers write to, an executor, and two people.
import { setTimeout as pause } from 'node:timers/promises';
import {
  createRuntime,
  createTrustRoot,
  HumanGate,
  IntakeAgent,
  only,
  openDesk,
  signerOf,
  type Duration,
  type GateOptions,
  type IntakeSession,
  type Message,
} from '@sallyport/core';
import type { Store } from '@sallyport/core/store';
import { contract } from '@sallyport/core/tool';
import { onTestFinished } from 'vitest';
import * as z from 'zod';

const reply = contract({
  name: 'reply',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.string(), text: z.string() }),
});

/** Reports what it reads. */
class Reader extends IntakeAgent<'low'> {
  constructor() {
    super({ name: 'reader', trust: 'low', tools: [], proposes: [only(reply, { to: 'sender' })], allowlist: ['*'] });
  }
  protected async handle(message: Message, session: IntakeSession<'low'>) {
    await session.report(`read: ${message.text}`);
  }
}

export type OpenStore = () => Promise<Store & AsyncDisposable>;

/** `open` opens the same store again; a store in memory is one for all. */
export async function house(open: OpenStore) {
  const { root, keys } = createTrustRoot({
    owner: 'alice',
    people: ['bob'],
    runtimes: { payments: { agents: ['payments'] }, intake: { agents: ['reader'] } },
  });
  const store = await open();
  onTestFinished(() => store.close());
  const ran: string[] = [];
  /** A gate in a process of its own, as far as anything but memory goes. */
  const gateOn = (
    { undo, ...options }: Partial<GateOptions & { undo: Duration }> = {},
    run?: (what: string) => Promise<unknown>,
  ) => {
    const gate = new HumanGate({
      name: 'payments',
      root,
      store,
      signer: signerOf(keys.payments),
      lease: '300ms',
      ...options,
    });
    const work = run ?? (async (what: string) => `${what} ${ran.push(what)}`);
    const input = z.strictObject({ what: z.string().max(40), note: z.string().optional() });
    return gate.guard(({ what }) => work(what), { name: 'pay', input, control: ['what'], ...(undo && { undo }) });
  };
  const deskOf = (name: 'alice' | 'bob') => openDesk({ root, store, person: signerOf(keys[name]) });
  const [alice, bob] = [await deskOf('alice'), await deskOf('bob')];
  /** What waits for a person, as soon as so many do. */
  const asked = async (count = 1) => {
    for (;;) {
      const items = await alice.pending();
      if (items.length >= count) return items;
      await pause(5);
    }
  };
  /** A mail from a stranger, handled. */
  const mail = async (id: string, text: string) => {
    const channels = [{ name: 'mail', to: 'reader', unverified: 'low', listen: async () => undefined } as const];
    const signer = signerOf(keys.intake);
    await using runtime = await createRuntime({ root, store, signer, agents: [new Reader()], channels });
    const message = await runtime.deliver('mail', { id, from: `${id}@example.com`, proof: 'none', text });
    await runtime.idle();
    return message;
  };
  const entries = async () =>
    (await store.entries(0, 10_000)).map(
      ({ text }) => (JSON.parse(text) as { record: { body: { kind: string; to?: string } } }).record.body,
    );
  return { root, keys, store, ran, gateOn, alice, bob, asked, mail, entries };
}

/** The code of what it rejects with. */
export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing',
    (error: { code: string }) => error.code,
  );
