// reader.ts: the agent of machine A. It reads mail, proposes an answer, and has nothing that can send.
import { IntakeAgent, only, type IntakeSession, type Message } from '@sallyport/core';
import { sendEmail } from './contracts.js';

export class Reader extends IntakeAgent<'low'> {
  constructor() {
    super({ name: 'reader', trust: 'low', tools: [], proposes: [only(sendEmail, { to: 'sender' })] });
  }
  protected async handle(message: Message, session: IntakeSession<'low'>) {
    const answer = { to: message.address ?? '', body: 'We are open until five.' };
    await session.propose('executor', sendEmail, answer, { why: 'they want to know' });
  }
}
