// What the compiler refuses of agents and sessions, and words of the last line that it says.
/** Stands before every row. */
export const PRELUDE = `
import * as z from 'zod';
import type { Ref } from '../content/ref-type.js';
import { contract, type AnyContract } from '../tools/contract.js';
import { only, oneOf } from '../tools/only.js';
import { tool } from '../tools/tool.js';
import type { TrustLevel } from '../trust.js';
import { ActionAgent } from './action-agent.js';
import { IntakeAgent } from './intake-agent.js';
import type { ActionSession, IntakeSession, Message, Order } from './session.js';
import { among, step } from './step.js';
const email = contract({ name: 'send_email', effect: 'send', control: ['to'], input: z.strictObject({ to: z.string(), body: z.string() }) });
const ticket = contract({ name: 'open_ticket', effect: 'task', control: [], input: z.strictObject({ title: z.string() }) });
const wipe = contract({ name: 'wipe_disk', effect: 'execute', control: ['host'], input: z.strictObject({ host: z.string() }) });
const page = contract({ name: 'web_page', effect: 'ingest', source: 'low', input: z.strictObject({ url: z.string() }) });
const sendEmail = tool(email, async () => ({ id: 1 }));
const webPage = tool(page, async () => '');
const form = tool({ name: 'contact_form', effect: 'ingest', source: 'zero', input: z.strictObject({}), run: async () => '' });
const draft = tool({ name: 'save_draft', effect: 'draft', input: z.strictObject({ body: z.string() }), run: async () => 1 });
const lookup = tool({ name: 'lookup', effect: 'query', source: 'high', input: z.strictObject({ id: z.string() }), output: z.strictObject({ id: z.string(), note: z.string() }), outsider: ['note'], run: async ({ id }) => ({ id, note: '' }) });
const shop = tool({ name: 'shop', effect: 'query', source: 'low', input: z.strictObject({ q: z.string() }), run: async ({ q }) => ({ text: q, n: 1 }) });
const filer = tool({ name: 'file', effect: 'task', input: z.strictObject({ files: z.array(z.strictObject({ name: z.string(), data: z.string() })) }), run: async () => 1 });
const toSender = only(email, { to: 'sender' });
declare const order: Order; declare const message: Message; declare const wide: AnyContract;
declare const reader: IntakeSession<'low', 'send_email' | 'open_ticket'>; declare const actor: ActionSession<'high'>;
`;
const intake = (trust: string, options: string, names = ''): string =>
  `class A extends IntakeAgent<'${trust}'${names}> { constructor() { super({ name: 'a', trust: '${trust}', ${options} }); } protected async handle() {} } void A;`;
const action = (trust: string, tools: string, handle = 'async handle() {}'): string =>
  `class A extends ActionAgent<'${trust}'> { constructor() { super({ name: 'a', trust: '${trust}', tools: [${tools}] }); } protected ${handle} } void A;`;

/** The promise, what is tried, the code, and words of the compiler's last line. */
export const refused: readonly (readonly [promise: string, title: string, code: string, sentence: string])[] = [
  [
    'TYPE-4',
    'a handler that takes a message',
    action('high', '', 'async handle(m: Message) { void m; }'),
    `Type 'Order' is not assignable to type 'Message'`,
  ],
  [
    'TYPE-4',
    'a message passed for an order',
    `const o: Order = message; void o;`,
    `Type 'Message' is not assignable to type 'Order'`,
  ],
  [
    'TYPE-4',
    'an order passed for a message',
    `const m: Message = order; void m;`,
    `Type 'Order' is not assignable to type 'Message'`,
  ],
  [
    'TYPE-4',
    'an order made of its parts',
    `const o: Order = { id: '', from: '', text: '', material: [] }; void o;`,
    `required in type 'Order'`,
  ],
  [
    'TYPE-4',
    'reading what was forwarded',
    `order.material[0]!.text.toUpperCase();`,
    `'toUpperCase' does not exist on type 'Ref<string>'`,
  ],
  [
    'TYPE-4',
    'an intake session in an action agent',
    action('high', '', `async handle(o: Order, s: IntakeSession<'high'>) { void [o, s]; }`),
    `is missing the following properties from type 'IntakeSession`,
  ],
  [
    'TYPE-4',
    'a session of more trust',
    action('medium', '', `async handle(o: Order, s: ActionSession<'high'>) { void [o, s]; }`),
    `is not assignable to type`,
  ],
  [
    'TYPE-1',
    'a class that sends',
    intake('high', 'tools: [sendEmail]'),
    `an IntakeAgent cannot register 'send_email': it sends messages`,
  ],
  [
    'TYPE-1',
    'a class field that sends',
    `class B extends IntakeAgent<'low'> { static readonly held = [webPage, sendEmail]; constructor() { super({ name: 'b', trust: 'low', tools: B.held }); } protected async handle() {} } void B;`,
    `an IntakeAgent cannot register 'send_email': it sends messages`,
  ],
  [
    'TYPE-2',
    'a class that ingests and acts',
    action('high', 'webPage'),
    `an ActionAgent cannot register 'web_page': it reads outside content`,
  ],
  [
    'TYPE-2',
    'a class whose trust is too low to act',
    action('medium', 'sendEmail'),
    `a medium-trust agent cannot register 'send_email': it sends messages`,
  ],
  [
    'TYPE-2',
    'a class whose trust is too low to record',
    intake('low', 'tools: [draft]'),
    `a low-trust agent cannot register 'save_draft': it saves drafts`,
  ],
  [
    'TYPE-2',
    'a class whose source is below its trust',
    intake('low', 'tools: [webPage, form]'),
    `a low-trust agent cannot register 'contact_form': it brings in zero-trust content`,
  ],
  [
    'TYPE-2',
    'a contract',
    intake('low', 'tools: [page]'),
    `'web_page' is a contract, with nothing to run: tool(contract, run) makes it a tool`,
  ],
  [
    'TYPE-2',
    'a generic class',
    `abstract class G<T extends 'low' | 'medium'> extends IntakeAgent<T> { constructor(trust: T) { super({ name: 'g', trust, tools: [draft] }); } } void G;`,
    `a low-trust agent cannot register 'save_draft': it saves drafts`,
  ],
  [
    'TYPE-2',
    'a zero-trust agent that proposes',
    intake('zero', 'tools: [], proposes: [ticket]'),
    `"a zero-trust agent proposes nothing"`,
  ],
  [
    'TYPE-6',
    'a control argument without bounds',
    intake('low', 'tools: [], proposes: [email]'),
    `only(send_email, …) says what 'to' may be`,
  ],
  [
    'TYPE-6',
    'listing a tool',
    intake('low', 'tools: [], proposes: [sendEmail]'),
    `'send_email' is a tool: propose its contract`,
  ],
  [
    'TYPE-6',
    'listing what is not among the names',
    intake('low', 'tools: [], proposes: [toSender, ticket]', `, 'send_email'`),
    `'"open_ticket"' is not assignable to type '"send_email"'`,
  ],
  [
    'TYPE-6',
    'proposing what is not listed',
    `void reader.propose('e', wipe, { host: 'a' }, { why: '' });`,
    `'"wipe_disk"' is not assignable to type '"send_email" | "open_ticket"'`,
  ],
  [
    'TYPE-6',
    'proposing with an argument missing',
    `void reader.propose('e', email, { to: 'a' }, { why: '' });`,
    `Property 'body' is missing`,
  ],
  [
    'TYPE-6',
    'proposing a tool',
    `void reader.propose('e', sendEmail, { to: 'a', body: '' }, { why: '' });`,
    `'send_email' is a tool: propose its contract`,
  ],
  ['TYPE-6', 'proposing bounds', `void reader.propose('e', toSender, { to: 'a', body: '' }, { why: '' });`, `only(`],
  [
    'TYPE-6',
    'proposing without a reason',
    `void reader.propose('e', email, { to: 'a', body: '' });`,
    `Expected 4 arguments, but got 3`,
  ],
  [
    'TYPE-6',
    'an intake session that acts',
    `void reader.call(sendEmail, { to: '', body: '' });`,
    `an IntakeAgent cannot register 'send_email': it sends messages`,
  ],
  [
    'TYPE-6',
    'an argument of the wrong type',
    `void actor.call(sendEmail, { to: 1, body: '' });`,
    `Type 'number' is not assignable to type`,
  ],
  [
    'TYPE-6',
    'an argument that is not there, beside a Ref',
    `void actor.call(sendEmail, { to: order.material[0]!.from, body: '', bcc: '' });`,
    `send_email takes no 'bcc'`,
  ],
  [
    'TYPE-6',
    'reading an answer that is a Ref',
    `void (async () => (await actor.call(shop, { q: '' })).text)();`,
    `Property 'text' does not exist on type 'Ref<`,
  ],
  [
    'TYPE-6',
    'reading a plain field of a call that was given a Ref',
    `void (async () => (await actor.call(lookup, { id: order.material[0]!.from })).id)();`,
    `Property 'id' does not exist on type 'Ref<`,
  ],
  [
    'TYPE-6',
    'an outsider field as text',
    `void (async () => { const note: string = (await actor.call(lookup, { id: '' })).note; void note; })();`,
    `'Ref<string>' is not assignable to type 'string'`,
  ],
  [
    'TYPE-6',
    'a Ref to a number for a text',
    `void (async () => actor.call(sendEmail, { to: (await actor.call(shop, { q: '' })).at('n'), body: '' }))();`,
    `'number' is not assignable to type 'string'`,
  ],
  [
    'TYPE-6',
    'a Ref to a number for a text, deep in an argument',
    `void (async () => actor.call(filer, { files: [{ name: '', data: (await actor.call(shop, { q: '' })).at('n') }] }))();`,
    `'number' is not assignable to type 'string'`,
  ],
  [
    'TYPE-6',
    'a field that is not there, deep in an argument',
    `const odd = { name: '', data: order.material[0]!.text, size: 1 }; void actor.call(filer, { files: [odd] });`,
    `file takes no 'files.size'`,
  ],
  [
    'TYPE-6',
    'a nested outsider field that the output lacks',
    `contract({ name: 'mails', effect: 'query', source: 'high', input: z.strictObject({}), output: z.strictObject({ items: z.array(z.strictObject({ id: z.string() })) }), outsider: ['items.body'] });`,
    `Type '"items.body"' is not assignable to type '"items" | "items.id"'`,
  ],
  [
    'TYPE-6',
    'an argument of a planned step that is pinned',
    `void actor.run(step(lookup, { id: '5' }), { id: '6' });`,
    `'id' is pinned, or no argument: leave it out of the call`,
  ],
  [
    'TYPE-6',
    'an argument of a planned step that is not there',
    `void actor.run(step(lookup, { id: among(['5', '6']) }), { ids: '6' });`,
    `'ids' is pinned, or no argument: leave it out of the call`,
  ],
  [
    'TYPE-6',
    'an argument that a step says and its tool lacks',
    `void step(lookup, { id: '5', all: '6' });`,
    `lookup takes no 'all'`,
  ],
  ['TYPE-6', 'revealing what is no Ref', `actor.reveal('text');`, `is not assignable to parameter of type 'Ref<`],
];
