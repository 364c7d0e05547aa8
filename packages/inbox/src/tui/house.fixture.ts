// A house for the tests of the full screen: agents in the test's process, on a SQLite file that a desk elsewhere opens.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ActionAgent,
  contract,
  createRuntime,
  createTrustRoot,
  IntakeAgent,
  only,
  openDesk,
  signerOf,
  tool,
} from '@sallyport/core';
import type { ActionSession, IntakeSession, Message, Order, SecretKey, TrustRoot } from '@sallyport/core';
import { sqliteStore } from '@sallyport/store/sqlite';
import * as z from 'zod';

const sendEmail = contract({
  name: 'send_email',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.string(), subject: z.string(), body: z.string() }),
});

/** What the reader is talked into by a mail. */
export interface Wanted {
  readonly report?: string;
  readonly email?: { readonly to: string; readonly subject: string; readonly body: string };
  readonly why?: string;
}
/** What a desk elsewhere is opened with. */
export interface Papers {
  readonly root: TrustRoot;
  readonly owner: SecretKey;
  readonly store: string;
}

class Reader extends IntakeAgent<'low'> {
  constructor() {
    super({
      name: 'research_agent',
      trust: 'low',
      tools: [],
      proposes: [only(sendEmail, { to: 'anyone' })],
      allowlist: ['*'],
    });
  }
  protected async handle({ text }: Message, session: IntakeSession<'low'>) {
    // `as`: what these tests write
    const { report, email, why = 'they asked twice' } = JSON.parse(text.slice(text.lastIndexOf('\n{') + 1)) as Wanted;
    if (report !== undefined) await session.report(report);
    if (email) await session.propose('executor_agent', sendEmail, email, { why });
  }
}

class Executor extends ActionAgent<'high'> {
  constructor(done: unknown[]) {
    const run = async (args: unknown): Promise<string> => (done.push(args), 'sent');
    super({
      name: 'executor_agent',
      trust: 'high',
      tools: [tool(sendEmail, run)],
      acceptsFrom: ['research_agent', 'alice'],
    });
  }
  protected async handle(_: Order, __: ActionSession<'high'>) {}
}

/** The owner is alice. */
export async function house() {
  const dir = mkdtempSync(join(tmpdir(), 'sallyport-tui-'));
  const file = join(dir, 'house.db');
  const { root, keys } = createTrustRoot({
    owner: 'alice',
    runtimes: { house: { agents: ['research_agent', 'executor_agent'], ceiling: 'high' } },
  });
  const papers = join(dir, 'papers.json');
  writeFileSync(papers, JSON.stringify({ root, owner: keys['alice']!, store: file } satisfies Papers));
  const done: unknown[] = [];
  const store = await sqliteStore(file);
  const channels = [{ name: 'mail', to: 'research_agent', unverified: 'low', listen: async () => undefined } as const];
  const runtime = await createRuntime({
    root,
    store,
    signer: signerOf(keys['house']!),
    agents: [new Reader(), new Executor(done)],
    channels,
  });
  const desk = await openDesk({ root, store, person: signerOf(keys['alice']!) });
  let mails = 0;
  return {
    dir,
    papers,
    /** What was sent. */
    done,
    desk,
    runtime,
    async mail(wanted: Wanted, { from = 'supplier@example.com', text = 'Please send the invoice again.' } = {}) {
      await runtime.deliver('mail', {
        id: String(mails++),
        from,
        proof: 'none',
        subject: 'Invoice',
        text: `${text}\n${JSON.stringify(wanted)}`,
      });
      await runtime.idle();
    },
    async [Symbol.asyncDispose]() {
      await runtime.close();
      await desk.close();
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
