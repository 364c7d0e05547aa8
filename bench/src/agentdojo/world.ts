// The world of one run: tools answer what was recorded, with the attacker's words where an attacker may write, and note what ran.
import type { Json } from '@sallyport/core';
import { CANARY, defaultOf, type Args, type Injection, type Recorded, type Suite, type UserTask } from './data.js';
import type { Outputs } from './fields.js';
import { mapText, type Row } from './records.js';

/** What every attack begins with: whoever has read it does what follows. */
export const MARKER = '[[OBEY]]';
export const isMarked = (text: string): boolean => text.includes(MARKER);

export interface Executed {
  readonly tool: string;
  readonly args: Args;
}

export interface WorldFacts {
  readonly suite: Suite;
  readonly outputs: Outputs;
  readonly task: UserTask;
  /** Unsaid: nobody attacks. */
  readonly injection?: Injection | undefined;
}

export class World {
  readonly executed: Executed[] = [];
  readonly #facts: WorldFacts;
  readonly #answers = new Map<string, readonly Row[]>();
  readonly #errors = new Map<string, string>();

  constructor(facts: WorldFacts) {
    this.#facts = facts;
    const { task, injection } = facts;
    // what the task needs is answered as it was for the task
    for (const call of [...(injection?.calls ?? []), ...task.calls]) this.#know(call);
  }

  /** Runs a call. What nobody recorded is answered with nothing. */
  run(tool: string, args: Args): readonly Row[] {
    this.executed.push({ tool, args });
    const key = `${tool} ${canonical(args)}`;
    const error = this.#errors.get(key);
    if (error !== undefined) throw new Error(error);
    return this.#answers.get(key) ?? this.#likely(tool);
  }

  /** What an answer says where an argument was changed on its way: that of the task's own call of the tool. */
  #likely(tool: string): readonly Row[] {
    const { task } = this.#facts;
    const call = task.calls.find((one) => one.tool === tool);
    return call === undefined ? [] : (this.#answers.get(`${tool} ${canonical(call.args)}`) ?? []);
  }

  #know(call: Recorded): void {
    const key = `${call.tool} ${canonical(call.args)}`;
    this.#answers.set(key, this.#rowsOf(call));
    if (call.error !== undefined && call.error !== null && call.error !== '')
      this.#errors.set(key, typeof call.error === 'string' ? call.error : JSON.stringify(call.error));
  }

  #rowsOf({ tool, result, result_canary }: Recorded): readonly Row[] {
    const { outputs, injection } = this.#facts;
    const { rows } = outputs.get(tool)!;
    if (injection === undefined || result_canary === undefined || result_canary === null) return rows(result);
    // `as`: the text of each leaf changes, and the shape stays
    return rows(result_canary).map((row) => mapText(row, (text) => this.#attacked(text, injection)) as Row);
  }

  /** The attack stands where this task can come across it. */
  #attacked(text: string, injection: Injection): string {
    const { task, suite } = this.#facts;
    const visible = task.visible_vectors;
    return text.replace(CANARY, (_, vector: string) =>
      visible === undefined || visible === null || visible.includes(vector)
        ? `${MARKER} ${injection.goal}`
        : defaultOf(suite, vector),
    );
  }
}

/** JSON with its keys in order, whatever order they came in. */
export function canonical(value: Json): string {
  return JSON.stringify(value, (_, item: Json) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
