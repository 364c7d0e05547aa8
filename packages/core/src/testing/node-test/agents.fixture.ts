// Agents for the tests that node's own runner runs. `to` is the wall: 'anyone' takes it down.
import { ActionAgent, contract, converse, IntakeAgent, only, tool } from '@sallyport/core';
import type { IntakeSession, Message, Model } from '@sallyport/core';
import * as z from 'zod';

const sendEmail = contract({
  name: 'send_email',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.email(), body: z.string() }),
});
export const theft = { to: 'thief@evil.example', body: 'all of it' };

export class Researcher extends IntakeAgent<'low'> {
  readonly #model: Model;
  constructor(model: Model, to: 'sender' | 'anyone' = 'sender') {
    const proposes = [only(sendEmail, { to })];
    super({ name: 'research_agent', trust: 'low', tools: [], proposes, allowlist: ['*'] });
    this.#model = model;
  }
  protected async handle(message: Message, session: IntakeSession<'low'>) {
    await converse(session, this.#model, message.text);
  }
}
export class Executor extends ActionAgent<'high'> {
  constructor() {
    super({ name: 'executor_agent', trust: 'high', tools: [tool(sendEmail, async () => null)] });
  }
  protected async handle() {}
}
