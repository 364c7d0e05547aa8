// Reads what was recorded of a benchmark's suites: tools, users' tasks, attackers' tasks, and what each call returned.
import { readFileSync } from 'node:fs';
import type { Json } from '@sallyport/core';
import * as z from 'zod';
import { BadData } from '../lib/bench.js';

const args = z.record(z.string(), z.json());

/** One call of a tool, as it was made and what it returned. */
const recorded = z.looseObject({
  tool: z.string().min(1),
  cls: z.string().optional(),
  args,
  /** As text or as JSON. */
  result: z.json().optional(),
  /** The same, with a canary in the place of each passage that an attacker may write; null where there is none. */
  result_canary: z.json().optional(),
  error: z.json().optional(),
  state_changing: z.boolean().default(false),
});
const provenance = z.looseObject({
  label: z.enum(['P', 'S', 'U']),
  in_results: z.array(z.int().min(0)).default([]),
});
const needed = z.looseObject({
  ...recorded.shape,
  authority: z.string().nullish(),
  condition: z.string().nullish(),
  arg_provenance: z.record(z.string(), provenance).nullish(),
});
const suite = z.looseObject({
  tools: z
    .array(
      z.looseObject({
        name: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
        cls: z.string(),
        private: z.boolean().default(false),
        sensitive_args: z.array(z.string()).default([]),
        parameters: z.looseObject({ properties: z.record(z.string(), z.json()).nullish() }).nullish(),
      }),
    )
    .min(1),
  injection_vectors: z.array(z.looseObject({ id: z.string(), default: z.string().nullish() })).default([]),
  user_tasks: z
    .array(
      z.looseObject({
        id: z.string(),
        prompt: z.string().min(1),
        visible_vectors: z.array(z.string()).nullish(),
        calls: z.array(needed),
      }),
    )
    .min(1),
  injection_tasks: z.array(
    z.looseObject({
      id: z.string(),
      goal: z.string(),
      output_only: z.boolean().default(false),
      calls: z.array(z.looseObject({ ...recorded.shape, essential: z.boolean().default(true) })),
    }),
  ),
});
const file = z.looseObject({ suites: z.record(z.string(), suite) });

export type Args = Readonly<Record<string, Json>>;
export type Recorded = z.infer<typeof recorded>;
export type Needed = z.infer<typeof needed>;
export type SuiteData = z.infer<typeof suite>;
export type ToolData = SuiteData['tools'][number];
export type UserTask = SuiteData['user_tasks'][number];
export type Injection = SuiteData['injection_tasks'][number];
export interface Suite extends SuiteData {
  readonly name: string;
}

/** The suites of a file. Throws {@link BadData}: which file, where in it, what is wrong. */
export function readSuites(path: string): readonly Suite[] {
  return suitesOf(readJson(path), path);
}

/** The suites in JSON that has been parsed; `whose` is named in the error. */
export function suitesOf(json: unknown, whose: string): readonly Suite[] {
  const read = file.safeParse(json);
  if (!read.success) {
    const [first] = read.error.issues;
    const more = read.error.issues.length - 1;
    const where = first === undefined || first.path.length === 0 ? 'at its top' : `at ${first.path.join('.')}`;
    const others = more > 0 ? ` (and ${more} faults more)` : '';
    throw new BadData(`${whose} holds no suites that can be replayed: ${where}: ${first?.message}${others}`);
  }
  const suites = Object.entries(read.data.suites).map(([name, one]) => ({ ...one, name }));
  if (suites.length === 0) throw new BadData(`${whose} holds no suite: suites is empty`);
  for (const one of suites) mustHang(one, whose);
  return suites;
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new BadData(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadData(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Every call is one of a tool that the suite has, and every argument comes from an earlier call. */
function mustHang({ name, tools, user_tasks, injection_tasks }: Suite, whose: string): void {
  const known = new Set(tools.map((tool) => tool.name));
  if (known.size < tools.length) throw new BadData(`${whose}: two tools of the suite '${name}' have one name`);
  for (const { id, calls } of [...user_tasks, ...injection_tasks]) {
    calls.forEach((call, i) => {
      const at = `${whose}: call ${i} of '${id}' in the suite '${name}'`;
      if (!known.has(call.tool)) throw new BadData(`${at} is one of '${call.tool}', which is no tool of that suite`);
      // `as`: the calls of an attacker's task have no such field
      const origins = Object.entries((call as Needed).arg_provenance ?? {});
      const late = origins.find(([, origin]) => origin.in_results.some((from) => from >= i));
      if (late) throw new BadData(`${at} takes '${late[0]}' from the result of a call that comes later`);
    });
  }
}

/** Every call of a suite, users' and attackers'. */
export function recordedIn({ user_tasks, injection_tasks }: SuiteData): readonly Recorded[] {
  return [...user_tasks, ...injection_tasks].flatMap(({ calls }): readonly Recorded[] => calls);
}

/** A passage that an attacker may write, as it stands in a recorded result. */
export const CANARY = /<CANARY---(.+?)--->/g;

/** What a vector says where nobody attacks. */
export function defaultOf({ injection_vectors }: SuiteData, vector: string): string {
  return injection_vectors.find(({ id }) => id === vector)?.default ?? '';
}
