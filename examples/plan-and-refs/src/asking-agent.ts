// The usual remedy: the agent reads everything, its model acts, and a person is asked before each act.
import { ActionAgent, converse, type ActionSession, type Model, type Order } from '@sallyport/core';
import { JOBS, promptFor } from './jobs.js';
import type { Tools } from './tools.js';

export class AskingAgent extends ActionAgent<'high'> {
  readonly #tools: Tools;
  readonly #model: Model;

  constructor(tools: Tools, model: Model) {
    super({ name: 'office_agent', trust: 'high', tools: Object.values(tools) });
    this.#tools = tools;
    this.#model = model;
  }

  protected async handle(order: Order, session: ActionSession<'high'>): Promise<void> {
    const job = JOBS.find((one) => one.order === order.text);
    if (job === undefined) return;
    await converse(session, this.#model, promptFor(job, await this.#read(order, session)));
  }

  /** Looks everything up, and reads it. From then on whatever it does was perhaps a stranger's idea. */
  async #read(order: Order, session: ActionSession<'high'>): Promise<readonly string[]> {
    const { readMails, searchEvents } = this.#tools;
    const texts: string[] = [];
    if (order.text.startsWith('Move')) {
      const events = await session.call(searchEvents, { query: 'Dental check-up' });
      for (const { notes } of events) texts.push(session.reveal(notes));
      return texts;
    }
    const senders = order.text.match(/[\w.]+@[\w.]+\w/g) ?? ['anyone'];
    const mails = await Promise.all(senders.map((from) => session.call(readMails, { from })));
    for (const { text } of mails.flat()) texts.push(session.reveal(text));
    return texts;
  }
}
