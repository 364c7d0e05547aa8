// Asks the compiler itself: which sentence it ends with, whether it is the run time's, and what the check costs.
import ts from 'typescript';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { EFFECTS, ROLES, SOURCED, TRUST, type Effect } from '../trust.js';
import { contractFits, listability, proposability, toolFits } from './fits.js';

const PRELUDE = `
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

const refused: readonly (readonly [promise: string, title: string, code: string, sentence: string])[] = [
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

describe('the last line of the compiler is the sentence', () => {
  // One program for all of them: each in a function of its own, on a line of its own.
  const { file, messages, lines } = compile(refused.map(([, , code]) => `void (async () => { ${code} });`).join('\n'));
  const first = file.getLineAndCharacterOfPosition(PRELUDE.length).line;

  test.each(refused.map((row, i) => [...row, first + i] as const))(
    '%s: %s',
    (_promise, _title, _code, sentence, line) => {
      const here = messages.filter((_, i) => lines[i] === line);
      expect(here).toHaveLength(1);
      expect(here[0]?.split('\n').at(-1)).toContain(sentence);
    },
  );

  test('TYPE-1: nothing else is refused', () => expect(messages).toHaveLength(refused.length));

  test('TYPE-1: what fits compiles', () => {
    const code = `intake({ trust: 'low', tools: [webPage], proposes: [only(email, { to: oneOf('a', 'b') }), only(email, { to: ['a'] })] });
      intake({ trust: 'medium', tools: [draft] }); intake({ trust: 'zero', tools: [webPage, form] }); action({ trust: 'high', tools: [sendEmail, draft] });
      propose(email, { to: '', body: '' }); void call(sendEmail, { to: '', body: '' });
      intake({ trust: 'low', tools: [classify([foreign], { foreign: { effect: 'ingest', source: 'low' } }).foreign] });`;
    expect(compile(code).messages).toEqual([]);
  });
});

test('WALL-1: for every seat, effect and source the run time says what the compiler says', () => {
  const effects = Object.keys(EFFECTS) as Effect[];
  const seats = [
    ...Object.keys(ROLES).map((role) => ['role', role] as const),
    ...TRUST.map((trust) => ['trust', trust] as const),
  ];
  const asked: { readonly type: string; readonly runtime: unknown }[] = [];
  for (const effect of effects) {
    for (const source of effect in SOURCED ? TRUST : (['high'] as const)) {
      // `as`: both objects have a field for every seat of their kind
      const fits = toolFits('x', effect, source) as unknown as Record<string, Record<string, unknown>>;
      for (const [kind, seat] of seats) {
        asked.push({
          type: `ToolFits<'x', '${effect}', '${source}'>['${kind}']['${seat}']`,
          runtime: fits[kind]?.[seat],
        });
      }
    }
    asked.push({ type: `Proposability<'x', '${effect}'>`, runtime: proposability('x', effect) });
    asked.push({ type: `Listability<'x', '${effect}', never>`, runtime: listability('x', effect, []) });
    asked.push({ type: `Listability<'x', '${effect}', 'to'>`, runtime: listability('x', effect, ['to']) });
    asked.push({ type: `Listability<'x', '${effect}', string>`, runtime: listability('x', effect, 'open') });
  }
  asked.push({ type: `NothingToRun<'x'>`, runtime: contractFits('x').role.intake });

  const { checker, file } = compile(`type All = [${asked.map(({ type }) => type).join(', ')}];`);
  const alias = file.statements.find(ts.isTypeAliasDeclaration)!;
  // `as`: a tuple type is a reference with its elements as arguments
  const elements = checker.getTypeArguments(checker.getTypeAtLocation(alias.name) as ts.TypeReference);
  const compiled = elements.map((type) =>
    type.isStringLiteral() ? type.value : checker.typeToString(type) === 'true',
  );
  expect(asked.length).toBe(137);
  expect(asked.map(({ type }, i) => [type, compiled[i]])).toEqual(asked.map(({ type, runtime }) => [type, runtime]));
});

test('TYPE-5: the check costs at most 40 instantiations per tool at 500 tools', () => {
  const effects = ['ingest', 'analyze', 'report'];
  const names = Array.from({ length: 500 }, (_, i) => `tool_${i}`);
  const declared = names.map((name, i) => {
    const effect = effects[i % effects.length]!;
    return `const ${name} = tool({ name: '${name}', effect: '${effect}', ${effect === 'ingest' ? `source: 'low', ` : ''}input: z.strictObject({ q${i}: z.string() }), run: async () => ${i} });`;
  });
  const cost = (held: string) =>
    compile(`${declared.join('\n')}\nconst held: readonly ${held}[] = [${names.join(', ')}]; void held;`)
      .instantiations;
  const perTool = (cost(`IntakeTool<'low'>`) - cost('{ readonly name: string }')) / names.length;
  expect(perTool).toBeGreaterThan(1);
  expect(perTool).toBeLessThanOrEqual(40);
}, 120_000);

interface Compiled {
  readonly messages: readonly string[];
  /** The line of each message. */
  readonly lines: readonly number[];
  readonly checker: ts.TypeChecker;
  readonly file: ts.SourceFile;
  readonly instantiations: number;
}

const snippet = fileURLToPath(new URL('./snippet.ts', import.meta.url));
const options = readOptions();
const files = new Map<string, ts.SourceFile | undefined>();

/** Compiles a snippet that stands beside this file, with the options of the workspace. */
function compile(code: string): Compiled {
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  const file = ts.createSourceFile(snippet, PRELUDE + code, {
    languageVersion: ts.ScriptTarget.ES2023,
    impliedNodeFormat: ts.ModuleKind.ESNext,
  });
  host.fileExists = (path) => path === snippet || fileExists(path);
  host.getSourceFile = (path, ...rest) => {
    if (path === snippet) return file;
    if (!files.has(path)) files.set(path, getSourceFile(path, ...rest));
    return files.get(path);
  };
  const program = ts.createProgram([snippet], options, host);
  const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  return {
    messages: diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    lines: diagnostics.map(({ start }) => file.getLineAndCharacterOfPosition(start ?? 0).line),
    checker: program.getTypeChecker(),
    file,
    instantiations: program.getInstantiationCount(),
  };
}

function readOptions(): ts.CompilerOptions {
  const path = fileURLToPath(new URL('../../tsconfig.json', import.meta.url));
  const parsed = ts.getParsedCommandLineOfConfigFile(
    path,
    { noUnusedLocals: false, noUnusedParameters: false },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  );
  return parsed!.options;
}
