// Running a tool whose start is on record: the only place that reaches a tool's code (WALL-2).
import { toJson, type Id, type Json } from '../canonical.js';
import { join, labelOf, type Label } from '../content/label.js';
import { SallyportError, ToolFailed, wordsOf } from '../errors.js';
import { schemaOf, type AnyContract } from '../tools/contract.js';
import { problemWith } from '../tools/input.js';
import type { Seal } from '../tools/tool.js';
import { EFFECTS, meet, type TrustLevel } from '../trust.js';
import type { Host } from './host.js';
import type { Outcome } from '../review/outcome.js';

export interface Run {
  readonly id: Id;
  readonly seal: Seal;
  readonly args: Json;
  /** What its arguments and its session had read. */
  readonly label: Label;
  readonly fence: number;
  readonly signal: AbortSignal;
}

/** Why a tool failed: our own word, never the tool's. */
export type FailureCode = 'THREW' | 'ABORTED' | 'BAD_OUTPUT';

/** What a failed tool leaves. `detail` is the tool's own words: outsiders' words. */
export interface Failure {
  readonly code: FailureCode;
  readonly detail: string;
}

/** What a failed step left, as {@link runTool} wrote it. */
export function readFailure(value: Json): Failure {
  // the hash has been checked: it is what this very file wrote
  return value as unknown as Failure;
}

const OUTPUT = { text: 8 * 1024 * 1024, what: 'what a tool returned' } as const;

/** Runs it, and records how it ended. Throws {@link ToolFailed} with the {@link Failure} and its label in `facts`. */
export async function runTool(host: Host, run: Run): Promise<Outcome> {
  const { contract } = run.seal;
  const label = outputLabel(contract, run.label);
  const ended = host.recordOnly?.(contract.effect) === true ? { value: null } : await attempt(run);
  const failed = 'code' in ended;
  const value: Json = host.journal.secrets.hide(failed ? { code: ended.code, detail: ended.detail } : ended.value);
  try {
    await host.journal.commit((draft) => {
      const result = draft.content(value, label);
      draft.add({ kind: 'step', of: run.id, to: failed ? 'failed' : 'executed', fence: run.fence, result });
      host.leases.release(draft, run.id);
    });
  } finally {
    // what could not be written down is an orphan from here on, and shown to a person
    host.leases.drop(run.id);
  }
  // what nobody may read in the journal, no agent reads either
  if (failed) throw toolFailed(contract.name, readFailure(value), label);
  return { id: run.id, value, label };
}

export function toolFailed(tool: string, { code, detail }: Failure, label: Label): ToolFailed {
  const what =
    code === 'BAD_OUTPUT'
      ? 'ran, but what it returned does not fit its contract'
      : code === 'ABORTED'
        ? 'was aborted'
        : 'threw';
  return new ToolFailed('TOOL_FAILED', `the tool '${tool}' ${what}: facts.detail holds its own words`, {
    tool,
    code,
    detail,
    label,
  });
}

async function attempt({ seal, args, id, signal }: Run): Promise<{ readonly value: Json } | Failure> {
  let output: unknown;
  try {
    // `as`: the arguments have been through the contract's schema, which is what `never` stands for here
    output = await seal.run(args as never, Object.freeze({ signal, idempotencyKey: id }));
  } catch (error) {
    return { code: signal.aborted ? 'ABORTED' : 'THREW', detail: wordsOf(error) };
  }
  try {
    return { value: checked(seal.contract, output) };
  } catch (error) {
    return { code: 'BAD_OUTPUT', detail: wordsOf(error) };
  }
}

function checked(contract: AnyContract, output: unknown): Json {
  const value = toJson(output ?? null, OUTPUT);
  const { output: schema } = schemaOf(contract);
  const problem = schema === undefined ? undefined : problemWith(schema, value);
  if (problem !== undefined) throw new SallyportError('BAD_INPUT', problem);
  return value;
}

/** The source of what a tool brings, as labels name it: no participant's name holds a colon. */
export const sourceOf = (contract: AnyContract): Id => `tool:${contract.name}`;

/**
 * The label of what a tool brings: its source, joined with everything that went in. An ingest is as trusted as its
 * source says; what an acting tool answers counts as outsiders' words, `low` at best, because a contract that trusts
 * more says so with `outsider`. Other tools bring nothing of their own.
 */
function outputLabel(contract: AnyContract, given: Label): Label {
  const { tier } = EFFECTS[contract.effect];
  if (contract.effect !== 'ingest' && tier !== 'act') return given;
  const trust: TrustLevel = contract.effect === 'ingest' ? contract.source : meet(contract.source, 'low');
  return join(given, labelOf(sourceOf(contract), trust, contract.private));
}
