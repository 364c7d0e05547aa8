// A house for tests: one store, a clock in the hand, and as many processes on it as a test starts, each of which can be killed.
import * as z from 'zod';
import { ActionAgent, type ActionOptions } from '../agents/action-agent.js';
import { IntakeAgent, type IntakeOptions } from '../agents/intake-agent.js';
import type { ActionSession, IntakeSession, Message, Order } from '../agents/session.js';
import { canonical, sha256, type Json } from '../canonical.js';
import type { Channel, Delivery } from '../mail/channel.js';
import { signerOf, type Signer } from '../people/key.js';
import { createTrustRoot } from '../people/trust-root.js';
import type { Body, Signed, State } from '../record/body.js';
import { Fold } from '../record/fold.js';
import type { OpenLedger } from '../record/ledger.js';
import { memoryLedgers } from '../record/ledger.fixture.js';
import { memoryStore } from '../record/memory-store.js';
import { Keyring } from '../record/keyring.js';
import { sealRecord } from '../record/signed.js';
import type { Store } from '../record/store.js';
import { verifyJournal } from '../archive/verify.js';
import { openDesk } from '../review/desk.js';
import { handClock } from '../testing/hand-clock.js';
import { contract } from '../tools/contract.js';
import { only } from '../tools/only.js';
import { createRuntime } from './create.js';
import type { AnyAgent, RuntimeOptions } from './options.js';

const input = z.strictObject({ to: z.string(), body: z.string() });
export const sendNote = contract({ name: 'send_note', effect: 'send', control: ['to'], input });
/** The same, but it may be sent twice. */
export const sendAgain = contract({ name: 'send_again', effect: 'send', control: ['to'], input, idempotent: true });
export const toBob = { to: 'bob@example.com', body: 'hello' };

export type Reading = (message: Message, session: IntakeSession<'low'>) => Promise<void>;
export type Acting = (order: Order, session: ActionSession<'high'>) => Promise<void>;

/** The agent `reader`: reads mail from example.com, and may propose notes to anyone. */
export function readerOf(read: Reading, options: Partial<IntakeOptions<'low'>> = {}): AnyAgent {
  class Reader extends IntakeAgent<'low'> {
    constructor() {
      super({
        name: 'reader',
        trust: 'low',
        tools: [],
        proposes: [only(sendNote, { to: 'anyone' }), only(sendAgain, { to: 'anyone' })],
        allowlist: ['~mail:*@example.com'],
        ...options,
      });
    }
    protected override handle(message: Message, session: IntakeSession<'low'>) {
      return read(message, session);
    }
  }
  return new Reader();
}

/** The agent `executor_agent`. */
export function executorOf(
  tools: ActionOptions<'high'>['tools'],
  act: Acting = async () => undefined,
  options: Partial<ActionOptions<'high'>> = {},
): AnyAgent {
  class Executor extends ActionAgent<'high'> {
    constructor() {
      super({ name: 'executor_agent', trust: 'high', tools, ...options });
    }
    protected override handle(order: Order, session: ActionSession<'high'>) {
      return act(order, session);
    }
  }
  return new Executor();
}

/** A reader that proposes a note for each mail. */
export const proposer = (asked = sendNote): AnyAgent =>
  readerOf(async ({ text }, session) => {
    await session.propose('executor_agent', asked, { ...toBob, body: text }, { why: 'it was asked for' });
  });

export const mail = (id: string, more: Partial<Delivery> = {}): Delivery => ({
  id,
  from: 'x@example.com',
  proof: 'none',
  text: id,
  ...more,
});
export const mailbox: Channel = { name: 'mail', to: 'reader', unverified: 'low', listen: async () => undefined };

export type House = Awaited<ReturnType<typeof house>>;

/** The owner is alice, bob may be asked; the processes are `intake` with the reader, and `executor`. */
export async function house() {
  const { root, keys } = createTrustRoot({
    owner: 'alice',
    people: ['bob'],
    runtimes: { intake: { agents: ['reader'] }, executor: { agents: ['executor_agent'], ceiling: 'high' } },
  });
  const memory = memoryStore();
  const ledgers = memoryLedgers();
  const store = lineTo(memory, ledgers.open).store;
  const clock = handClock();
  const deskOf = (name: string) => openDesk({ root, store, clock, person: signerOf(keys[name]!) });
  const desk = await deskOf('alice');
  /** Starts a process. */
  const start = async (
    who: 'intake' | 'executor',
    agents: readonly AnyAgent[],
    options: Partial<RuntimeOptions> = {},
  ) => {
    const line = lineTo(memory, ledgers.open);
    const runtime = await createRuntime({
      root,
      store: line.store,
      clock,
      signer: signerOf(keys[who]!),
      agents,
      channels: who === 'intake' ? [mailbox] : [],
      ...options,
    } as RuntimeOptions<never>);
    return { runtime, ...line };
  };
  /** Has the reader propose one note for each text, and returns the ids in their order. */
  const proposed = async (...texts: readonly string[]): Promise<readonly string[]> => {
    const before = new Set((await desk.pending()).map(({ id }) => id));
    const { runtime } = await start('intake', [proposer()]);
    // each from another sender: one of them may not fill the desk alone
    for (const [i, text] of texts.entries())
      await runtime.deliver('mail', mail(`${text}-${before.size}`, { text, from: `x${i || ''}@example.com` }));
    await runtime.idle();
    await runtime.close();
    const fresh = (await desk.pending()).filter(({ id }) => !before.has(id));
    const bodyOf = (item: (typeof fresh)[number]) => item.parts.find(({ name }) => name === 'body')!.value;
    return texts.map((text) => fresh.find((item) => bodyOf(item) === text)!.id);
  };
  const stateOf = async (id: string): Promise<State> => (await desk.item(id)).state;
  const entries = () => memory.entries(0, 100_000);
  /** Appends a record to the chain as another process would, with whatever key it has. */
  const intrude = async (body: Body, signer: string, key?: Signer): Promise<void> => {
    const fold = new Fold({ keyring: new Keyring(root), local: false });
    const all = await entries();
    for (const row of all) fold.take(row);
    const unsigned: Signed = { realm: root.realm, head: fold.head, at: clock.now(), signer, body };
    const record = key ? sealRecord({ ...key, name: signer }, unsigned) : unsigned;
    const seq = all.length + 1;
    const prev = seq === 1 ? fold.head.hash : sha256(all.at(-1)!.text);
    // `as`: a record is plain JSON
    const text = canonical({ seq, prev, record } as unknown as Json);
    await memory.commit(all.length, () => ({ entries: [{ seq, text }] }));
  };
  const verify = () => verifyJournal({ root, store });
  return { root, keys, store, ledgers, clock, desk, deskOf, start, proposed, stateOf, entries, intrude, verify };
}

const never = new Promise<never>(() => undefined);

/** A process's line to the store. Cut, nothing comes back any more: as if the process had been killed right there. */
function lineTo(store: Store, ledger: OpenLedger) {
  let isCut = false;
  let left = Infinity;
  let isLate = false;
  let failing = 0;
  /** Every answer takes a turn of the event loop, as from a disk. */
  const answer = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (isCut) return never;
    const answered = await ask();
    await new Promise((resolve) => setImmediate(resolve));
    return isCut ? never : answered;
  };
  const line: Store = {
    // every record must be signed, as in a store that other processes reach
    local: false,
    commit: (after, build) => {
      if (failing > 0) {
        failing -= 1;
        return Promise.reject(Object.assign(new Error('the disk is full'), { code: 'STORE_FAILED' }));
      }
      left -= 1;
      if (left < 0 && !isLate) isCut = true;
      const committed = answer(() => store.commit(after, build));
      if (left < 0) isCut = true;
      return committed;
    },
    entries: (after, limit) => answer(() => store.entries(after, limit)),
    get: (kind, id) => answer(() => store.get(kind, id)),
    list: (kind, options) => answer(() => store.list(kind, options)),
    search: (query) => answer(() => store.search(query)),
    watch: (after, signal) => store.watch(after, signal),
    ledger,
    close: async () => undefined,
  };
  return {
    store: line,
    /** Kills the process. */
    kill: (): void => void (isCut = true),
    /** Kills it at its commit after the next `commits`: before it is written, or when it is, before it is acknowledged. */
    killAfter: (commits: number, written: boolean): void => {
      left = commits;
      isLate = written;
    },
    isKilled: (): boolean => isCut,
    /** The next commits fail. */
    fail: (commits: number): void => void (failing = commits),
  };
}

/** Resolves when `look` finds something. */
export async function eventually<T>(look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** A promise in the test's hand. */
export function latch(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}
