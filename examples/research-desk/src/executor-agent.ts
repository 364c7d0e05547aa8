// The second door: writes a draft and sends what its owner has handed it, unread; and only then, if asked to, reads it.
import { ActionAgent, converse, type ActionSession, type Model, type Order } from '@sallyport/core';
import type { DraftTool } from '@sallyport/tools/record';
import type { EmailTool } from '@sallyport/tools/send';
import { COLLEAGUE } from './research-agent.js';

export interface Hands {
  readonly drafts: DraftTool;
  readonly sender: EmailTool;
}

export class ExecutorAgent extends ActionAgent<'high'> {
  readonly #hands: Hands;
  readonly #model: Model;

  constructor(hands: Hands, model: Model) {
    super({
      name: 'executor_agent',
      trust: 'high',
      tools: [hands.drafts, hands.sender],
      acceptsFrom: ['research_agent'],
    });
    this.#hands = hands;
    this.#model = model;
  }

  protected async handle(order: Order, session: ActionSession<'high'>): Promise<void> {
    const [report] = order.material;
    if (report === undefined) return void (await session.report('There was nothing in it to work on.'));
    const { drafts, sender } = this.#hands;
    // low words to an address that this code names: nobody needs to be asked, for nobody has read them
    await session.call(drafts, { title: 'Prices of gauges', text: report.text });
    await session.call(sender, { to: COLLEAGUE, subject: 'Prices of gauges', body: report.text });
    if (!order.text.includes('read it')) return;
    // from here on everything asks: what it does next, a page may have chosen
    await converse(session, this.#model, session.reveal(report.text));
  }
}
