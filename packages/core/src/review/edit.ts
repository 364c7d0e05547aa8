// Editing: what a person wants instead. Their changes are their own words; the rest stays as trusted as it was.
import * as z from 'zod';
import { canonical, toJson, type Id, type Json } from '../canonical.js';
import { join, labelOf, type Label } from '../content/label.js';
import { quote, SallyportError } from '../errors.js';
import type { Journal } from '../record/journal.js';
import type { Action } from '../record/standing.js';
import { readContract, type ContractRecord } from './contract-record.js';
import { labelsOf, readArguments, type Args, type Wanted } from './proposal.js';

export interface Edit {
  readonly person: Id;
  readonly changes: { readonly [name: string]: Json };
}

/** The proposal that replaces another one. Throws `BAD_INPUT` for arguments that its contract does not take (GATE-8). */
export async function edited(journal: Journal, { proposal }: Action, { person, changes }: Edit): Promise<Wanted> {
  const contract = await readContract(journal, proposal.contract);
  const before = await readArguments(journal, proposal, contract);
  // an object goes in, so an object comes out
  const changed = toJson(changes, { what: 'the changes' }) as Args;
  const args = toJson({ ...before, ...changed }, { what: 'the edited arguments', sorted: true }) as Args;
  mustFit(contract, args);
  if (canonical(args) === canonical(before))
    throw new SallyportError('BAD_INPUT', `nothing is changed in ${proposal.id}: approve or deny it as it is`);
  const old = labelsOf(proposal);
  const isNew = (name: string): boolean =>
    Object.hasOwn(changed, name) && canonical(args[name]!) !== canonical(before[name] ?? null);
  const own = labelOf(person, 'high');
  const labelIn = (name: string): Label => {
    const label = old[name];
    if (label === undefined) return own;
    if (!isNew(name)) return label;
    return keepsSome(args[name]!, before[name]!) ? join(label, own) : own;
  };
  const labels = Object.fromEntries(Object.keys(args).map((name) => [name, labelIn(name)]));
  const why = await journal.read(proposal.why);
  return {
    contract,
    args,
    labels,
    requester: person,
    executor: proposal.executor,
    message: proposal.message,
    why: typeof why === 'string' ? why : '',
    watermark: proposal.why.label,
    expires: proposal.expires,
    replaces: proposal.id,
  };
}

/** Does some text or number of what stood there stand in it still, in a list or a field? Then it is not all the person's. */
function keepsSome(value: Json, before: Json): boolean {
  const known = new Set(leavesOf(before));
  return leavesOf(value).some((leaf) => known.has(leaf));
}

function leavesOf(value: Json): readonly (string | number)[] {
  if (typeof value === 'string' || typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [];
}

/** The contract's JSON Schema, here; the executor asks the schema itself once more before anything runs. */
function mustFit({ data }: ContractRecord, args: Args): void {
  const fault = problemIn(data.input, args, data.input) ?? patternFault(data.input, args);
  if (fault === undefined) return;
  throw new SallyportError(
    'BAD_INPUT',
    `'${data.name}' does not take this: ${fault}; the proposal is pending as it was`,
    {
      tool: data.name,
    },
  );
}

/** Why a schema, a part of `root`, does not take a value, patterns aside. */
function problemIn(schema: Json, value: Json, root: Json): string | undefined {
  const whole = { ...fieldsOf(schema), ...('$defs' in fieldsOf(root) && { $defs: fieldsOf(root)['$defs']! }) };
  // `as`: zod reads any JSON Schema object, and contract() made this one
  const read = z.fromJSONSchema(withoutPatterns(whole) as Parameters<typeof z.fromJSONSchema>[0]).safeParse(value);
  const issue = read.error?.issues[0];
  return issue && `at ${quote(`/${issue.path.join('/')}`)}: ${issue.message}`;
}

/** zod compiles patterns without the `u` that JSON Schema (2020-12, 6.3.3) means them with: they are asked here instead. */
function withoutPatterns(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(withoutPatterns);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([key, value]) => key !== 'pattern' || typeof value !== 'string');
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutPatterns(value)]));
}

/** The first text that does not match a pattern of its schema, however deep it lies. */
function patternFault(root: Json, args: Args): string | undefined {
  const look = (schema: Json | undefined, value: Json, at: string): string | undefined => {
    const part = fieldsOf(schema);
    const { pattern, $ref } = part;
    if (typeof $ref === 'string') return look(target(root, $ref), value, at);
    if (typeof pattern === 'string' && typeof value === 'string' && !new RegExp(pattern, 'u').test(value))
      return `at ${quote(at)}: it does not match ${quote(pattern)}`;
    const members = Array.isArray(value)
      ? value.map((item, i) => look(listOf(part['prefixItems'])[i] ?? part['items'], item, `${at}/${i}`))
      : Object.entries(fieldsOf(value)).map(([key, field]) =>
          look(fieldsOf(part['properties'])[key] ?? part['additionalProperties'], field, `${at}/${key}`),
        );
    const all = listOf(part['allOf']).map((one) => look(one, value, at));
    const any = ['anyOf', 'oneOf'].map((key) => {
      const faults = listOf(part[key])
        .filter((one) => problemIn(one, value, root) === undefined)
        .map((one) => look(one, value, at));
      return faults.includes(undefined) ? undefined : faults[0];
    });
    return [...members, ...all, ...any].find((fault) => fault !== undefined);
  };
  return look(root, args, '');
}

/** What a `$ref` inside of a schema stands for (RFC 6901); other documents are not followed. */
function target(root: Json, ref: string): Json | undefined {
  if (!ref.startsWith('#')) return undefined;
  const keys = ref.slice(1).split('/').slice(1);
  return keys.reduce<Json | undefined>(
    (at, key) => fieldsOf(at)[key.replaceAll('~1', '/').replaceAll('~0', '~')],
    root,
  );
}

const fieldsOf = (value: Json | undefined): { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [key: string]: Json })
    : {};
const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);
