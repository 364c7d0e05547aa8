// The agents of the tests at terminals: one that asks for what a mail says, and one that sends.
import { ActionAgent, contract, IntakeAgent, only, tool } from '@sallyport/core';
import type { ActionSession, IntakeSession, Message, Order } from '@sallyport/core';
import * as z from 'zod';

const mail = {
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.email(), subject: z.string(), body: z.string() }),
} as const;
const sendEmail = contract({ name: 'send_email', ...mail });
/** Can be taken back for a while. */
const sendLater = contract({ name: 'send_later', ...mail, undo: '30s' });

interface Email {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
}
/** What the one that reads is talked into by a mail. */
export interface Wanted {
  readonly report?: string;
  readonly email?: Email;
  readonly later?: Email;
  readonly why?: string;
}

/** Reads JSON of {@link Wanted} in the last line of a mail. Any other mail is read, and nothing comes of it. */
export class Researcher extends IntakeAgent<'low'> {
  constructor() {
    super({
      name: 'research_agent',
      trust: 'low',
      tools: [],
      proposes: [only(sendEmail, { to: 'anyone' }), only(sendLater, { to: 'anyone' })],
      allowlist: ['*'],
    });
  }
  protected async handle({ text }: Message, session: IntakeSession<'low'>) {
    const last = text.slice(text.lastIndexOf('\n') + 1);
    if (!last.startsWith('{')) return;
    // `as`: what these tests write
    const { report, email, later, why = 'they asked' } = JSON.parse(last) as Wanted;
    if (report !== undefined) await session.report(report);
    if (email) await session.propose('executor_agent', sendEmail, email, { why });
    if (later) await session.propose('executor_agent', sendLater, later, { why });
  }
}

/** `done`: what it has sent. */
export class Executor extends ActionAgent<'high'> {
  constructor({ owner = 'owner', done = [] }: { readonly owner?: string; readonly done?: unknown[] } = {}) {
    const send = async (args: Email): Promise<string> => (done.push(args), `sent to ${args.to}`);
    super({
      name: 'executor_agent',
      trust: 'high',
      tools: [tool(sendEmail, send), tool(sendLater, send)],
      acceptsFrom: ['research_agent', owner],
    });
  }
  protected async handle(_: Order, __: ActionSession<'high'>) {}
}
