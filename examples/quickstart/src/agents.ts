// agents.ts: one agent that reads, one that sends, and nothing that does both.
import { ActionAgent, contract, IntakeAgent, only, tool } from '@sallyport/core';
import type { ActionSession, IntakeSession, Message, Order } from '@sallyport/core';
import * as z from 'zod';

// what sending is: data, safe to import anywhere
const sendEmail = contract({
  name: 'send_email',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.email(), body: z.string() }),
});
// the code that sends: here it prints
const emailSender = tool(sendEmail, async ({ to, body }) => console.log(`\n*** sent to ${to}: ${body}`));

export class Reader extends IntakeAgent<'low'> {
  constructor() {
    super({
      name: 'reader',
      trust: 'low',
      tools: [],
      proposes: [only(sendEmail, { to: 'sender' })], // to nobody but whoever wrote the mail
      allowlist: ['~mail:*'], // anyone who writes by mail
    });
  }
  protected async handle(message: Message, session: IntakeSession<'low'>) {
    await session.report(`Somebody asks: ${message.text}`);
    const answer = { to: message.address ?? '', body: 'We are open until five.' };
    await session.propose('executor', sendEmail, answer, { why: 'they want to know' });
  }
}

export class Executor extends ActionAgent<'high'> {
  constructor() {
    super({ name: 'executor', trust: 'high', tools: [emailSender] });
  }
  // what you approve runs without this; it is for orders in your own words
  protected async handle(order: Order, session: ActionSession<'high'>) {
    await session.call(emailSender, { to: 'bob@example.com', body: order.text });
  }
}
