// What the compiler refuses of tools and lists, and the sentence that it ends with.
/** Stands before every row. */
export const PRELUDE = `
import * as z from 'zod';
import { contract, type Listable, type Proposable } from './contract.js';
import { only, oneOf } from './only.js';
import { classify, unclassified } from './classify.js';
import { tool, type ActionTool, type AnyTool, type InputOf, type IntakeTool } from './tool.js';
import type { Answer, Extra, Refable, RefKeys } from './shield.js';
import type { ToolFits, Listability, Proposability, NothingToRun } from './fits.js';
import type { TrustLevel } from '../trust.js';
declare function intake<T extends TrustLevel>(options: { readonly trust: T; readonly tools: readonly IntakeTool<NoInfer<T>>[]; readonly proposes?: readonly Listable[] }): void;
declare function action<T extends TrustLevel>(options: { readonly trust: T; readonly tools: readonly ActionTool<NoInfer<T>>[] }): void;
declare function propose<C extends Proposable>(contract: C, input: InputOf<C>): void;
declare function call<C extends ActionTool<'high'>, A extends Refable<InputOf<C>> & Extra<A, C>>(tool: C, input: A): Promise<Answer<C, RefKeys<A>>>;
const email = contract({ name: 'send_email', effect: 'send', input: z.strictObject({ to: z.string(), body: z.string() }), control: ['to'] });
const page = contract({ name: 'web_page', effect: 'ingest', source: 'low', input: z.strictObject({ url: z.string() }) });
const sendEmail = tool(email, async () => ({ id: 1 }));
const webPage = tool(page, async () => '');
const form = tool({ name: 'contact_form', effect: 'ingest', source: 'zero', input: z.strictObject({}), run: async () => '' });
const draft = tool({ name: 'save_draft', effect: 'draft', input: z.strictObject({ body: z.string() }), run: async () => 1 });
const foreign = unclassified({ name: 'foreign', input: {}, run: async () => 1 });
`;

/** The promise, what is tried, the code, and the sentence. */
export const refused: readonly (readonly [promise: string, title: string, code: string, sentence: string])[] = [
  [
    'TYPE-1',
    'a contract made a tool',
    `intake({ trust: 'high', tools: [sendEmail] })`,
    `an IntakeAgent cannot register 'send_email': it sends messages`,
  ],
  [
    'TYPE-1',
    'an inline tool',
    `intake({ trust: 'high', tools: [tool({ name: 'wipe', effect: 'execute', input: z.strictObject({}), run: async () => 1 })] })`,
    `an IntakeAgent cannot register 'wipe': it runs commands`,
  ],
  [
    'TYPE-1',
    'a tool that updates',
    `intake({ trust: 'high', tools: [tool({ name: 'put', effect: 'update', input: z.strictObject({}), run: async () => 1 })] })`,
    `an IntakeAgent cannot register 'put': it updates records`,
  ],
  [
    'TYPE-1',
    'a tool that queries',
    `intake({ trust: 'high', tools: [tool({ name: 'ask', effect: 'query', source: 'high', input: z.strictObject({}), run: async () => 1 })] })`,
    `an IntakeAgent cannot register 'ask': it runs queries`,
  ],
  [
    'TYPE-1',
    'the bad one of a mixed array',
    `intake({ trust: 'low', tools: [webPage, sendEmail] })`,
    `an IntakeAgent cannot register 'send_email': it sends messages`,
  ],
  [
    'TYPE-1',
    'an array of its own',
    `const tools = [webPage, sendEmail]; intake({ trust: 'low', tools })`,
    `an IntakeAgent cannot register 'send_email': it sends messages`,
  ],
  [
    'TYPE-1',
    'a spread',
    `const mine = [sendEmail]; intake({ trust: 'low', tools: [webPage, ...mine] })`,
    `an IntakeAgent cannot register 'send_email': it sends messages`,
  ],
  [
    'TYPE-1',
    'generic code',
    `function make<T extends TrustLevel>(trust: T, tools: readonly IntakeTool<T>[]) { intake<T>({ trust, tools }); } make('low', [sendEmail])`,
    `an IntakeAgent cannot register 'send_email': it sends messages`,
  ],
  [
    'TYPE-1',
    'a variable of the type',
    `const held: IntakeTool<'high'> = sendEmail; void held`,
    `an IntakeAgent cannot register 'send_email': it sends messages`,
  ],
  [
    'TYPE-2',
    'an action agent that ingests',
    `action({ trust: 'high', tools: [webPage] })`,
    `an ActionAgent cannot register 'web_page': it reads outside content`,
  ],
  [
    'TYPE-2',
    'trust too low to record',
    `intake({ trust: 'low', tools: [draft] })`,
    `a low-trust agent cannot register 'save_draft': it saves drafts`,
  ],
  [
    'TYPE-2',
    'trust too low to act',
    `action({ trust: 'medium', tools: [sendEmail] })`,
    `a medium-trust agent cannot register 'send_email': it sends messages`,
  ],
  [
    'TYPE-2',
    'a source below the trust',
    `intake({ trust: 'low', tools: [form] })`,
    `a low-trust agent cannot register 'contact_form': it brings in zero-trust content`,
  ],
  [
    'TYPE-2',
    'union trust grants what both allow',
    `const both = 'low' as 'low' | 'high'; intake({ trust: both, tools: [draft] })`,
    `a low-trust agent cannot register 'save_draft': it saves drafts`,
  ],
  [
    'TYPE-2',
    'union trust takes what both take',
    `const both = 'low' as 'low' | 'high'; intake({ trust: both, tools: [webPage] })`,
    `a high-trust agent cannot register 'web_page': it brings in low-trust content`,
  ],
  [
    'TYPE-2',
    'a foreign tool',
    `intake({ trust: 'zero', tools: [foreign] })`,
    `nobody has declared what this tool can do: classify() it first`,
  ],
  [
    'TYPE-2',
    'a classified foreign tool',
    `const found = classify([foreign], { foreign: { effect: 'send' } }); intake({ trust: 'low', tools: [found.foreign] })`,
    `an IntakeAgent cannot register 'foreign': it sends messages`,
  ],
  [
    'TYPE-2',
    'a contract',
    `intake({ trust: 'low', tools: [page] })`,
    `'web_page' is a contract, with nothing to run: tool(contract, run) makes it a tool`,
  ],
  [
    'TYPE-2',
    'a name that is not known',
    `const name: string = 'x'; intake({ trust: 'low', tools: [tool({ name, effect: 'log', input: z.strictObject({}), run: async () => 1 })] })`,
    `a tool whose name is not known at compile time fits nowhere: classify() it first`,
  ],
  [
    'TYPE-6',
    'a control argument without bounds',
    `intake({ trust: 'low', tools: [], proposes: [email] })`,
    `only(send_email, …) says what 'to' may be`,
  ],
  [
    'TYPE-6',
    'proposing what observes',
    `propose(page, { url: '' })`,
    `an agent cannot propose 'web_page': it reads outside content`,
  ],
  [
    'TYPE-6',
    'proposing a tool',
    `propose(sendEmail, { to: '', body: '' })`,
    `'send_email' is a tool: propose its contract`,
  ],
  [
    'TYPE-6',
    'listing a tool',
    `intake({ trust: 'low', tools: [], proposes: [sendEmail] })`,
    `'send_email' is a tool: propose its contract`,
  ],
  [
    'TYPE-6',
    'an argument that is not there',
    `void call(sendEmail, { to: '', body: '', bcc: '' })`,
    `send_email takes no 'bcc'`,
  ],
];
