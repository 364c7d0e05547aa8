// The second door: holds the tool that sends. What was approved runs without its code; this is for what it is handed in words.
import { ActionAgent, converse, type ActionSession, type Order } from '@sallyport/core';
import type { EmailTool } from '@sallyport/tools/send';
import { EXECUTOR_AGENT, MAIL_AGENT } from './names.js';
import type { Mind } from './mind.js';

/** What it has at hand. */
export interface Tools {
  readonly sender: EmailTool;
  /** The address of the owner's own where it files what it was handed. */
  readonly files: string;
}

export class ExecutorAgent extends ActionAgent<'high'> {
  readonly #mind: Mind;
  readonly #tools: Tools;

  constructor(mind: Mind, tools: Tools) {
    super({ name: EXECUTOR_AGENT, trust: 'high', tools: [tools.sender], acceptsFrom: [MAIL_AGENT] });
    this.#mind = mind;
    this.#tools = tools;
  }

  protected async handle(order: Order, session: ActionSession<'high'>): Promise<void> {
    const [letter, ...more] = order.material;
    if (letter === undefined || more.length > 0) {
      await session.report(`I was handed ${order.material.length} mails; I take one at a time.`);
      return;
    }
    // a word of the owner's is an order; without one, the mail is filed unread: her address, so nobody is asked
    if (order.text === '') {
      const { sender, files } = this.#tools;
      await session.call(sender, { to: files, subject: 'For your files', body: letter.text });
    }
    // from here on everything asks: what it does next, an outsider may have chosen
    const mail = session.reveal(letter.text);
    await converse(session, this.#mind.model, this.#mind.order(order.text, mail));
  }
}
