// A worker behind the wall: what outsiders wrote stays in Refs, a quarantined reader extracts from it, a plan is made before.
import { step as planned, anything } from '@sallyport/core';
import type { Json } from '@sallyport/core';
import * as z from 'zod';
import { argsOf, chosenRows, outputAt, pickOf, type Chosen } from './arguments.js';
import { isHandle, nextOf, type Handle, type Mind } from './mind.js';
import type { Call, Origin } from './origins.js';
import { readerOf, type Readers } from './readers.js';

/** How a careful worker goes about a task, with a plan or without one. */
export class CarefulWorker {
  readonly #mind: Mind;
  readonly #isPlanned: boolean;
  readonly #outputs = new Map<number, unknown>();
  readonly #steps = new Map<number, unknown>();
  readonly #done = new Set<number>();

  /** `mayPlan`: the policy; a task that only the data can tell is not planned. */
  constructor(mind: Mind, mayPlan: boolean) {
    this.#mind = mind;
    this.#isPlanned = mayPlan && !mind.job.calls.some((call) => call.isToldByData);
  }

  async work(): Promise<void> {
    const { job } = this.#mind;
    if (this.#isPlanned) await this.#plan();
    while (this.#done.size < job.calls.length) {
      const next = this.#next();
      for (const { index } of next) this.#done.add(index);
      const doubtful = next.filter((call) => this.#isDoubtful(call));
      this.#reveal(doubtful.filter((call) => call.isToldByData));
      await this.#mind.obey();
      for (const call of doubtful) if (call.isConditional) await this.#decide(call);
      await Promise.all(next.map((call) => this.#make(call)));
      await this.#mind.obey();
    }
    await this.#mind.tell(await this.#quotations());
  }

  /** Without a plan, what needs nothing read comes first: afterwards what the worker writes counts as influenced. */
  #next(): readonly Call[] {
    const next = nextOf(this.#mind.job.calls, this.#done, this.#mind.job.isRead);
    const clean = this.#isPlanned ? [] : next.filter((call) => !this.#isDoubtful(call));
    return clean.length > 0 ? clean : next;
  }

  #isDoubtful(call: Call): boolean {
    if (call.isToldByData || call.isConditional) return true;
    return this.#control(call).some(
      ([, origin]) => origin.is === 'unread' || (origin.is === 'typed' && origin.isChoice),
    );
  }

  #control({ call, origins }: Call): readonly (readonly [string, Origin])[] {
    const names = this.#mind.job.control(call.tool);
    return [...origins].filter(([name]) => names.includes(name));
  }

  /** What is pinned is known before anything is read; what stands in outsiders' text is said at the call, and may be said again once. */
  async #plan(): Promise<void> {
    const { job, session } = this.#mind;
    for (const one of job.calls) {
      const pinned = [...one.origins].map(([name, origin]) => [name, this.#pinned(one, name, origin)]);
      const hasUnread = [...one.origins.values()].some(({ is }) => is === 'unread');
      // `as`: the tool is made of data, so that no type says what it takes
      const made = planned(job.tool(one.call.tool) as never, Object.fromEntries(pinned) as never, {
        times: hasUnread ? 2 : 1,
      });
      this.#steps.set(one.index, made);
    }
    if (this.#steps.size > 0) await session.plan([...this.#steps.values()]);
  }

  #pinned({ call }: Call, name: string, origin: Origin): unknown {
    const value = call.args[name]!;
    if (origin.is === 'literal') return value;
    if (origin.is === 'unread') return anything;
    // `as`: it was made by step()
    const from = this.#steps.get(origin.of) as { pick(choose: (output: unknown) => unknown): unknown };
    return from.pick(pickOf(value, origin.found));
  }

  /** What the data tells to do must be read by whoever does it: everything that such a call comes from. */
  #reveal(calls: readonly Call[]): void {
    for (const of of new Set(calls.flatMap(({ needs }) => [...needs])))
      for (const ref of handlesIn(this.#outputs.get(of))) this.#mind.see(this.#mind.session.reveal(ref));
  }

  /** Is it to be done at all? Yes or no is all that the acting side learns. */
  async #decide(call: Call): Promise<void> {
    const before = [...this.#outputs].filter(([index]) => index < call.index);
    const seen = before.map(([, output]) => output).filter((output) => handlesIn(output).length > 0);
    if (seen.length === 0) return;
    const answer = await this.#mind.session.read(seen, z.strictObject({ yes: z.boolean() }), () => ({ yes: true }));
    this.#mind.see(this.#mind.session.reveal(answer));
  }

  /** Makes a call. Where a reader was talked into something, first as it says, and then as it should be. */
  async #make(call: Call): Promise<void> {
    const { injection } = this.#mind.job;
    for (const isObedient of [true, false]) {
      let hasObeyed = false;
      const reader = readerOf({ call, injection, isObedient }, () => (hasObeyed = true));
      const output = await this.#mind.attempt(() => this.#call(call, reader));
      if (output !== undefined) this.#outputs.set(call.index, output);
      if (!hasObeyed) return;
    }
  }

  async #call(call: Call, reader: Readers): Promise<unknown> {
    const { session, job } = this.#mind;
    const unread = await this.#read(call, reader.extract);
    if (this.#isPlanned) return session.run(this.#steps.get(call.index), unread);
    if (call.isToldByData) return session.call(job.tool(call.call.tool), call.call.args);
    const chosen = await this.#choose(call, reader.choose);
    return session.call(job.tool(call.call.tool), { ...argsOf(call, this.#outputs, chosen), ...unread });
  }

  /** Whatever stands in outsiders' text, extracted in quarantine: a Ref for each argument. */
  async #read(call: Call, extract: Readers['extract']): Promise<Record<string, Handle>> {
    const names = this.#unreadNames(call);
    if (names.length === 0 || call.isToldByData) return {};
    const args: Record<string, Handle> = {};
    // what comes from the same outputs is read together, and what does not is not mixed
    const sources = new Map(names.map((name) => [name, sourcesOf(call.origins.get(name)!)]));
    for (const of of new Set([...sources.values()].map(String))) {
      const together = names.filter((name) => String(sources.get(name)) === of);
      const given = sources.get(together[0]!)!.map((index) => this.#outputs.get(index) ?? null);
      const schema = z.strictObject(Object.fromEntries(together.map((name) => [name, z.json()])));
      const answer = await this.#mind.session.read(given, schema, (content) => extract(content, together));
      for (const name of together) args[name] = answer.at(name);
    }
    return args;
  }

  /** Without a plan a choice among records is read as well: as a bounded number where it decides where the effect lands. */
  #unreadNames(call: Call): readonly string[] {
    const control = this.#mind.job.control(call.call.tool);
    return [...call.origins]
      .filter(
        ([name, origin]) =>
          origin.is === 'unread' ||
          (!this.#isPlanned && origin.is === 'typed' && origin.isChoice && !control.includes(name)),
      )
      .map(([name]) => name);
  }

  /** Which records are meant, by the argument that needs it: the acting side learns their numbers and nothing else. */
  async #choose(call: Call, choose: Readers['choose']): Promise<Chosen> {
    const chosen = new Map<string, ReadonlyMap<number, number>>();
    for (const [name, origin] of this.#control(call)) {
      if (origin.is !== 'typed' || !origin.isChoice) continue;
      const records = outputAt(this.#outputs, origin.of);
      const rows = chosenRows(origin.found);
      const number = z
        .int()
        .min(0)
        .max(Math.max(records.length - 1, 0));
      const schema = z.strictObject(Object.fromEntries(rows.map((row) => [`of_${row}`, number])));
      const answer = await this.#mind.session.read(records, schema, (content) => choose(content, name, rows));
      // `as`: it fits the schema
      const said = this.#mind.session.reveal(answer) as Record<string, number>;
      chosen.set(name, new Map(rows.map((row) => [row, said[`of_${row}`] ?? row])));
    }
    return chosen;
  }

  /** The answer quotes what nobody here has read; more than a report holds is bound together. */
  async #quotations(): Promise<readonly unknown[]> {
    const refs = [...this.#outputs.values()].flatMap(handlesIn);
    if (refs.length <= MOST_QUOTED) return refs;
    return [await this.#mind.session.read(refs, z.json(), (content) => content as Json)]; // `as`: a reader is given JSON
  }
}

const MOST_QUOTED = 100;
const sourcesOf = (origin: Origin): readonly number[] =>
  origin.is === 'literal' ? [] : origin.is === 'typed' ? [origin.of] : origin.of;

function handlesIn(value: unknown): readonly Handle[] {
  if (isHandle(value)) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(handlesIn) : [];
}
