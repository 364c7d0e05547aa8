// The first door: reads each mail with a model that may be wholly in the sender's hand, reports, and proposes answers.
import { converse, IntakeAgent, only, type IntakeSession, type Message } from '@sallyport/core';
import { sendEmail } from '@sallyport/tools/send/contracts';
import { ALLOWLIST, EXECUTOR_AGENT, MAIL_AGENT } from './names.js';
import type { Mind } from './mind.js';

export class MailAgent extends IntakeAgent<'low', 'send_email'> {
  readonly #mind: Mind;

  constructor(mind: Mind) {
    super({
      name: MAIL_AGENT,
      trust: 'low',
      tools: [],
      // whoever has the model may have an answer written, and to nobody but themselves
      proposes: [only(sendEmail, { to: 'sender' })],
      allowlist: ALLOWLIST,
    });
    this.#mind = mind;
  }

  protected async handle(message: Message, session: IntakeSession<'low', 'send_email'>): Promise<void> {
    await converse(session, this.#mind.model, this.#mind.mail(message), { executor: EXECUTOR_AGENT });
  }
}
