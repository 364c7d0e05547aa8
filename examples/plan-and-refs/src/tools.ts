// What the office's agents can do. Each contract says who writes what comes back, and which arguments decide where it lands.
import { contract, tool } from '@sallyport/core';
import * as z from 'zod';
import { INVOICES, PAYEES, type Office } from './office.js';

// Look-ups. Unsaid, they are private, and everything in them was written by outsiders.
const readMails = contract({
  name: 'read_mails',
  effect: 'query',
  source: 'low',
  input: z.strictObject({ from: z.string() }),
  output: z.array(z.strictObject({ id: z.string(), from: z.string(), subject: z.string(), text: z.string() })),
  outsider: ['from', 'subject', 'text'], // the id is the mail server's
});
const searchEvents = contract({
  name: 'search_events',
  effect: 'query',
  source: 'low',
  input: z.strictObject({ query: z.string() }),
  output: z.array(z.strictObject({ id: z.string(), start: z.string(), title: z.string(), notes: z.string() })),
  outsider: ['title', 'notes'], // of an invitation
});
const listInvoices = contract({
  name: 'list_invoices',
  effect: 'query',
  source: 'high',
  input: z.strictObject({}),
  output: z.array(z.strictObject({ number: z.number(), customer: z.string() })),
  outsider: [], // our own books
});
const getInvoice = contract({
  name: 'get_invoice',
  effect: 'query',
  source: 'high',
  input: z.strictObject({ number: z.number() }),
  output: z.strictObject({ number: z.number(), customer: z.string(), title: z.string(), text: z.string() }),
  outsider: [],
});
const listPayees = contract({
  name: 'list_payees',
  effect: 'query',
  source: 'high',
  private: false, // these accounts stand on every bill
  input: z.strictObject({}),
  output: z.array(z.strictObject({ name: z.string(), iban: z.string() })),
  outsider: [],
});

// Acts. `control`: what decides where it lands. The rest may be anybody's words.
const sendEmail = contract({
  name: 'send_email',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.email(), subject: z.string(), body: z.string() }),
});
const pay = contract({
  name: 'pay',
  effect: 'update',
  control: ['iban', 'amount'], // how much is a decision, too
  input: z.strictObject({ iban: z.string().max(34), amount: z.number().min(0).max(500), reference: z.string() }),
});
const moveEvent = contract({
  name: 'move_event',
  effect: 'update',
  egress: false, // the calendar stands in the office
  control: ['id', 'start'],
  input: z.strictObject({ id: z.string(), start: z.string() }),
});
const addEvent = contract({
  name: 'add_event',
  effect: 'update',
  egress: false,
  control: [], // it lands in our own calendar, whatever it says, and invites nobody
  input: z.strictObject({ title: z.string(), start: z.string(), notes: z.string() }),
});
const deleteEvent = contract({
  name: 'delete_event',
  effect: 'update',
  egress: false,
  control: ['id'],
  input: z.strictObject({ id: z.string() }),
});

/** The code behind the contracts: here it only writes down what it would have done. */
export const toolsOf = (office: Office) => ({
  readMails: tool(readMails, async ({ from }) => office.mailsFrom(from).map((mail) => ({ ...mail }))),
  searchEvents: tool(searchEvents, async ({ query }) => office.eventsNamed(query).map((event) => ({ ...event }))),
  listInvoices: tool(listInvoices, async () => INVOICES.map(({ number, customer }) => ({ number, customer }))),
  getInvoice: tool(getInvoice, async ({ number }) => ({
    ...INVOICES.find((one) => one.number === number)!,
    title: `Copy of invoice ${number}`,
  })),
  listPayees: tool(listPayees, async () => PAYEES.map((payee) => ({ ...payee }))),
  sendEmail: tool(sendEmail, async (input) => office.act('send_email', input)),
  pay: tool(pay, async (input) => office.act('pay', input)),
  moveEvent: tool(moveEvent, async (input) => office.act('move_event', input)),
  addEvent: tool(addEvent, async (input) => office.act('add_event', input)),
  deleteEvent: tool(deleteEvent, async (input) => office.act('delete_event', input)),
});
export type Tools = ReturnType<typeof toolsOf>;
