// A house on one SQLite file or one PostgreSQL database, and real processes on it.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  contract,
  createRuntime,
  createTrustRoot,
  IntakeAgent,
  only,
  openDesk,
  signerOf,
  type Channel,
  type IntakeSession,
  type Message,
  type SecretKey,
  type TrustRoot,
} from '@sallyport/core';
import type { Store } from '@sallyport/core/store';
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { postgresStore } from '../postgres.js';
import { sqliteStore } from '../sqlite.js';
import { folder } from '../sqlite/fixture.js';

/** What a child process reads. */
export interface House {
  readonly root: TrustRoot;
  readonly keys: Readonly<Record<string, SecretKey>>;
  /** Of a PostgreSQL database. Unsaid: the SQLite file beside it. */
  readonly url?: string;
}
export const LEASE = '500ms';
export const sendNote = contract({
  name: 'send_note',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.string(), body: z.string() }),
});
const CHILD = fileURLToPath(new URL('./process.child.ts', import.meta.url));

/** The store of a house, as every process of it opens it. */
export const openStore = (path: string, { url }: Pick<House, 'url'>): Promise<Store & AsyncDisposable> =>
  url === undefined ? sqliteStore(join(path, 'a.db')) : postgresStore(url);

/** The owner is alice, bob may be asked too; nobody proposes anything yet. */
export async function house(url?: string) {
  const path = folder();
  const { root, keys } = createTrustRoot({
    owner: 'alice',
    people: ['bob'],
    runtimes: {
      intake: { agents: ['reader'] },
      executor: { agents: ['executor_agent'] },
      payments: { agents: ['payments'] },
    },
  });
  const place = url === undefined ? {} : { url };
  writeFileSync(join(path, 'house.json'), JSON.stringify({ root, keys, ...place } satisfies House));
  const store = await openStore(path, place);
  onTestFinished(() => store.close());
  const desk = await openDesk({ root, store, person: signerOf(keys['alice']!) });
  /** Has a reader propose one note for each text. */
  const propose = async (texts: readonly string[]): Promise<void> => {
    const channel: Channel = { name: 'mail', to: 'reader', unverified: 'low', listen: async () => undefined };
    const signer = signerOf(keys['intake']!);
    await using runtime = await createRuntime({ root, store, signer, agents: [new Reader()], channels: [channel] });
    await runtime.deliver('mail', { id: texts.join(), from: 'x@example.com', proof: 'none', text: texts.join('\n') });
    await runtime.idle();
  };
  /** The lines that the tools of all processes have written: every effect there was. */
  const effects = (): readonly string[] =>
    existsSync(join(path, 'effects')) ? readFileSync(join(path, 'effects'), 'utf8').trim().split('\n') : [];
  /** Starts a process, which ends with the test at the latest. */
  const start = (role: 'execute' | 'quorum' | 'race' | 'decide', argument = '') => child(CHILD, role, path, argument);
  const deskOf = (person: string) => openDesk({ root, store, person: signerOf(keys[person]!) });
  return { path, root, keys, store, desk, deskOf, propose, effects, start };
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
    for (const body of text.split('\n'))
      await session.propose('executor_agent', sendNote, { to: address!, body }, { why: 'it was asked for' });
  }
}

/** A process of its own, which ends with the test at the latest. */
export function child(file: string, ...args: readonly string[]) {
  const running = spawn(process.execPath, ['--conditions=sallyport-source', '--import', 'tsx', file, ...args], {
    cwd: dirname(file),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => running.on('close', resolve));
  onTestFinished(() => void running.kill('SIGKILL'));
  const said: unknown[] = [];
  let heard = (): void => undefined;
  createInterface(running.stdout).on('line', (line) => {
    said.push(JSON.parse(line));
    heard();
  });
  return {
    said,
    ended,
    /** Resolves when it has said as many words. */
    async heard(words: number): Promise<void> {
      while (said.length < words) await new Promise<void>((resolve) => (heard = resolve));
    },
    async kill(): Promise<void> {
      running.kill('SIGKILL');
      await ended;
    },
  };
}
