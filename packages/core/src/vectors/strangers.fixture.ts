// A store that strangers write to: correctly chained lines, with no key, with a key that leaked, or with a person's own.
import { canonical, sha256, type Json } from '../canonical.js';
import { signerOf, type Signer } from '../people/key.js';
import { createTrustRoot } from '../people/trust-root.js';
import type { Body, Head, Signed } from '../record/body.js';
import { Fold } from '../record/fold.js';
import { memoryStore } from '../record/memory-store.js';
import { Keyring } from '../record/keyring.js';
import { sealRecord } from '../record/signed.js';
import type { Row, Store } from '../record/store.js';
import { openDesk } from '../review/desk.js';
import { HumanGate } from '../review/gate.js';
import { createRuntime } from '../runtime/create.js';
import { mailbox } from '../runtime/house.fixture.js';
import type { AnyAgent, RuntimeOptions } from '../runtime/options.js';
import { handClock } from '../testing/hand-clock.js';

/** Further apart than the canonical form takes them elsewhere: a line takes more. */
const WIDE = { text: 32 * 1024 * 1024, depth: 200, nodes: 1_000_000 } as const;

/** A line of the chain: canonical, where what it holds can be that. */
export const lineOf = (head: Head, record: unknown): string => {
  try {
    return canonical({ seq: head.seq + 1, prev: head.hash, record } as Json, WIDE);
  } catch {
    return JSON.stringify({ prev: head.hash, record, seq: head.seq + 1 });
  }
};

/** What somebody may write of `unsigned`: with the key, without it, or with a signature that is none. */
export function recordOf(how: string, unsigned: { readonly body: unknown }, key: Signer | undefined): unknown {
  if (how === 'raw') return unsigned.body;
  if (key === undefined || how === 'bare') return unsigned;
  if (how === 'forged') return { ...unsigned, evidence: { alg: 'ed25519', key: key.key, signature: 'x' } };
  try {
    // `as`: the point is that it may be anything
    return sealRecord(key, unsigned as Signed);
  } catch {
    return unsigned;
  }
}

export function roots() {
  return createTrustRoot({
    owner: 'alice',
    runtimes: {
      intake: { agents: ['reader'] },
      executor: { agents: ['executor_agent'], ceiling: 'high' },
      leaky: { agents: ['leaky_agent'] },
      payments: { agents: ['payments'] },
    },
  });
}

/** A store that others write to as well: honest runtimes, and `leaky`, whose key somebody else has. */
export async function shared() {
  const { root, keys } = roots();
  const memory = memoryStore();
  const store: Store = {
    local: false,
    commit: (after, build) => memory.commit(after, build),
    entries: (after, limit) => memory.entries(after, limit),
    get: (kind, id) => memory.get(kind, id),
    list: (kind, options) => memory.list(kind, options),
    search: (query) => memory.search(query),
    watch: (after, signal) => memory.watch(after, signal),
    close: async () => undefined,
  };
  const clock = handClock();
  const open = () => openDesk({ root, store, clock, person: signerOf(keys['alice']!) });
  const desk = await open();
  const payments = new HumanGate({ name: 'payments', root, store, clock, signer: signerOf(keys['payments']!) });
  const start = (who: string, agents: readonly AnyAgent[], options: Partial<RuntimeOptions> = {}) =>
    createRuntime({
      ...{ root, store, clock, signer: signerOf(keys[who]!), agents },
      channels: who === 'intake' ? [mailbox] : [],
      ...options,
    } as RuntimeOptions<never>);
  const entries = () => memory.entries(0, 100_000);
  /** Chains a line, whatever it says. */
  const raw = async (line: (head: Head) => string, rows: readonly Row[] = []): Promise<void> => {
    const all = await entries();
    const last = all.at(-1);
    const seq = all.length;
    const hash =
      last === undefined ? new Fold({ keyring: new Keyring(root), local: false }).head.hash : sha256(last.text);
    await memory.commit(seq, () => ({ entries: [{ seq: seq + 1, text: line({ seq, hash }) }], rows }));
  };
  const write = (body: Body, signer: string, key?: Signer, more: { at?: number; rows?: readonly Row[] } = {}) =>
    raw((head) => {
      const unsigned: Signed = { realm: root.realm, head, at: more.at ?? clock.now(), signer, body };
      return lineOf(head, key ? sealRecord(key, unsigned) : unsigned);
    }, more.rows);
  /** Writes the last record of that kind once more, as it was signed. */
  const again = async (kind: Body['kind']): Promise<void> => {
    const all = (await entries()).map(({ text }) => (JSON.parse(text) as { record: Signed }).record);
    await raw((head) =>
      lineOf(
        head,
        all.findLast(({ body }) => body.kind === kind),
      ),
    );
  };
  return { root, keys, store, memory, clock, desk, open, payments, start, raw, write, again };
}
