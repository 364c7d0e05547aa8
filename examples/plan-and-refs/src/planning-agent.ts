// An agent that commits to a plan before it reads anything, has mails read in quarantine, and passes on what nobody has read.
import { ActionAgent, among, anything, converse, step } from '@sallyport/core';
import type { ActionSession, Model, Order, Ref } from '@sallyport/core';
import * as z from 'zod';
import { billIn, dateIn, obedientReader, requestIn } from './reader.js';
import type { Tools } from './tools.js';

type Session = ActionSession<'high'>;

const REQUEST = z.strictObject({ wantsCopy: z.boolean(), invoice: z.number().min(0).max(9_999) });
const BILL = z.strictObject({ iban: z.string().max(34), amount: z.number().min(0).max(500) });

export class PlanningAgent extends ActionAgent<'high'> {
  readonly #tools: Tools;
  readonly #model: Model;

  constructor(tools: Tools, model: Model) {
    super({ name: 'office_agent', trust: 'high', tools: Object.values(tools) });
    this.#tools = tools;
    this.#model = model;
  }

  /** The order is in the owner's own words: what it says may be planned. Here code understands it, elsewhere a model may. */
  protected async handle({ text }: Order, session: Session): Promise<void> {
    const [first = '', second = ''] = text.match(/[\w.]+@[\w.]+\w/g) ?? [];
    const [, event = '', start = ''] = /^(?:Move|Put) (.+?) (?:to (.+)\.$|into)/.exec(text) ?? [];
    if (text.startsWith('Answer')) return this.#sendCopies(session, first);
    if (text.startsWith('Move')) return this.#move(session, event, start);
    if (text.startsWith('Pay')) return this.#pay(session, first, second);
    if (text.startsWith('Put')) return this.#enter(session, event, [first, second]);
    await session.report('I do not know how to do that.');
  }

  async #sendCopies(session: Session, colleague: string): Promise<void> {
    const mails = step(this.#tools.readMails, { from: 'anyone' });
    const books = step(this.#tools.listInvoices, {});
    const numbers = books.pick((all) => all.map(({ number }) => number));
    const look = step(this.#tools.getInvoice, { number: among(numbers) }, { times: 20 });
    const answer = {
      to: look.pick(({ customer }) => customer), // our books say who gets it, and no mail does
      subject: look.pick(({ title }) => title),
      body: look.pick((invoice) => invoice.text),
    };
    const send = step(this.#tools.sendEmail, answer, { times: 20 });
    const tell = step(this.#tools.sendEmail, { to: colleague, subject: 'Copies sent', body: anything });
    await session.plan([mails, books, look, send, tell]);

    const texts = (await session.run(mails)).map(({ text }) => text);
    const known = (await session.run(books)).map(({ number }) => number);
    const wanted = new Set<number>();
    for (const text of texts) {
      const request = await session.read(text, REQUEST, obedientReader(this.#model, requestIn));
      const { wantsCopy, invoice } = session.reveal(request); // a yes or no, and a number: no room for an instruction
      if (wantsCopy && known.includes(invoice)) wanted.add(invoice);
    }
    for (const number of wanted) {
      await session.run(look, { number });
      await session.run(send);
    }
    await session.run(tell, { body: [...wanted].join(', ') }); // asks: in it our private books have met strangers' wishes
    await this.#summarise(session, texts);
  }

  async #move(session: Session, event: string, start: string): Promise<void> {
    const find = step(this.#tools.searchEvents, { query: event });
    const move = step(this.#tools.moveEvent, { id: find.pick(([found]) => found?.id), start });
    await session.plan([find, move]);

    const notes = (await session.run(find)).map((event) => event.notes);
    await this.#summarise(session, notes);
    await session.run(move); // its model has read what strangers wrote: this was planned before
  }

  async #pay(session: Session, known: string, moved: string): Promise<void> {
    const { readMails, listPayees, pay } = this.#tools;
    const payees = step(listPayees, {});
    const accounts = payees.pick((all) => all.map(({ iban }) => iban));
    const theirBills = step(readMails, { from: known });
    const payThem = step(pay, { iban: among(accounts), amount: anything, reference: anything });
    const newBills = step(readMails, { from: moved });
    const payNew = step(pay, { iban: anything, amount: anything, reference: anything });
    await session.plan([payees, theirBills, payThem, newBills, payNew]);

    await session.run(payees);
    const bills = [
      ...(await session.run(theirBills)).map((mail) => ({ mail, how: payThem })),
      ...(await session.run(newBills)).map((mail) => ({ mail, how: payNew })),
    ];
    const readings = bills.map(({ mail }) => session.read(mail.text, BILL, obedientReader(this.#model, billIn)));
    await Promise.allSettled(readings); // first all of them are read …
    const payments = bills.map(async ({ mail, how }, i) => {
      const bill = await readings[i]!;
      await session.run(how, { iban: bill.at('iban'), amount: bill.at('amount'), reference: mail.subject });
    });
    const ended = await Promise.allSettled(payments); // … so that what has to be asked is asked side by side: one review
    const unpaid = bills.filter((_bill, i) => ended[i]?.status === 'rejected');
    await session.report(
      `Paid ${bills.length - unpaid.length}, and left:`,
      unpaid.map(({ mail }) => mail.text),
    );
  }

  async #enter(session: Session, event: string, [from, to]: readonly [string, string]): Promise<void> {
    const mails = step(this.#tools.readMails, { from });
    const enter = step(this.#tools.addEvent, { title: event, start: anything, notes: anything });
    const send = step(this.#tools.sendEmail, { to, subject: event, body: anything });
    await session.plan([mails, enter, send]);

    const [mail] = await session.run(mails);
    if (mail === undefined) return void (await session.report('There is no such mail.'));
    const start = await session.read(mail.text, z.iso.date(), obedientReader(this.#model, dateIn));
    await session.run(enter, { start, notes: mail.text });
    await session.run(send, { body: mail.text });
    await session.report('It is in your calendar, and on its way. This is what they write:', [mail.text]);
  }

  /** A model reads it all and does what it is told. What is not in the plan is refused, and nobody is asked. */
  async #summarise(session: Session, texts: readonly Ref<string>[]): Promise<void> {
    const read = texts.map((text) => session.reveal(text));
    await session.report(await converse(session, this.#model, `Summarise:\n\n${read.join('\n\n')}`));
  }
}
