// A house on one SQLite file that can be put back to how it was: its processes start and stop, their ledgers stay.
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ActionAgent,
  createRuntime,
  createTrustRoot,
  IntakeAgent,
  only,
  openDesk,
  signerOf,
  systemClock,
  tool,
  type ActionSession,
  type Channel,
  type Clock,
  type Duration,
  type IntakeSession,
  type Message,
  type Order,
  type RuntimeOptions,
  type Signer,
} from '@sallyport/core';
import type { OpenLedger } from '@sallyport/core/store';
import { handClock, type HandClock } from '@sallyport/core/testing';
import { onTestFinished } from 'vitest';
import { child, sendNote, type House } from '../gate-race/house.fixture.js';
import { statePlace } from '../ledger/place.js';
import { sqliteStore } from '../sqlite.js';
import { folder } from '../sqlite/fixture.js';
import { connect } from '../sqlite/photostructure.js';

const CHILD = fileURLToPath(new URL('./process.child.ts', import.meta.url));

export type Kept = { readonly ledger?: OpenLedger | false; readonly person?: Signer };

/** The owner is alice. Each part opens the file anew and closes it again: between two of them it can be changed. */
export function house({ isReal = false } = {}) {
  const path = folder();
  const file = join(path, 'a.db');
  const { root, keys } = createTrustRoot({
    owner: 'alice',
    runtimes: {
      intake: { agents: ['reader'] },
      executor: { agents: ['executor_agent'], ceiling: 'high' },
      payments: { agents: ['payments'] },
    },
  });
  writeFileSync(join(path, 'house.json'), JSON.stringify({ root, keys } satisfies House));
  const clock = clockInHand(isReal ? systemClock : handClock());
  const sent: string[] = [];
  const heard: string[] = [];

  const asDesk = async <T>(
    use: (desk: Awaited<ReturnType<typeof openDesk>>) => Promise<T>,
    own: Kept = {},
  ): Promise<T> => {
    await using store = await sqliteStore(file);
    return await use(await openDesk({ root, store, clock, person: signerOf(keys['alice']!), ...own }));
  };
  const runtimeOf = async <T>(
    name: string,
    options: Partial<RuntimeOptions>,
    use: (runtime: Awaited<ReturnType<typeof createRuntime>>) => Promise<T>,
  ): Promise<T> => {
    await using store = await sqliteStore(file);
    const signer = signerOf(keys[name]!);
    await using runtime = await createRuntime({
      root,
      store,
      clock,
      signer,
      agents: [],
      ...options,
    } as RuntimeOptions<never>);
    return await use(runtime);
  };
  /** Lets the executor do whatever there is to do. Rejects as its `idle()` does. */
  const execute = (own: Kept = {}): Promise<void> =>
    runtimeOf('executor', { agents: [new Executor(sent, heard)], ...own }, (runtime) => runtime.idle());
  /** Has a note to bob proposed; returns its id. */
  const proposed = async (text: string, own: Kept = {}): Promise<string> => {
    const before = new Set((await asDesk((desk) => desk.pending(), own)).map(({ id }) => id));
    const channel: Channel = { name: 'mail', to: 'reader', unverified: 'low', listen: async () => undefined };
    await runtimeOf('intake', { agents: [new Reader()], channels: [channel], ...own }, async (runtime) => {
      await runtime.deliver('mail', { id: text, from: 'x@example.com', proof: 'none', text });
      await runtime.idle();
    });
    return (await asDesk((desk) => desk.pending(), own)).find(({ id }) => !before.has(id))!.id;
  };
  const stateOf = (id: string): Promise<string> => asDesk(async (desk) => (await desk.item(id)).state);

  const parts = ['', '-wal'].map((suffix) => file + suffix);
  /** Keeps the database as it is now. */
  const backup = (): void => parts.forEach((part) => existsSync(part) && copyFileSync(part, `${part}.kept`));
  /** Puts it back. */
  const restore = (): void =>
    parts.forEach((part) => {
      rmSync(part, { force: true });
      if (existsSync(`${part}.kept`)) copyFileSync(`${part}.kept`, part);
    });
  /** Anything that SQL can do to it. */
  const sql = (text: string): void => {
    const driver = connect(file, 'write');
    try {
      // others hold the lock now and then
      driver.all('PRAGMA busy_timeout = 5000');
      driver.run(text);
    } finally {
      driver.close();
    }
  };
  const entries = async (): Promise<number> => {
    await using store = await sqliteStore(file);
    return (await store.entries(0, 100_000)).length;
  };
  const placeOf = (name: string): string => statePlace({ realm: root.realm, name });
  onTestFinished(() => rmSync(join(placeOf('executor'), '..'), { recursive: true, force: true }));
  /** The lines that the tools of all processes have written. */
  const effects = (): readonly string[] =>
    existsSync(join(path, 'effects')) ? readFileSync(join(path, 'effects'), 'utf8').trim().split('\n') : [];
  /** Starts a process, which dies at `point`. */
  const start = (who: 'executor' | 'gate', point = '') => child(CHILD, path, who, point);
  return {
    start,
    path,
    file,
    root,
    keys,
    clock,
    sent,
    heard,
    asDesk,
    execute,
    proposed,
    stateOf,
    backup,
    restore,
    sql,
    entries,
    placeOf,
    effects,
  };
}

/** A clock that can also be set back. */
function clockInHand(clock: Clock | HandClock) {
  let back = 0;
  return {
    now: () => clock.now() - back,
    sleep: (ms: number, signal?: AbortSignal) => clock.sleep(ms, signal),
    advance: async (by: Duration) => void ('advance' in clock && (await clock.advance(by))),
    setBack: (ms: number): void => void (back += ms),
  };
}

class Reader extends IntakeAgent<'low'> {
  constructor() {
    super({
      name: 'reader',
      trust: 'low',
      tools: [],
      proposes: [only(sendNote, { to: 'sender' })],
      allowlist: ['~mail:*@example.com'],
    });
  }
  protected async handle({ text, address }: Message, session: IntakeSession<'low'>) {
    await session.propose('executor_agent', sendNote, { to: address!, body: text }, { why: 'it was asked for' });
  }
}

class Executor extends ActionAgent<'high'> {
  constructor(sent: string[], heard: string[]) {
    const send = tool(sendNote, async ({ body }) => void sent.push(body));
    super({ name: 'executor_agent', trust: 'high', tools: [send] });
    this.handle = async ({ text }: Order, session: ActionSession<'high'>) => {
      heard.push(text);
      if (text !== 'only look') await session.call(send, { to: 'bob@example.com', body: text });
    };
  }
  protected async handle(_order: Order, _session: ActionSession<'high'>): Promise<void> {}
}

/** What the promise was rejected with. */
export const refusalOf = (
  work: Promise<unknown>,
): Promise<{ code: string; message: string; facts: { accept: string } }> =>
  work.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: unknown) => error as never,
  );
