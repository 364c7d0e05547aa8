// Every way to hand tools to an agent, times every reason to refuse one: each must end with the same sentence.
import { PRELUDE as AGENTS } from './sentences.fixture.js';

export const PRELUDE = `${AGENTS}
import { unclassified } from '../tools/classify.js';
import type { ActionTool, IntakeTool } from '../tools/tool.js';
const sum = tool({ name: 'sum', effect: 'analyze', input: z.strictObject({ a: z.number() }), run: async ({ a }) => a });
const foreign = unclassified({ name: 'foreign', input: {}, run: async () => 1 });
`;

interface Misfit {
  readonly agent: 'Intake' | 'Action';
  readonly trust: 'low' | 'medium' | 'high';
  /** A variable of the prelude, and what would make the same tool in place. */
  readonly tool: string;
  readonly inline: string;
  readonly sentence: string;
}
const misfits: readonly Misfit[] = [
  {
    ...{ agent: 'Intake', trust: 'low', tool: 'sendEmail' },
    inline: `tool({ name: 'send_email', effect: 'send', input: z.strictObject({ to: z.string() }), run: async () => 1 })`,
    sentence: `an IntakeAgent cannot register 'send_email': it sends messages`,
  },
  {
    ...{ agent: 'Action', trust: 'high', tool: 'webPage' },
    inline: `tool({ name: 'web_page', effect: 'ingest', source: 'high', input: z.strictObject({}), run: async () => '' })`,
    sentence: `an ActionAgent cannot register 'web_page': it reads outside content`,
  },
  {
    ...{ agent: 'Intake', trust: 'low', tool: 'draft' },
    inline: `tool({ name: 'save_draft', effect: 'draft', input: z.strictObject({}), run: async () => 1 })`,
    sentence: `a low-trust agent cannot register 'save_draft': it saves drafts`,
  },
  {
    ...{ agent: 'Action', trust: 'medium', tool: 'sendEmail' },
    inline: `tool({ name: 'send_email', effect: 'send', input: z.strictObject({ to: z.string() }), run: async () => 1 })`,
    sentence: `a medium-trust agent cannot register 'send_email': it sends messages`,
  },
  {
    ...{ agent: 'Intake', trust: 'medium', tool: 'form' },
    inline: `tool({ name: 'contact_form', effect: 'ingest', source: 'zero', input: z.strictObject({}), run: async () => '' })`,
    sentence: `a medium-trust agent cannot register 'contact_form': it brings in zero-trust content`,
  },
  {
    ...{
      agent: 'Intake',
      trust: 'low',
      tool: 'foreign',
      inline: `unclassified({ name: 'f', input: {}, run: async () => 1 })`,
    },
    sentence: `nobody has declared what this tool can do: classify() it first`,
  },
];

/** An agent class that registers `tools`; `before` stands in front of it. */
const agent = ({ agent: kind, trust }: Misfit, tools: string, before = ''): string =>
  `${before} class A extends ${kind}Agent<'${trust}'> { constructor() { super({ name: 'a', trust: '${trust}', tools: ${tools} }); } protected async handle() {} } void A;`;

/** A text for each form; the tool that fits stands before or after the one that does not. */
const forms: Readonly<Record<string, (misfit: Misfit) => string>> = {
  'an inline tool': (one) => agent(one, `[${one.inline}]`),
  'an inline tool among others': (one) => agent(one, `[sum, ${one.inline}]`),
  'an array of its own': (one) => agent(one, 'tools', `const tools = [${one.tool}];`),
  'a tuple': (one) => agent(one, 'tools', `const tools = [sum, ${one.tool}] as const;`),
  'a spread': (one) => agent(one, '[sum, ...more]', `const more = [${one.tool}];`),
  'a spread of a mixed array': (one) => agent(one, '[...more]', `const more = [${one.tool}, sum];`),
  'a mixed array': (one) => agent(one, `[sum, ${one.tool}]`),
  'a mixed array of its own': (one) => agent(one, 'tools', `const tools = [${one.tool}, sum];`),
  'a choice': (one) => agent(one, `[Math.random() < 0.5 ? sum : ${one.tool}]`),
  'a static class field': (one) =>
    agent(one, 'A.held', '').replace('{ constructor', `{ static readonly held = [sum, ${one.tool}]; constructor`),
  "another class's field": (one) => agent(one, 'new Kit().held', `class Kit { readonly held = [${one.tool}, sum]; }`),
  'a generic function': (one) =>
    `function make<T extends TrustLevel>(trust: T, tools: readonly ${one.agent}Tool<T>[]) { void [trust, tools]; } make('${one.trust}', [sum, ${one.tool}]);`,
  'a generic class': (one) =>
    `abstract class A<T extends '${one.trust}'> extends ${one.agent}Agent<T> { constructor(trust: T) { super({ name: 'a', trust, tools: [sum, ${one.tool}] }); } } void A;`,
};

/** Trust that may be either: what one of them refuses is refused. */
const unions: readonly (readonly [code: string, sentence: string])[] = [
  [
    `class A extends IntakeAgent<'low' | 'high'> { constructor(trust: 'low' | 'high') { super({ name: 'a', trust, tools: [sum, draft] }); } protected async handle() {} } void A;`,
    `a low-trust agent cannot register 'save_draft': it saves drafts`,
  ],
  [
    `class A extends IntakeAgent<'low' | 'high'> { constructor(trust: 'low' | 'high') { super({ name: 'a', trust, tools: [sum, webPage] }); } protected async handle() {} } void A;`,
    `a high-trust agent cannot register 'web_page': it brings in low-trust content`,
  ],
  [
    `class A extends ActionAgent<'medium' | 'high'> { constructor(trust: 'medium' | 'high') { super({ name: 'a', trust, tools: [sum, sendEmail] }); } protected async handle() {} } void A;`,
    `a medium-trust agent cannot register 'send_email': it sends messages`,
  ],
];

/** The form, the code, and the sentence that the last line of the compiler ends with. */
export const refused: readonly (readonly [form: string, code: string, sentence: string])[] = [
  ...Object.entries(forms).flatMap(([form, write]) => misfits.map((one) => [form, write(one), one.sentence] as const)),
  ...unions.map(([code, sentence]) => ['union trust', code, sentence] as const),
];

/** The same forms with tools that fit. */
export const fits: readonly string[] = [
  ...Object.values(forms).flatMap((write) => [
    write({ agent: 'Intake', trust: 'low', tool: 'webPage', inline: 'webPage', sentence: '' }),
    write({ agent: 'Intake', trust: 'medium', tool: 'draft', inline: 'draft', sentence: '' }),
    write({ agent: 'Action', trust: 'high', tool: 'sendEmail', inline: 'sendEmail', sentence: '' }),
  ]),
  `class A extends IntakeAgent<'low' | 'zero'> { constructor(trust: 'low' | 'zero') { super({ name: 'a', trust, tools: [sum, webPage] }); } protected async handle() {} } void A;`,
  `class A extends IntakeAgent<'medium' | 'high'> { constructor(trust: 'medium' | 'high') { super({ name: 'a', trust, tools: [sum, draft] }); } protected async handle() {} } void A;`,
];
