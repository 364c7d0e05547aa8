// A real house for the tests of the pages: an agent that reads, one that acts, mail, and the owner's desk without a key.
import {
  ActionAgent,
  type ActionSession,
  contract,
  type Desk,
  IntakeAgent,
  type IntakeSession,
  type Json,
  type Message,
  only,
  openDesk,
  type Order,
  tool,
} from '@sallyport/core';
import { testRuntime, type TestRuntime } from '@sallyport/core/testing';
import * as z from 'zod';

const sendEmail = contract({
  name: 'send_email',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.string(), subject: z.string(), body: z.string() }),
});
const sendLater = contract({
  name: 'send_later',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.string(), body: z.string() }),
  undo: '30s',
});
const createTask = contract({
  name: 'create_task',
  effect: 'task',
  control: [],
  input: z.strictObject({ title: z.string(), due: z.array(z.number()), notes: z.string() }),
});

/** Of the test mail: what the agent that reads it is talked into. */
export interface Wanted {
  readonly report?: string;
  readonly why?: string;
  readonly email?: { readonly to: string; readonly subject: string; readonly body: string };
  readonly later?: { readonly to: string; readonly body: string };
  readonly task?: { readonly title: string; readonly due: readonly number[]; readonly notes: string };
}

export class Reader extends IntakeAgent<'low'> {
  constructor() {
    super({
      name: 'reader',
      trust: 'low',
      tools: [],
      proposes: [only(sendEmail, { to: 'anyone' }), only(sendLater, { to: 'anyone' }), createTask],
      allowlist: ['*'],
    });
  }
  protected async handle({ text }: Message, session: IntakeSession<'low'>) {
    const { report, why = 'they asked', email, later, task } = wantedIn(text);
    if (report !== undefined) await session.report(report);
    if (email) await session.propose('executor', sendEmail, email, { why });
    if (later) await session.propose('executor', sendLater, later, { why });
    if (task) await session.propose('executor', createTask, { ...task, due: [...task.due] }, { why });
  }
}

/** What executors did: what the tools were called with. */
export type Done = { readonly tool: string; readonly args: Json }[];

export class Executor extends ActionAgent<'high'> {
  constructor(tell: (one: Done[number]) => unknown) {
    const run =
      (name: string) =>
      async (args: Json): Promise<null> => (tell({ tool: name, args }), null);
    super({
      name: 'executor',
      trust: 'high',
      tools: [
        tool(sendEmail, run('send_email')),
        tool(sendLater, run('send_later')),
        tool(createTask, run('create_task')),
      ],
      acceptsFrom: ['reader', 'owner'],
    });
  }
  protected async handle(_: Order, __: ActionSession<'high'>) {}
}

/** The mail's last line is JSON of this shape; any other mail asks for nothing. */
function wantedIn(text: string): Wanted {
  try {
    return JSON.parse(text.slice(text.lastIndexOf('\n{') + 1)) as Wanted;
  } catch {
    return {};
  }
}

export interface House extends AsyncDisposable {
  readonly kit: TestRuntime;
  /** The owner's, without a key. */
  readonly desk: Desk;
  readonly done: Done;
  /** Mail that talks the reader into something, handled. */
  mail(
    wanted: Wanted,
    over?: { readonly from?: string; readonly text?: string; readonly subject?: string },
  ): Promise<void>;
}

export async function house(): Promise<House> {
  const done: Done = [];
  const kit = await testRuntime({
    agents: [new Reader(), new Executor((one) => done.push(one))],
    unverified: 'low',
    real: true,
  });
  const desk = await openDesk({ root: kit.root, store: kit.store, person: { name: 'owner' }, clock: kit.clock });
  return {
    kit,
    desk,
    done,
    mail: async (wanted, { from = 'supplier@example.com', text = 'Hello,', subject } = {}) => {
      await kit.mail({ from, to: 'reader', text: `${text}\n${JSON.stringify(wanted)}`, ...(subject && { subject }) });
      await kit.idle();
    },
    async [Symbol.asyncDispose]() {
      await desk.close();
      await kit.close();
    },
  };
}
