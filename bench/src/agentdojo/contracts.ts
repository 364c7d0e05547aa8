// From what the data says of a tool to a contract of ours: one table, which knows no tool by its name.
import type { Effect } from '@sallyport/core';
import * as z from 'zod';
import { recordedIn, type SuiteData, type ToolData } from './data.js';
import { isOutsiders, type Output, type Outputs } from './fields.js';

interface Mapped {
  readonly effect: Effect;
  /** Does a call leave the machine, or land where others see it? */
  readonly egress: boolean;
}

/**
 * By class, the mildest first: a tool's contract is that of the strongest class of any of its calls, since it must hold for
 * all of them. What looks elsewhere leaves with its address. What writes down a draft, or adds to a file of one's own, does not
 * leave. All other acts do, unless somebody has shown that they do not: they change what others see or own.
 */
const CLASSES = {
  pure: { effect: 'query', egress: false },
  read: { effect: 'query', egress: false },
  'egress-read': { effect: 'query', egress: true },
  draft: { effect: 'draft', egress: false },
  write: { effect: 'update', egress: false },
  destroy: { effect: 'update', egress: true },
  admin: { effect: 'update', egress: true },
  commit: { effect: 'update', egress: true },
  share: { effect: 'update', egress: true },
  money: { effect: 'update', egress: true },
  send: { effect: 'send', egress: true },
  publish: { effect: 'send', egress: true },
} as const satisfies Record<string, Mapped>;
/** A class that nobody has heard of acts, and asks. */
const UNKNOWN: Mapped = { effect: 'execute', egress: true };
const ORDER = Object.keys(CLASSES);

/** What a tool does to the world, by the strongest class of its calls. */
export function mappedOf(tool: ToolData, suite: SuiteData): Mapped {
  const classes = [
    tool.cls,
    ...recordedIn(suite)
      .filter((call) => call.tool === tool.name)
      .map(({ cls }) => cls ?? tool.cls),
  ];
  const strongest = classes.toSorted((a, b) => rank(b) - rank(a))[0]!;
  // `as`: an own key of the table
  return Object.hasOwn(CLASSES, strongest) ? CLASSES[strongest as keyof typeof CLASSES] : UNKNOWN;
}
const rank = (cls: string): number => (ORDER.includes(cls) ? ORDER.indexOf(cls) : ORDER.length);

export const isRead = (tool: ToolData, suite: SuiteData): boolean => mappedOf(tool, suite).effect === 'query';

/** The fields of a contract, as `tool()` takes them. */
export function contractOf(tool: ToolData, suite: SuiteData, outputs: Outputs): Record<string, unknown> {
  const { effect, egress } = mappedOf(tool, suite);
  const input = inputOf(tool, suite);
  const { output, outsider } = outputOf(outputs.get(tool.name)!);
  return {
    name: tool.name,
    ...{ effect, egress, input, output, outsider },
    private: tool.private,
    control: tool.sensitive_args.filter((name) => Object.hasOwn(input.shape, name)),
    ...(effect === 'query' && { source: 'low' }),
  };
}

/** The same tool as somebody would declare who sees no outsiders anywhere. */
export function trusting(contract: Record<string, unknown>): Record<string, unknown> {
  return { ...contract, outsider: [], ...(contract['effect'] === 'query' && { source: 'high' }) };
}

/** Each argument, of the type that it is said to have, where that is so in every recorded call. */
function inputOf(tool: ToolData, suite: SuiteData): z.ZodObject {
  const said = tool.parameters?.properties ?? {};
  const args = recordedIn(suite)
    .filter((call) => call.tool === tool.name)
    .map((call) => call.args);
  const names = new Set([...Object.keys(said), ...args.flatMap(Object.keys)]);
  const shape = [...names].map((name) => {
    const values = args.flatMap((one) => (Object.hasOwn(one, name) ? [one[name]] : []));
    const simple = SIMPLE.find(
      (schema) => values.length > 0 && values.every((value) => schema.safeParse(value).success),
    );
    return [name, (simple ?? z.unknown()).optional()] as const;
  });
  return z.strictObject(Object.fromEntries(shape));
}
const SIMPLE = [z.string(), z.number(), z.boolean(), z.array(z.string())];

/** Records, and which of their fields outsiders write. All of them, or none known: the output is theirs as a whole. */
function outputOf({ fields }: Output): { readonly output: z.ZodType; readonly outsider: '*' | readonly string[] } {
  const shape = Object.fromEntries(fields.map(({ name }) => [name, z.unknown().optional()]));
  const theirs = fields.filter(isOutsiders).map(({ name }) => name);
  return { output: z.array(z.looseObject(shape)), outsider: theirs.length === fields.length ? '*' : theirs };
}
