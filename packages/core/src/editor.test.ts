// Asks the language service what an editor shows: hovering is short, and the words of the table are offered.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const PAGE = `
import { ActionAgent, among, anything, contract, IntakeAgent, only, step, tool } from './index.js';
import type { ActionSession, IntakeSession, Message, Order } from './index.js';
import * as z from 'zod';

export const sendEmail = contract({
  name: 'send_email',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.email(), subject: z.string(), body: z.string() }),
});
export const emailSender = tool(sendEmail, async ({ to }) => ({ id: to }));
export const readPage = tool({
  name: 'read_page',
  effect: 'ingest',
  source: 'low',
  input: z.strictObject({ url: z.url() }),
  run: async ({ url }, { signal }) => url + signal.aborted,
});
export const lookup = tool({
  name: 'lookup',
  effect: 'query',
  source: 'high',
  input: z.strictObject({ id: z.string() }),
  output: z.strictObject({ id: z.string(), note: z.string() }),
  outsider: ['note'],
  run: async ({ id }) => ({ id, note: '' }),
});
export const listMails = contract({
  name: 'list_mails',
  effect: 'query',
  source: 'high',
  input: z.strictObject({}),
  output: z.strictObject({ items: z.array(z.strictObject({ id: z.string(), body: z.string() })) }),
  outsider: ['items.body'],
});
export const mails = tool(listMails, async () => ({ items: [] }));
export const toSender = only(sendEmail, { to: 'sender' });
export class Reader extends IntakeAgent<'low'> {
  constructor() {
    super({ name: 'reader', trust: 'low', tools: [readPage], proposes: [toSender], allowlist: ['*'] });
  }
  protected async handle(message: Message, session: IntakeSession<'low'>) {
    const page = await session.call(readPage, { url: message.text });
    const id = await session.propose('executor', sendEmail, { to: page, subject: '', body: '' }, { why: '' });
    void id;
  }
}
export class Executor extends ActionAgent<'high'> {
  constructor() {
    super({ name: 'executor', trust: 'high', tools: [emailSender, lookup, mails] });
  }
  protected async handle(order: Order, session: ActionSession<'high'>) {
    const sent = await session.call(emailSender, { to: 'a@b.c', subject: '', body: order.text });
    const found = await session.call(lookup, { id: order.text });
    const whole = await session.call(lookup, { id: order.material[0]!.text });
    const page = await session.call(mails, {});
    void [sent, found.note, whole, page];
    const look = step(lookup, { id: 'pinned' });
    const send = step(emailSender, { to: among(['a@b.c']), subject: look.pick((seen) => seen.id), body: anything });
    const ask = step(lookup, { id: anything });
    await session.plan([look, send, ask]);
    const held = (await session.run(look)).note;
    const size = await session.read({ held }, z.number(), ({ held: text }) => text.length);
    const done = await session.run(send, { to: 'a@b.c', body: 'open' });
    void [size, done];
  }
}
export const reader = new Reader();
`;

/** The place, by the text that starts there, and what is shown. */
const hovers: readonly (readonly [place: string, shown: string])[] = [
  [
    'sendEmail = ',
    'const sendEmail: Contract<"send_email", "send", "high", { to: string; subject: string; body: string; }, unknown, undefined, "to">',
  ],
  [
    'emailSender = ',
    'const emailSender: Tool<"send_email", "send", "high", { to: string; subject: string; body: string; }, { id: string; }, undefined, "to">',
  ],
  ['readPage = ', 'const readPage: Tool<"read_page", "ingest", "low", { url: string; }, string, undefined, "url">'],
  [
    'lookup = ',
    'const lookup: Tool<"lookup", "query", "high", { id: string; }, { id: string; note: string; }, readonly ["note"], "id">',
  ],
  ['toSender = ', 'const toSender: Bounded<"send_email">'],
  ['Reader extends', 'class Reader'],
  ['reader = ', 'const reader: Reader'],
  ['IntakeAgent<', '(alias) class IntakeAgent<T extends TrustLevel, P extends string = string> import IntakeAgent'],
  ['handle(message', '(method) Reader.handle(message: Message, session: IntakeSession<"low">): Promise<void>'],
  ['session: ActionSession', '(parameter) session: ActionSession<"high">'],
  ['tools: [readPage', '(property) IntakeOptions<"low", string>.tools: readonly IntakeTool<"low">[]'],
  ['page = ', 'const page: string'],
  ['id = await', 'const id: string'],
  ['sent = ', 'const sent: Ref<{ id: string; }>'],
  ['found = ', 'const found: { readonly id: string; readonly note: Ref<string>; }'],
  [
    'page = await session.call(mails',
    'const page: { readonly items: readonly { readonly id: string; readonly body: Ref<string>; }[]; }',
  ],
  ['note, whole', '(property) note: Ref<string>'],
  [
    'look = ',
    'const look: PlanStep<Tool<"lookup", "query", "high", { id: string; }, { id: string; note: string; }, readonly ["note"], "id">, never, never>',
  ],
  [
    'ask = ',
    'const ask: PlanStep<Tool<"lookup", "query", "high", { id: string; }, { id: string; note: string; }, readonly ["note"], "id">, never, "id">',
  ],
  ['seen) =>', '(parameter) seen: { readonly id: string; readonly note: Ref<string>; }'],
  ['held = ', 'const held: Ref<string>'],
  ['size = ', 'const size: Ref<number>'],
  ['done = ', 'const done: Ref<{ id: string; }>'],
  ['whole = ', 'const whole: Ref<{ id: string; note: string; }>'],
];
/** Three arguments and an answer fit; the names of the arguments are what makes it longer. */
const LINES = 7;
const CHARACTERS = 160;

/** What is written in the place of what, with `|` where the cursor stands, and what is offered there. */
const completions: readonly (readonly [written: string, instead: string, offered: readonly string[]])[] = [
  [
    `effect: 'send'`,
    `effect: '|'`,
    ['analyze', 'draft', 'execute', 'ingest', 'log', 'query', 'report', 'send', 'task', 'update'],
  ],
  [`source: 'low'`, `source: '|'`, ['high', 'low', 'medium', 'zero']],
  [`IntakeAgent<'low'>`, `IntakeAgent<'|'>`, ['high', 'low', 'medium', 'zero']],
  [`trust: 'low'`, `trust: '|'`, ['low']],
  [`control: ['to']`, `control: ['|']`, ['body', 'subject', 'to']],
  [`outsider: ['items.body']`, `outsider: ['|']`, ['items', 'items.body', 'items.id']],
  [`step(lookup, { id: 'pinned' })`, `step(lookup, { | })`, ['id']],
  [`subject: look.pick((seen) => seen.id)`, `subject: look.pick((seen) => seen.|)`, ['id', 'note']],
  [`run(send, { to: 'a@b.c', body: 'open' })`, `run(send, { | })`, ['body', 'to']],
  [`{ to: 'sender' }`, `{ to: '|' }`, ['anyone', 'contacts', 'sender']],
];

// `as`: TypeScript 6 has the interface of 5.9.
const six = createRequire(import.meta.url)('typescript-6') as typeof ts;

describe.each([
  ['5.9', ts],
  ['6', six],
])('an editor with TypeScript %s', (_version, compiler) => {
  const { service, path, write } = setup(compiler);

  test('understands the page', { timeout: 120_000 }, () => {
    expect(service.getSemanticDiagnostics(path).map(({ messageText }) => messageText)).toEqual([]);
  });

  test.each(hovers)('shows little over: %s', (place, shown) => {
    const parts = service.getQuickInfoAtPosition(path, PAGE.indexOf(place))?.displayParts ?? [];
    const text = parts.map((part) => part.text).join('');
    expect(text.replace(/\s+/g, ' ')).toBe(shown);
    expect(text.length).toBeLessThanOrEqual(CHARACTERS);
    expect(text.split('\n').length).toBeLessThanOrEqual(LINES);
  });

  test.each(completions)('offers what may stand in the place of: %s', (written, instead, offered) => {
    const page = PAGE.replace(written, instead.replace('|', ''));
    write(page);
    const cursor = PAGE.indexOf(written) + instead.indexOf('|');
    const entries = service.getCompletionsAtPosition(path, cursor, {})?.entries ?? [];
    write(PAGE);
    expect(entries.map(({ name }) => name).sort()).toEqual(offered);
  });
});

/** A language service over the page, which stands beside this file in memory only. */
function setup(compiler: typeof ts) {
  const path = fileURLToPath(new URL('./page.ts', import.meta.url));
  const config = fileURLToPath(new URL('../tsconfig.json', import.meta.url));
  const files = { ...compiler.sys, onUnRecoverableConfigFileDiagnostic: () => {} };
  const { options } = compiler.getParsedCommandLineOfConfigFile(config, {}, files)!;
  let page = PAGE;
  let version = 0;
  const service = compiler.createLanguageService({
    ...compiler.sys,
    getCompilationSettings: () => options,
    getScriptFileNames: () => [path],
    getScriptVersion: (file) => (file === path ? `${version}` : '0'),
    getScriptSnapshot: (file) => {
      const text = file === path ? page : compiler.sys.readFile(file);
      return text === undefined ? undefined : compiler.ScriptSnapshot.fromString(text);
    },
    fileExists: (file) => file === path || compiler.sys.fileExists(file),
    useCaseSensitiveFileNames: () => compiler.sys.useCaseSensitiveFileNames,
    getDefaultLibFileName: (all) => compiler.getDefaultLibFilePath(all),
  });
  const write = (text: string): void => {
    page = text;
    version += 1;
  };
  return { service, path, write };
}
