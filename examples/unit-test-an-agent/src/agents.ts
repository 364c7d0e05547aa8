// The agents under test: one that reads mail and pages with a model, one that sends.
import { ActionAgent, contract, converse, IntakeAgent, only, tool } from '@sallyport/core';
import type { ActionSession, IntakeSession, Message, Model, Order } from '@sallyport/core';
import * as z from 'zod';

const sendEmail = contract({
  name: 'send_email',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.email(), subject: z.string(), body: z.string() }),
});
const emailSender = tool(sendEmail, async ({ to }) => {
  throw new Error(`there is no mail server here to reach ${to}`);
});

/** Where pages come from: the web, or a test. */
export type FetchText = (url: string, signal: AbortSignal) => Promise<string>;
const fromTheWeb: FetchText = async (url, signal) => (await fetch(url, { signal })).text();

/** Reads mail, and the pages that it links to. */
export class Researcher extends IntakeAgent<'low'> {
  readonly #model: Model;

  constructor(model: Model, fetchText: FetchText = fromTheWeb) {
    const readPage = tool({
      name: 'read_page',
      effect: 'ingest',
      source: 'low',
      input: z.strictObject({ url: z.url({ protocol: /^https$/ }) }),
      run: ({ url }, { signal }) => fetchText(url, signal),
    });
    super({
      name: 'research_agent',
      trust: 'low',
      tools: [readPage],
      proposes: [only(sendEmail, { to: 'sender' })],
      allowlist: ['~mail:*'],
    });
    this.#model = model;
  }
  protected async handle(message: Message, session: IntakeSession<'low'>): Promise<void> {
    await converse(session, this.#model, message.text, { executor: 'executor_agent' });
  }
}

/** Sends what was approved, and files what the owner forwards. */
export class Executor extends ActionAgent<'high'> {
  constructor() {
    super({ name: 'executor_agent', trust: 'high', tools: [emailSender], acceptsFrom: ['research_agent'] });
  }
  protected async handle(order: Order, session: ActionSession<'high'>): Promise<void> {
    const [letter] = order.material;
    if (letter === undefined) return;
    const to = order.text === 'answer him' ? session.reveal(letter.address) : 'files@example.com';
    await session.call(emailSender, { to, subject: 'Forwarded', body: letter.text });
  }
}
