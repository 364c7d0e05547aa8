// The usual remedy: the agent reads everything, its model acts, and a person is asked before each act.
import { ActionAgent, converse, type ActionSession, type Model, type Order } from '@sallyport/core';
import { JOBS, promptFor, type Job } from './jobs.js';
import type { Tools } from './tools.js';

export class AskingAgent extends ActionAgent<'high'> {
  readonly #tools: Tools;
  readonly #model: Model;

  constructor(tools: Tools, model: Model) {
    super({ name: 'office_agent', trust: 'high', tools: Object.values(tools) });
    this.#tools = tools;
    this.#model = model;
  }

  protected async handle({ text }: Order, session: ActionSession<'high'>): Promise<void> {
    const job = JOBS.find(({ order }) => order === text);
    if (job !== undefined) await converse(session, this.#model, promptFor(job, await this.#read(job, session)));
  }

  /** Looks everything up, and reads it. From then on whatever it does was perhaps a stranger's idea. */
  async #read({ mails, events }: Job, session: ActionSession<'high'>): Promise<readonly string[]> {
    const { readMails, searchEvents } = this.#tools;
    const letters = await Promise.all(mails.map((from) => session.call(readMails, { from })));
    const dates = events === undefined ? [] : await session.call(searchEvents, { query: events });
    return [...letters.flat().map(({ text }) => text), ...dates.map(({ notes }) => notes)].map((ref) =>
      session.reveal(ref),
    );
  }
}
