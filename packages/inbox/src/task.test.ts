// What one task needs is one review: through a real runtime and a real desk, at a terminal.
import { ActionAgent, contract, IntakeAgent, tool } from '@sallyport/core';
import type { ActionSession, Order, ReviewItem } from '@sallyport/core';
import { testRuntime, type TestRuntime } from '@sallyport/core/testing';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { context, item, NOW, part, unasked } from './items.fixture.js';
import { viewQueue } from './queue.js';
import { queueScreen, textScreen } from './screen.js';
import { terminal } from './terminal.js';
import { Typist } from './typist.fixture.js';
import { viewOf } from './view.js';

const IBAN = 'GB29NWBK60161331926819';

describe('FLOW-3: an argument of an action agent’s call', () => {
  test('FLOW-3: shows its value, every source with its trust in a word and a colour, and how it differs from the order', async () => {
    await using t = await ordering({
      mail: 'GB29NWBK60161331926818',
      order: `Pay 120 to ${IBAN}, as he writes.`,
      act: (order, { pay }) => [pay({ iban: order.material[0]!.text, amount: 120 })],
    });
    const [asked] = await t.kit.desk.pending();
    const view = viewOf(asked!, context);
    expect(view.fields[0]).toMatchObject({
      name: '"iban"',
      control: true,
      value: {
        lines: ['GB29NWBK60161331926818'],
        sources: [{ name: '"~mail:supplier@example.com"', word: 'LOW trust', tone: 'warn' }],
      },
      flags: [
        {
          kind: 'nearly',
          level: 'alarm',
          text: expect.stringContaining(`is nearly "${IBAN}", which stands in the order`),
        },
        { kind: 'new' },
      ],
    });
    expect([view.careful, view.risk.level]).toEqual([true, 'high']);
    const drawn = textScreen(view, { width: 200, color: true });
    expect(drawn).toContain('\u001b[33m  from "~mail:supplier@example.com" (LOW trust)\u001b[0m');
    expect(drawn.find((line) => line.includes('is nearly'))).toMatch(/^\u001b\[31m {2}!! "GB29NWBK60161331926818"/); // eslint-disable-line no-control-regex
  });
});

describe('FLOW-5: the alarm is the first thing said', () => {
  const flow = { carries: ['tool:crm'], outsiders: ['~mail:x\u001b[2J@example.com'] };
  const words =
    'private content of "tool:crm" would leave the machine with this, and "~mail:x\\u{1b}[2J@example.com" had a say in it or wrote a part of it: look at who gets it, and at what';

  test('FLOW-5: on every screen, before what will happen, escaped, with a risk of its own; and approving takes care', () => {
    const view = viewOf(item({ flow }), context);
    expect([view.flow?.words, view.careful, view.folded]).toEqual([words, true, false]);
    expect(view.risk).toMatchObject({
      level: 'high',
      because: 'private content would leave, and outsiders had a say in it',
    });
    expect(textScreen(view, { width: 400, title: 't' }).slice(1, 3)).toEqual([`!! ${words}`, view.sentence]);
    const queue = queueScreen(viewQueue([item({ flow })], context), { width: 400 });
    const at = (text: string): number => queue.findIndex((line) => line.includes(text));
    expect(at(words)).toBeGreaterThan(0);
    expect(at(words)).toBeLessThan(at('p-1 · '));
    const plain = viewOf(item(), context);
    expect([Object.hasOwn(plain, 'flow'), plain.careful]).toEqual([false, false]);
  });

  test('FLOW-5: of many names it says how many more there are, and all of them are there', () => {
    const many = Array.from({ length: 40 }, (_, i) => `~mail:${i}@example.com`);
    const view = viewOf(item({ flow: { carries: [':many'], outsiders: many } }), context);
    expect(view.flow?.words).toContain(
      'content of more sources than a label lists would leave the machine with this, and "~mail:0@example.com", "~mail:1@example.com", "~mail:2@example.com" and 37 more sources had a say',
    );
    expect(view.folded).toBe(true);
    const whole = textScreen(view, { whole: true }).join('\n');
    for (const name of many) expect(whole).toContain(`  had a say: "${name}"`);
    expect(textScreen(view).join('\n')).not.toContain('~mail:39@');
  });

  test('FLOW-5: at a terminal it stands above the question again, and `a` takes the code', async () => {
    await using t = await leaking();
    await t.typing('a', 'x', 'q');
    expect(t.screen).toMatch(/^\n── the last proposal ─+\n!! private content of "tool:crm" would leave/);
    const [, above = ''] = t.screen.split('written at LOW trust');
    expect(above.trimStart()).toMatch(/^private content of "tool:crm" would leave/);
    expect(t.screen).toContain(
      'private content would leave, and outsiders had a say in it. To approve it all the same',
    );
    expect(await t.states()).toEqual(['pending']);
  });
});

describe('GATE-13: the questions of one task', () => {
  const two = [item({ id: 'p-1' }), item({ id: 'p-2', tool: { name: 'draft', effect: 'draft', contract: 'd' } })];

  test('GATE-13: stand together in the queue, whatever they ask, each with what will happen and its own risk', () => {
    const queue = viewQueue([...two, unasked({ id: 'p-3' })], context);
    expect(queue.groups.map(({ task, words }) => [task, words])).toEqual([
      [undefined, '1 proposal: "research_agent" asks "executor_agent" to run "send_email"'],
      ['m-1', '2 questions of one task: "research_agent" asks "executor_agent" to run "send_email", "draft"'],
    ]);
    expect(queue.words).toBe('3 proposals of 1 task and 1 kind wait for you');
    expect(queue.groups[1]?.risk.level).toBe('medium');
    expect(queueScreen(queue, { width: 200, title: 't' }).join('\n')).toContain(`
MEDIUM risk: 2 questions of one task: "research_agent" asks "executor_agent" to run "send_email", "draft"
  p-1 · runs out in 23 hours
  "executor_agent" will run "send_email": it sends messages. MEDIUM risk
  "to" "bob@example.com"
  "subject" "Your invoice 4711" · "body" "Dear Bob,⏎⏎please find the invoice at https://files.example/4711.⏎⏎Alice"
  digest ${item().digest}
  p-2 · runs out in 23 hours
  "executor_agent" will run "draft": it saves drafts. LOW risk
  "to" "bob@example.com"
  "subject" "Your invoice 4711" · "body" "Dear Bob,⏎⏎please find the invoice at https://files.example/4711.⏎⏎Alice"
  digest ${item().digest}`);
  });

  test('GATE-13: three calls side by side are shown together, and one key approves all that was shown, by one decision', async () => {
    await using t = await three();
    const digests = (await t.kit.desk.pending()).map(({ digest }) => digest);
    await t.typing('a', 'q');
    for (const [i, digest] of digests.entries()) {
      expect(t.screen).toContain(`── question ${i + 1} of 3 of one task ─`);
      expect(t.screen).toContain(`digest ${digest}\n`);
    }
    expect(t.screen).toContain('[a]pprove all 3  [d]eny all 3  [o]ne by one  [s]kip  [q]uit\n> ');
    expect(t.screen).toContain('approved and signed: all 3 may run, each exactly as shown.');
    expect(await t.states()).toEqual(['executed', 'executed', 'executed']);
    expect(await t.decisions()).toEqual([3]);
  });

  test('GATE-13: one key denies them all; s leaves them, and r brings them back together', async () => {
    await using t = await three();
    await t.typing('s', 'r', 'd', 'not today', 'q');
    expect(t.screen.split('── question 1 of 3 of one task ─')).toHaveLength(3);
    expect(t.screen).toContain('denied: none of them will run.');
    expect(await t.states()).toEqual(['denied', 'denied', 'denied']);
    expect(await t.decisions()).toEqual([3]);
  });

  test('GATE-13: o takes them one by one, each shown again, and what was edited comes next', async () => {
    await using t = await three();
    await t.typing('o', 'a', 'e', '"77"', '', 'a', 'd', '', 'q');
    expect(t.screen).toContain('── 1 of 3 proposals ─');
    expect((await t.states()).toSorted()).toEqual(['denied', 'executed', 'executed', 'replaced']);
    expect(await t.decisions()).toEqual([1, 1, 1]);
  });

  test('GATE-13: what is not what it looks like, or folded, takes its own code: without each of them nothing is approved', async () => {
    await using t = await three({ ibans: [IBAN, 'GB29NWBK60161331926818', `9${'0'.repeat(5000)}`] });
    await t.typing('a', 'wrong');
    const codes = (await t.kit.desk.pending()).map(({ digest }) => digest.slice(0, 8));
    expect(t.screen).toContain('question 2 of 3: something is not what it looks like. To approve it all the same');
    await t.typing('a', codes[1]!, 'wrong');
    expect(t.screen).toContain('question 3 of 3: part of it is folded away.');
    expect(await t.states()).toEqual(['pending', 'pending', 'pending']);
    await t.typing('v', 'a', codes[1]!, codes[2]!, 'q');
    expect(await t.states()).toEqual(['executed', 'executed', 'executed']);
    expect(await t.decisions()).toEqual([3]);
  });

  test('GATE-13: five wrong codes, and they are left alone; the end of the input decides none of them', async () => {
    await using t = await three({ ibans: [IBAN, 'GB29NWBK60161331926818', '12'] });
    await t.typing('a', '1', 'a', '2', 'a', '3', 'a', '4', 'a', '5');
    expect(t.screen).toContain('5 wrong codes: they are left alone for now.');
    await t.typing('r', 'a');
    t.input.end();
    expect(await t.states()).toEqual(['pending', 'pending', 'pending']);
  });

  test('GATE-13: where somebody else has decided one meanwhile, none is decided, and it is told', async () => {
    await using t = await three();
    const reviewing = t.start();
    await t.prompted();
    const [first] = await t.kit.desk.pending();
    await t.kit.desk.deny(first!.id);
    await t.type('a');
    await t.prompted();
    expect(t.screen).toContain('it did not happen: ALREADY_DECIDED');
    expect(t.screen).toContain('── question 1 of 2 of one task ─');
    expect(await t.states()).toEqual(['denied', 'pending', 'pending']);
    await t.type('a');
    await t.type('q');
    await reviewing;
    await t.kit.runtime.idle();
    expect(await t.states()).toEqual(['denied', 'executed', 'executed']);
  });

  test('GATE-13: one key answers a dozen at most; the others come next, and it says how many wait', async () => {
    await using t = await three({ ibans: Array.from({ length: 14 }, (_, i) => `${11 + (i % 3)}`) });
    await t.typing('a');
    expect(t.screen).toContain('── question 12 of 12 of one task, in which 14 wait ─');
    await t.typing('a', 'q');
    expect(t.screen).toContain('── question 2 of 2 of one task ─');
    expect(await t.decisions()).toEqual([12, 2]);
  });

  test('GATE-13: where one of them cannot be shown, nothing is offered for all', async () => {
    const broken = item({ id: 'p-9', parts: [part('n', Number.NaN)] });
    const typist = new Typist();
    const port = { ...desk([item(), item({ id: 'p-2' }), broken]) };
    const reviewing = terminal({ input: typist.input, output: typist.output, now: () => NOW }).review(port, {
      signal: new AbortController().signal,
    });
    for (const key of ['s', 's', 'q']) await typist.type(key);
    await reviewing;
    expect(typist.screen).not.toContain('pprove all');
    expect(typist.screen).toContain('proposal p-9 of "research_agent" cannot be shown');
  });
});

/** A desk that only shows. */
const desk = (items: readonly ReviewItem[]): Parameters<ReturnType<typeof terminal>['review']>[0] => {
  const refuse = async (): Promise<never> => {
    throw new Error('nothing is decided here');
  };
  const deciding = { approve: refuse, deny: refuse, decide: refuse, edit: refuse, withdraw: refuse };
  return {
    ...{ person: 'alice', ...deciding, send: refuse, forward: refuse },
    pending: async () => items,
    messages: async () => [],
    notices: async () => [],
    watch: async function* () {},
  };
};

const payments = contract({
  ...{ name: 'pay', effect: 'send', control: ['iban'] },
  input: z.strictObject({ iban: z.string(), amount: z.number() }),
});
const payer = tool(payments, async ({ iban }) => `paid ${iban}`);
const crm = tool({
  ...{ name: 'crm', effect: 'query', source: 'high', control: [], input: z.strictObject({}) },
  run: async () => '4711',
});

type Session = ActionSession<'high'>;
interface Calls {
  readonly pay: (input: Parameters<typeof paid>[1]) => Promise<unknown>;
  readonly session: Session;
}
const paid = (session: Session, input: { iban: unknown; amount: unknown }): Promise<unknown> =>
  // `as`: what the tests pass are values and Refs of these types
  session.call(payer, input as never).catch(() => undefined);

interface Wanted {
  readonly mail: string;
  readonly order: string;
  readonly act: (order: Order, calls: Calls) => readonly Promise<unknown>[] | Promise<readonly Promise<unknown>[]>;
}

/** An executor that asks for several things side by side, because a stranger's mail says where they go. */
async function ordering({ mail, order, act }: Wanted): Promise<Sitting> {
  class Executor extends ActionAgent<'high'> {
    constructor() {
      super({ name: 'executor_agent', trust: 'high', tools: [payer, crm] });
    }
    protected async handle(given: Order, session: Session) {
      await Promise.all(await act(given, { session, pay: (input) => paid(session, input) }));
    }
  }
  class Reader extends IntakeAgent<'low'> {
    constructor() {
      super({ name: 'reader', trust: 'low', tools: [], allowlist: ['*'] });
    }
    protected async handle() {}
  }
  const kit = await testRuntime({ agents: [new Reader(), new Executor()], unverified: 'low', real: true });
  const id = await kit.mail({ from: 'supplier@example.com', to: 'reader', text: mail });
  await kit.idle();
  await kit.desk.forward(id, { to: 'executor_agent', note: order });
  await kit.runtime.idle();
  return new Sitting(kit);
}

/** Three payments of one order, which has read a stranger's mail. */
const three = ({ ibans = ['11', '12', '13'] }: { readonly ibans?: readonly string[] } = {}): Promise<Sitting> =>
  ordering({
    mail: 'pay these',
    order: `Pay to ${IBAN}.`,
    act: (order, { session, pay }) => {
      session.reveal(order.material[0]!.text);
      return ibans.map((iban, i) => pay({ iban, amount: i }));
    },
  });

/** One payment that would carry what the crm holds to wherever a stranger says. */
const leaking = (): Promise<Sitting> =>
  ordering({
    mail: 'pay 4711',
    order: 'see to it',
    act: async (order, { session, pay }) => [
      pay({ iban: order.material[0]!.text, amount: Number(session.reveal(await session.call(crm, {}))) }),
    ],
  });

class Sitting extends Typist implements AsyncDisposable {
  readonly kit: TestRuntime;
  #reviewing: Promise<void> | undefined;

  constructor(kit: TestRuntime) {
    super();
    this.kit = kit;
  }

  start(): Promise<void> {
    const { input, output, kit } = this;
    const reviewer = terminal({
      input,
      output,
      width: 160,
      known: ['11', '12', '13', IBAN],
      now: () => kit.clock.now(),
    });
    return (this.#reviewing = reviewer.review(kit.desk, { signal: new AbortController().signal }));
  }

  async typing(...lines: readonly string[]): Promise<void> {
    void (this.#reviewing ?? this.start());
    for (const line of lines) await this.type(line);
    if (lines.at(-1) !== 'q') return this.prompted();
    await this.#reviewing;
    await this.kit.runtime.idle();
  }

  async states(): Promise<string[]> {
    await this.kit.idle();
    return this.kit.attempts('pay').map(({ state }) => state);
  }
  /** How many answers each decision in the journal holds. */
  async decisions(): Promise<number[]> {
    const rows = await this.kit.store.entries(0, 1000);
    // `as`: entries are JSON of records
    const bodies = rows.map(
      ({ text }) => (JSON.parse(text) as { record: { body: { kind: string; items: unknown[] } } }).record.body,
    );
    return bodies.flatMap(({ kind, items }) => (kind === 'decision' ? [items.length] : []));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.input.end();
    await this.#reviewing;
    await this.kit.close();
  }
}
