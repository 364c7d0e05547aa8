// Agents that do whatever a random script says with whatever they get, and a tracker that knows only who wrote which marker.
import * as z from 'zod';
import type { Id } from '../canonical.js';
import { trustOf, type Label } from '../content/label.js';
import { heldBy } from '../content/ref.js';
import type { Ref } from '../content/ref-type.js';
import { SallyportError } from '../errors.js';
import { contentsOf } from '../record/doc-of.js';
import type { Entry } from '../record/body.js';
import type { Store } from '../record/store.js';
import { only } from '../tools/only.js';
import { tool } from '../tools/tool.js';
import { notBelow, type TrustLevel } from '../trust.js';
import { ActionAgent } from './action-agent.js';
import { IntakeAgent } from './intake-agent.js';
import type { ActionSession, IntakeSession, Message, Order } from './session.js';
import { among, anything, step } from './step.js';

/** One operation: which, and what it is done with. */
export type Op = readonly [kind: number, a: number, b: number];

interface Author {
  readonly id: Id;
  readonly trust: TrustLevel;
  readonly isPrivate: boolean;
  /** A text that only this author has written, and a number. */
  readonly mark: string;
  readonly number: number;
}

/** Who wrote what, as the test alone knows it. It asks nothing of the library but the labels that it looks at. */
export class Tracker {
  readonly #authors: Author[] = [];
  readonly faults: string[] = [];

  add(id: Id, trust: TrustLevel, isPrivate = false): Author {
    const known = this.#authors.find((author) => author.id === id);
    if (known !== undefined) return known;
    const n = this.#authors.length + 1;
    const author = { id, trust, isPrivate, mark: `⟦${n}⟧`, number: 770_000 + n };
    this.#authors.push(author);
    return author;
  }
  /** The authors of whose text something stands in a value. */
  in(value: unknown, what: 'mark' | 'number' | 'any' = 'any'): readonly Author[] {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return this.#authors.filter(
      ({ mark, number }) =>
        (what !== 'number' && text.includes(mark)) || (what !== 'mark' && text.includes(String(number))),
    );
  }
  /** Notes each author whom a label has lost, or trusts further than is right. */
  covers(label: Label, value: unknown, where: string, what?: 'mark' | 'any'): void {
    if (trustOf(label) === 'zero') return;
    for (const { id, trust, isPrivate } of this.in(value, what)) {
      const said = Object.hasOwn(label.from, id) ? label.from[id] : undefined;
      if (said === undefined || !notBelow(trust, said)) this.faults.push(`${where}: ${id} is ${said ?? 'lost'}`);
      if (isPrivate && !label.private.includes(id)) this.faults.push(`${where}: ${id} is not private any more`);
    }
  }
  /** Looks at everything that stands in a journal: arguments, reasons, letters, material, results, memory. */
  async audit(store: Store): Promise<number> {
    let seen = 0;
    const rows = await store.entries(0, Number.MAX_SAFE_INTEGER);
    for (const { text } of rows) {
      // `as`: the runtime of this test has written it
      const { record } = JSON.parse(text) as Entry;
      for (const { id, label } of contentsOf(record.body)) {
        // what stands before the bytes is the salt
        const value = (await store.get('content', id))?.slice(22) ?? '';
        this.covers(label, value, `${record.body.kind} ${value.slice(0, 60)}`);
        seen += this.in(value).length;
      }
    }
    return seen;
  }
}

/** A session's label at one moment and the next: sources are added or lowered, and nothing stops being private. */
export function hasFallen(before: Label, after: Label): boolean {
  const keeps = Object.entries(before.from).every(([id, trust]) => {
    const now = after.from[id];
    return now !== undefined && notBelow(trust, now);
  });
  return keeps && before.private.every((id) => after.private.includes(id)) && notBelow(trustOf(before), trustOf(after));
}

const text = z.string();
const two = z.strictObject({ a: text, b: text });
const number = z.number().min(0).max(1_000_000);

/** The tools of both agents. What each brings bears the marks of whoever wrote it. */
function toolsOf(tracker: Tracker) {
  const low = tracker.add('tool:find', 'low');
  const secret = tracker.add('tool:crm', 'low', true);
  const typed = tracker.add('tool:ledger', 'high', true);
  const broken = tracker.add('tool:broken', 'low');
  const web = tracker.add('tool:web', 'low');
  const file = tracker.add('tool:file', 'high', true);
  const says = ({ mark, number: n }: Author): string => `words ${mark} ${n} and more`;
  const none = z.strictObject({});
  const item = z.strictObject({ id: text, asked: text, text, notes: z.array(z.strictObject({ n: text, note: text })) });
  const acting = {
    find: tool({
      ...{
        name: 'find',
        effect: 'query',
        source: 'low',
        private: false,
        control: [],
        input: z.strictObject({ a: text }),
      },
      ...{ output: z.array(item), outsider: ['text', 'notes.note'] },
      run: async ({ a }) => [{ id: 'id-1', asked: a, text: says(low), notes: [{ n: 'n-1', note: says(low) }] }],
    }),
    crm: tool({
      ...{ name: 'crm', effect: 'query', source: 'high', control: [], input: none },
      run: async () => says(secret),
    }),
    ledger: tool({
      ...{ name: 'ledger', effect: 'query', source: 'high', control: [], input: none, output: text, outsider: [] },
      run: async () => says(typed),
    }),
    echo: tool({ ...{ name: 'echo', effect: 'analyze', input: two }, run: async ({ a, b }) => ({ both: `${a}${b}` }) }),
    send: tool({
      ...{ name: 'send', effect: 'send', control: ['a'], input: two },
      run: async ({ a, b }) => `${a}${b}`,
    }),
    erase: tool({ ...{ name: 'erase', effect: 'execute', input: two }, run: async () => null }),
    pile: tool({
      ...{ name: 'pile', effect: 'analyze', input: z.strictObject({ items: z.json() }) },
      run: async ({ items }) => ({ items }),
    }),
    broken: tool({
      ...{
        name: 'broken',
        effect: 'query',
        source: 'low',
        private: false,
        control: [],
        input: z.strictObject({ a: text }),
      },
      run: async ({ a }): Promise<string> => {
        throw new RangeError(`${says(broken)}${a}`);
      },
    }),
  };
  const reading = {
    web: tool({
      ...{ name: 'web', effect: 'ingest', source: 'low', input: z.strictObject({ a: text }) },
      run: async () => says(web),
    }),
    file: tool({
      ...{ name: 'file', effect: 'ingest', source: 'high', egress: false, private: true, input: none },
      run: async () => says(file),
    }),
    weigh: tool({ ...{ name: 'weigh', effect: 'analyze', input: two }, run: async ({ a, b }) => `${a}${b}` }),
    torn: tool({
      ...{
        name: 'torn',
        effect: 'ingest',
        source: 'high',
        egress: false,
        private: true,
        input: z.strictObject({ a: text }),
      },
      run: async ({ a }): Promise<string> => {
        throw new Error(`${says(tracker.add('tool:torn', 'high', true))}${a}`);
      },
    }),
  };
  return { acting, reading };
}
type Tools = ReturnType<typeof toolsOf>;

/** An agent may end with any words. */
class GivenUp extends Error {}

/** What both kinds of sessions do alike: they keep what they have seen, and are looked at after each operation. */
abstract class Driver<S extends ActionSession<'high'> | IntakeSession<'low'>> {
  readonly session: S;
  readonly tracker: Tracker;
  readonly #plain: string[];
  constructor(session: S, tracker: Tracker, plain: readonly string[]) {
    this.session = session;
    this.tracker = tracker;
    this.#plain = [...plain];
  }
  /** Plain text that this session has: all of it, some of it, or two together. */
  text(n: number): string {
    const known = n % 2 === 0 ? this.#plain.at(-1)! : this.#plain[n % this.#plain.length]!;
    return n % 3 === 2 ? `${known.slice(-500)}${this.#plain[0]}` : known.slice(0, 2_000);
  }
  /** It is shown something. `what`: a number leaves the watermark as it is, where it was bounded. */
  sees(value: unknown, what: 'mark' | 'any' = 'any'): void {
    const shown = typeof value === 'string' ? value : JSON.stringify(value ?? null);
    this.tracker.covers(this.session.watermark, shown, `shown ${shown.slice(0, 60)}`, what);
    this.#plain.push(shown);
  }
  async act(op: Op, isAlone: boolean): Promise<void> {
    const before = this.session.watermark;
    try {
      await (op[0] < 0 ? this.recall() : this.one(op));
    } catch (error) {
      if (!SallyportError.isInstance(error)) throw error;
      this.failed(error);
    }
    const after = this.session.watermark;
    if (!hasFallen(before, after)) this.tracker.faults.push(`the watermark rose in ${op.join()}`);
    if (isAlone && this.isUnread(op) && before !== after) this.tracker.faults.push(`unread is read in ${op.join()}`);
  }
  /** Some of them side by side. */
  async all(ops: readonly Op[]): Promise<void> {
    const { memory } = this.session;
    const [[, a, b] = [0, 0, 0]] = ops;
    if (a % 2 === 0) await this.act([-1, a, b], true);
    for (let i = 0; i < ops.length; i += 1) {
      const [kind] = ops[i]!;
      if (kind % 5 !== 4) await this.act(ops[i]!, true);
      else await Promise.all(ops.slice(i, (i += 3)).map((op) => this.act(op, false)));
    }
    await memory.set(`k${b % 3}`, this.text(a * 2));
    if (b % 8 === 7) throw new GivenUp(this.text(a));
  }
  /** What other sessions have left. */
  protected async recall(): Promise<void> {
    for (const key of ['k0', 'k1', 'k2']) this.sees((await this.session.memory.get(key)) ?? null);
  }
  protected failed({ message, facts }: SallyportError): void {
    const { label: _, ...rest } = facts as Record<string, unknown>;
    for (const [name, fact] of Object.entries(rest)) if (heldBy(fact) !== undefined) delete rest[name];
    this.sees(`${message}${JSON.stringify(rest)}`, 'mark');
  }
  protected async remember(kind: number, a: number, b: number): Promise<void> {
    const { memory } = this.session;
    const key = kind % 2 === 0 ? `k${a % 3}` : this.text(a).slice(0, 200);
    if (kind % 4 === 0) await memory.set(key, this.text(b));
    else if (kind % 4 === 1) await memory.set(key, { deep: [this.text(b)] });
    else if (kind % 4 === 2) this.sees((await memory.get(key)) ?? null);
    else if (b % 3 === 0) await memory.delete(key);
    else this.sees(await memory.keys());
  }
  protected isUnread(_op: Op): boolean {
    return false;
  }
  protected abstract one(op: Op): Promise<void>;
}

class Reading extends Driver<IntakeSession<'low'>> {
  readonly #tools: Tools;
  constructor(session: IntakeSession<'low'>, tracker: Tracker, { message, tools }: { message: Message; tools: Tools }) {
    super(session, tracker, ['own']);
    this.#tools = tools;
    this.sees(message.text);
  }
  protected async one([kind, a, b]: Op): Promise<void> {
    const { session } = this;
    const { web, file, weigh, torn } = this.#tools.reading;
    switch (kind % 8) {
      case 0:
        return this.sees(await session.call(web, { a: this.text(a) }));
      case 1:
        return this.sees(await session.call(file, {}));
      case 2:
        return this.sees(await session.call(weigh, { a: this.text(a), b: this.text(b) }));
      case 3:
        return void (await session.call(torn, { a: this.text(a) }));
      case 4:
        return void (await session.report(this.text(a)));
      case 5:
        return void (await session.propose(
          'actor',
          this.#tools.acting.send.contract as never,
          { a: this.text(a), b: this.text(b) } as never,
          { why: this.text(b) },
        ));
      case 6:
        return void (await session.call(weigh, { a: 5, b: this.text(b) } as never));
      default:
        return this.remember(a, a, b);
    }
  }
}

class Acting extends Driver<ActionSession<'high'>> {
  readonly #tools: Tools['acting'];
  readonly #refs: Ref<unknown>[];
  #isPlanned = false;
  constructor(session: ActionSession<'high'>, tracker: Tracker, { order, tools }: { order: Order; tools: Tools }) {
    super(session, tracker, ['own']);
    this.sees(order.text);
    this.#tools = tools.acting;
    this.#refs = order.material.flatMap(({ text, subject, from }) => [text, subject, from]);
  }
  #ref(n: number): Ref<unknown> | undefined {
    return n % 2 === 0 ? this.#refs.at(-1) : this.#refs[n % Math.max(1, this.#refs.length)];
  }
  /** A Ref, where there is one and the number says so, or plain text. */
  #any(n: number): Ref<string> | string {
    const ref = n % 3 === 0 ? this.#ref(n) : undefined;
    return (ref as Ref<string> | undefined) ?? this.text(n);
  }
  /** Keeps what a call brings: Refs as they are, plain text as seen. */
  #keep(output: unknown): void {
    if (heldBy(output) !== undefined) this.#refs.push(output as Ref<unknown>);
    else if (Array.isArray(output)) for (const one of output) this.#keep(one);
    else if (typeof output === 'object' && output !== null) for (const one of Object.values(output)) this.#keep(one);
    else this.sees(output, 'mark');
  }
  protected override failed(error: SallyportError): void {
    super.failed(error);
    const { detail } = error.facts;
    if (heldBy(detail) !== undefined) this.#refs.push(detail as Ref<unknown>);
  }
  /** Calls and reads that are given Refs and bring Refs: the watermark stays, to the last source. */
  protected override isUnread([kind]: Op): boolean {
    return kind >= 0 && [1, 3, 5, 6, 7, 9, 11].includes(kind % 14);
  }
  protected async one([kind, a, b]: Op): Promise<void> {
    const { session } = this;
    const { find, crm, ledger, echo, send, erase, broken, pile } = this.#tools;
    const both = { a: this.#any(a), b: this.#any(b) };
    const ref = this.#ref(a);
    switch (kind % 14) {
      case 0:
        return this.#keep(await session.call(find, { a: this.#any(a) }));
      case 1:
        return this.#keep(await session.call(crm, {}));
      case 2:
        return this.#keep(await session.call(ledger, {}));
      case 3:
        return this.#keep(await session.call(echo, both));
      case 4:
        return this.#keep(await session.call(b % 3 === 0 ? erase : send, both));
      case 5:
        return this.#keep(await session.call(broken, { a: this.#any(a) }));
      case 6:
        return ref && this.#keep(await session.read(b % 2 === 0 ? ref : [ref, { also: both.b }], text, wordsIn));
      case 7:
        return ref && this.#measure(ref, b);
      case 8:
        return ref && this.#look(b % 2 === 0 ? ref : (ref as Ref<{ n: number }>).at('n'));
      case 9:
        return void (await session.report(this.text(a), ref === undefined ? [] : [ref, ...this.#refs.slice(0, b % 3)]));
      case 10:
        return void (await session.call(echo, { a: 5, b: this.text(b) } as never));
      case 11:
        return (
          ref &&
          void (await session.read(ref, z.boolean(), (value) => (b % 2 === 0 ? value : raise(JSON.stringify(value)))))
        );
      case 12:
        if (b % 4 === 0) return this.#plan(a, b);
        return this.#keep(
          await session.call(pile, {
            items: [both.a, { deep: [both.b, this.text(b)] }, this.#ref(b) ?? null] as never,
          }),
        );
      default:
        return this.remember(a, a, b);
    }
  }
  #numberIn(value: unknown, n: number): number {
    const authors = this.tracker.in(value);
    return authors[n % Math.max(1, authors.length)]?.number ?? 5;
  }
  /** Reads a number out of it, and may look at it at once. */
  async #measure(ref: Ref<unknown>, b: number): Promise<void> {
    const read = (value: unknown): { n: number } => ({ n: this.#numberIn(value, b) });
    const measured = await this.session.read(ref, z.strictObject({ n: number }), read);
    this.#refs.push(measured);
    if (b % 3 !== 0) this.#look(measured.at('n'));
  }
  #look(ref: Ref<unknown>): void {
    const value: unknown = this.session.reveal(ref);
    // a bounded value is looked at without being read: what is written with it is looked at in the journal
    const isBounded = typeof value === 'number' || (typeof value === 'object' && value !== null && 'n' in value);
    this.sees(value ?? null, isBounded ? 'mark' : 'any');
  }
  async #plan(a: number, b: number): Promise<void> {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    const { session } = this;
    const { find, send, echo } = this.#tools;
    const first = step(find, { a: this.text(a) });
    const steps = [
      step(send, {
        a: first.pick(([one]) => (a % 2 === 0 ? one?.id : this.text(b))),
        b: first.pick(([one]) => one?.text),
      }),
      step(echo, { a: this.#any(b) as string, b: among(first.pick((all) => all.map(({ id }) => id))) }),
      step(send, { a: first.pick(() => this.text(b + 1)), b: among(['x', this.text(a)]) }),
    ] as const;
    const last = step(send, { a: this.#any(a) as string, b: anything });
    await session.plan([first, ...steps, last]);
    this.#keep(await session.run(first));
    const look = this.#ref(b);
    if (look !== undefined && b % 3 === 0) this.#look(look);
    for (const run of [
      () => session.run(steps[0]),
      () => session.run(steps[1], { b: 'id-1' }),
      () => session.run(steps[2], { b: 'x' }),
      () => session.run(last, { b: this.#any(b) }),
    ])
      await run().then(
        (output) => this.#keep(output),
        (error: unknown) => {
          if (SallyportError.isInstance(error)) this.failed(error);
        },
      );
  }
}

const wordsIn = (value: unknown): string => `${JSON.stringify(value)}!`.slice(0, 2_000);

function raise(words: string): never {
  throw new Error(words);
}

/** Where the scripts are put before an agent is given something to handle. */
export interface Scripts {
  readonly tracker: Tracker;
  ops: readonly Op[];
  readonly thrown: unknown[];
}

export function agentsOf(scripts: Scripts) {
  const tools = toolsOf(scripts.tracker);
  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (error instanceof GivenUp) throw error;
      scripts.thrown.push(error);
    }
  };
  class Reader extends IntakeAgent<'low'> {
    constructor() {
      super({
        ...{ name: 'reader', trust: 'low', tools: Object.values(tools.reading), allowlist: ['*'] },
        proposes: [only(tools.acting.send.contract as never, { a: 'anyone' } as never) as never],
      });
    }
    protected override handle(message: Message, session: IntakeSession<'low'>) {
      return guarded(() => new Reading(session, scripts.tracker, { message, tools }).all(scripts.ops));
    }
  }
  class Actor extends ActionAgent<'high'> {
    constructor() {
      super({ name: 'actor', trust: 'high', tools: Object.values(tools.acting) });
    }
    protected override handle(order: Order, session: ActionSession<'high'>) {
      return guarded(() => new Acting(session, scripts.tracker, { order, tools }).all(scripts.ops));
    }
  }
  return [new Reader(), new Actor()] as const;
}
