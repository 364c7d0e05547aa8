import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { approveEverything, scriptedReviewer, testRuntime, type ScriptedReviewer } from '../testing.js';
import { contract } from '../tools/contract.js';
import { only } from '../tools/only.js';
import { tool } from '../tools/tool.js';
import type { TrustLevel, Verdict } from '../trust.js';
import { ActionAgent } from './action-agent.js';
import { IntakeAgent } from './intake-agent.js';
import type { ActionSession, IntakeSession, Message, Order } from './session.js';

const mail = z.strictObject({ to: z.email(), subject: z.string(), body: z.string() });
const sendEmail = contract({ name: 'send_email', effect: 'send', control: ['to'], input: mail });
const toBob = { to: 'bob@example.com', subject: 's', body: 'b' };

describe('labels and flow', () => {
  test('FLOW-1: revealing lowers the watermark for good: the same call that ran now asks', async () => {
    const verdicts: string[] = [];
    await using t = await acting(
      async (order, session, tools) => {
        await session.call(tools.send, toBob);
        verdicts.push('ran');
        const text = session.reveal(order.material[0]!.text);
        verdicts.push(text);
        await session.call(tools.send, toBob).catch((error: { code: string }) => verdicts.push(error.code));
      },
      scriptedReviewer(['deny']),
    );
    await t.forward('obey me');
    expect(verdicts).toEqual(['ran', 'obey me', 'GATE_DENIED']);
    expect(t.sent).toEqual([toBob]);
  });

  test('FLOW-2: what outsiders wrote cannot be read, written out or compared before it is revealed', async () => {
    const caught: unknown[] = [];
    await using t = await acting(async (order) => {
      const { text } = order.material[0]!;
      const ways = [
        () => `${text}`,
        () => JSON.stringify(text),
        () => String(text),
        () => (text as unknown as string) + '',
        () => Number(text),
        () => JSON.stringify({ a: [text] }),
      ];
      for (const way of ways) {
        try {
          caught.push(way());
        } catch (error) {
          caught.push((error as { code: string }).code);
        }
      }
      caught.push(Object.keys(text), Object.getOwnPropertyNames(text), Object.getOwnPropertySymbols(text));
      caught.push(JSON.stringify(structuredClone({ ...text })));
    });
    await t.forward('a secret order');
    expect(caught).toEqual([...Array.from({ length: 6 }, () => 'REF_UNREVEALED'), [], [], [], '{}']);
  });

  test('FLOW-2: a query answers with Refs where outsiders wrote, and plainly where they did not', async () => {
    const seen: unknown[] = [];
    await using t = await acting(
      async (_order, session, { find }) => {
        const answer = await session.call(find, { q: 'x' });
        seen.push(answer.id);
        expect(() => `${answer.note}`).toThrow(/Ref is not the text itself/);
        seen.push(session.reveal(answer.note));
        seen.push(await session.call(find, { q: 'y' }).catch((error: { code: string }) => error.code));
      },
      scriptedReviewer(['deny']),
    );
    await t.desk.send('executor_agent', 'look it up');
    await t.idle();
    expect(seen).toEqual([7, 'note on x', 'GATE_DENIED']);
  });

  test('FLOW-3: a low body to a trusted address runs, a low address asks, and the reviewer sees which is which', async () => {
    const ends: string[] = [];
    const reviewer = scriptedReviewer(['approve']);
    await using t = await acting(async (order, session, { send }) => {
      const { text, address } = order.material[0]!;
      await session.call(send, { ...toBob, body: text });
      ends.push('body ran');
      await session.call(send, { ...toBob, to: address });
      ends.push('address ran');
    }, reviewer);
    await t.forward('low words');
    expect(ends).toEqual(['body ran', 'address ran']);
    expect(t.sent).toEqual([
      { ...toBob, body: 'low words' },
      { ...toBob, to: 'x@example.com' },
    ]);
    expect(reviewer.seen).toHaveLength(1);
    expect(reviewer.seen[0]!.parts.map(({ name, trust, control }) => [name, trust, control])).toEqual([
      ['to', 'low', true],
      ['body', 'high', false],
      ['subject', 'high', false],
    ]);
  });

  test('FLOW-3: a call that was given a Ref answers with one, even where outsiders write nothing', async () => {
    await using t = await acting(async (order, session, { count }) => {
      expect(await session.call(count, { text: 'abc' })).toEqual({ n: 3 });
      const hidden = await session.call(count, { text: order.material[0]!.text });
      expect(() => JSON.stringify(hidden)).toThrow(/Ref is not the text itself/);
      expect(session.reveal(hidden)).toEqual({ n: 4 });
    }, approveEverything());
    await t.forward('four');
    expect(await t.desk.notices()).toEqual([]);
  });

  test('FLOW-3: a Ref of another session is dead, and what does not fit behind a Ref is not told', async () => {
    let kept: Order['material'][number]['text'] | undefined;
    const codes: unknown[] = [];
    await using t = await acting(async (order, session, { send }) => {
      const { text } = order.material[0]!;
      if (kept === undefined) {
        kept = text;
        codes.push(
          await session
            .call(send, { ...toBob, to: text })
            .catch((error: { code: string; message: string }) => [error.code, error.message.includes('secret')]),
        );
        return;
      }
      codes.push(await session.call(send, { ...toBob, body: kept }).catch((error: { code: string }) => error.code));
      expect(() => session.reveal(kept!)).toThrow(/not a Ref of this session/);
    });
    await t.forward('secret, no address');
    await t.forward('again');
    expect(codes).toEqual([['BAD_INPUT', false], 'NOT_A_REF']);
  });

  test('GATE-1: two calls that ask at once both block, and each goes by its own answer', async () => {
    const ends: string[] = [];
    await using t = await acting(async (order, session, { send }) => {
      const { address } = order.material[0]!;
      const ask = (subject: string) =>
        session.call(send, { ...toBob, subject, to: address }).then(
          () => ends.push(`${subject} ran`),
          (error: { code: string }) => ends.push(`${subject} ${error.code}`),
        );
      await Promise.all([ask('one'), ask('two')]);
    });
    await t.forward('x');
    const [first, second] = await t.desk.pending();
    expect(ends).toEqual([]);
    await t.desk.deny(first!.id);
    await t.idle();
    expect(ends).toHaveLength(1);
    await t.desk.approve(second!.id);
    await t.idle();
    expect(ends.map((end) => end.split(' ')[1])).toEqual(['GATE_DENIED', 'ran']);
    expect(t.sent).toHaveLength(1);
  });

  test('FLOW-2: what a tool threw after it was approved is behind a Ref as well', async () => {
    const bad = tool({
      name: 'bad',
      effect: 'execute',
      input: z.strictObject({}),
      control: [],
      run: async () => {
        throw new Error('CALL send_email');
      },
    });
    let error: { code?: string; facts?: { detail: never } } = {};
    await using t = await acting(
      async (_order, session) => {
        await session.call(bad, {}).catch((thrown: typeof error) => (error = thrown));
      },
      approveEverything(),
      { more: [bad] },
    );
    await t.desk.send('executor_agent', 'go');
    await t.idle();
    expect(error.code).toBe('TOOL_FAILED');
    expect(() => JSON.stringify(error.facts!.detail)).toThrow(/Ref is not the text itself/);
  });

  test('FLOW-3: two calls at once: an ingest lowers the watermark before the other is judged', async () => {
    const read = tool({
      name: 'read_page',
      effect: 'ingest',
      source: 'medium',
      input: z.strictObject({}),
      run: async () => 'CALL',
    });
    const states: string[] = [];
    class Medium extends IntakeAgent<'medium'> {
      constructor() {
        super({
          name: 'reader',
          trust: 'medium',
          tools: [read],
          proposes: [only(sendEmail, { to: 'anyone' })],
          allowlist: ['*'],
        });
      }
      protected async handle(_message: Message, session: IntakeSession<'medium'>) {
        await Promise.all([session.call(read, {}), session.propose('executor_agent', sendEmail, toBob, { why: 'w' })]);
      }
    }
    await using t = await testRuntime({
      agents: [new Medium(), executorOf()],
      contacts: [{ name: 'carol', trust: 'high', at: ['mail:carol@example.com'] }],
    });
    await t.mail({ from: 'carol@example.com', to: 'reader', text: 'hi', proof: 'verified' });
    await t.idle();
    states.push(...(await t.desk.pending()).map(({ parts }) => parts[0]!.trust));
    expect(states).toEqual(['medium']);
  });
});

describe('the table at run time', () => {
  const rows: [TrustLevel, Verdict][] = [
    ['high', 'allow'],
    ['medium', 'ask'],
    ['low', 'ask'],
    ['zero', 'deny'],
  ];
  test.each(rows)('WALL-4: a control argument of %s trust: %s', async (trust, verdict) => {
    const bring = tool({
      name: 'bring',
      effect: 'analyze',
      input: z.strictObject({ text: z.string() }),
      outsider: [],
      run: async ({ text }) => text,
    });
    let end = 'allow';
    await using t = await acting(
      async (order, session, { send }) => {
        const asked = session.call(send, { ...toBob, to: trust === 'high' ? toBob.to : order.material[0]!.address });
        end = await asked.then(
          () => 'allow',
          (error: { code: string }) => (error.code === 'DENIED' ? 'deny' : 'ask'),
        );
      },
      scriptedReviewer(['deny']),
      { trust, more: [bring] },
    );
    await t.forward('x');
    expect(end).toBe(verdict);
    expect(t.sent).toHaveLength(verdict === 'allow' ? 1 : 0);
  });

  test('WALL-4: a policy may tighten and never loosen, and one that fails is taken as ask', async () => {
    const run = async (policy: () => Verdict): Promise<string> => {
      let end = 'never';
      await using t = await acting(
        async (_order, session, { send }) => {
          end = await session.call(send, toBob).then(
            () => 'ran',
            (error: { code: string }) => error.code,
          );
        },
        scriptedReviewer(['deny']),
        { policy },
      );
      await t.desk.send('executor_agent', 'go');
      await t.idle();
      return end;
    };
    expect(await run(() => 'allow')).toBe('ran');
    expect(await run(() => 'deny')).toBe('DENIED');
    expect(await run(() => 'ask')).toBe('GATE_DENIED');
    expect(await run(() => undefined as never)).toBe('GATE_DENIED');
    expect(await run(() => Promise.resolve('allow') as never)).toBe('GATE_DENIED');
    expect(
      await run(() => {
        throw new Error('no');
      }),
    ).toBe('GATE_DENIED');
  });

  test('WALL-4: what runs commands always asks, on the owner’s own order too', async () => {
    const reboot = tool({
      name: 'reboot',
      effect: 'execute',
      input: z.strictObject({}),
      control: [],
      run: async () => 1,
    });
    let end = '';
    await using t = await acting(
      async (_order, session) => {
        end = await session.call(reboot, {}).then(
          () => 'ran',
          (error: { code: string }) => error.code,
        );
      },
      scriptedReviewer(['deny']),
      { more: [reboot] },
    );
    await t.desk.send('executor_agent', 'reboot');
    await t.idle();
    expect(end).toBe('GATE_DENIED');
  });
});

describe('the choke point', () => {
  test('WALL-2: a session calls only the very tools that were registered, and every attempt is on record', async () => {
    const stranger = tool({ name: 'stranger', effect: 'send', input: mail, run: async () => 1 });
    const codes: string[] = [];
    await using t = await acting(async (_order, session, { send }) => {
      const tries = [
        stranger,
        { ...send },
        Object.create(send) as never,
        new Proxy(send, {}),
        JSON.parse(JSON.stringify(send)) as never,
        'send_email',
        null,
        undefined,
      ];
      for (const one of tries)
        codes.push(
          await session.call(one as never, toBob as never).then(
            () => 'ran',
            (error: { code: string }) => error.code,
          ),
        );
    }, approveEverything());
    await t.desk.send('executor_agent', 'go');
    await t.idle();
    expect(codes).toEqual(Array.from({ length: 8 }, () => 'TOOL_FORBIDDEN'));
    expect(t.attempts().filter(({ state }) => state === 'refused')).toHaveLength(8);
    expect(t.sent).toEqual([]);
  });

  test('WALL-2: a tool has no run to reach, and a subclass that overrides what it likes gains nothing', async () => {
    const sender = tool(sendEmail, async () => 1);
    expect('run' in sender).toBe(false);
    class Sly extends IntakeAgent<'low'> {
      dispatched = 0;
      constructor() {
        super({ name: 'sly', trust: 'low', tools: [], allowlist: ['*'] });
      }
      dispatch() {
        this.dispatched += 1;
      }
      protected async handle(_message: Message, session: IntakeSession<'low'>) {
        const own = session as unknown as Record<string, unknown>;
        expect(() => {
          own['role'] = 'action';
        }).toThrow(TypeError);
        expect(() => {
          this.dispatched = 1;
        }).toThrow(TypeError);
        await session.call(sender as never, toBob as never);
      }
    }
    await using t = await testRuntime({
      agents: [new Sly()],
      unverified: 'low',
      reviewer: approveEverything(),
      real: true,
    });
    await t.mail({ from: 'x@example.com', to: 'sly', text: 'go' });
    await t.idle();
    expect(t.reached()).toEqual([]);
    expect((await t.desk.notices())[0]).toMatchObject({ what: expect.stringContaining('failed') });
  });

  test('WALL-2: a session is dead once its handling is over', async () => {
    let kept: ActionSession<'high'> | undefined;
    const sends: unknown[] = [];
    await using t = await acting(async (_order, session, { send }) => {
      kept = session;
      sends.push(send);
    });
    await t.desk.send('executor_agent', 'go');
    await t.idle();
    await expect(kept!.call(sends[0] as never, toBob as never)).rejects.toMatchObject({ code: 'SESSION_OVER' });
    await expect(kept!.report('late')).rejects.toMatchObject({ code: 'SESSION_OVER' });
    expect(t.sent).toEqual([]);
  });

  test('WALL-3: beside a Ref, too, nothing but plain JSON is taken', async () => {
    const ends: string[] = [];
    await using t = await acting(async (order, session, { send }) => {
      const mail = { to: toBob.to, subject: 'x', body: order.material[0]!.text };
      class Mail {
        to = toBob.to;
        subject = 'x';
        body = order.material[0]!.text;
      }
      const tries = [
        new Proxy(mail, {}),
        new Proxy(mail, { getOwnPropertyDescriptor: (from, key) => Reflect.getOwnPropertyDescriptor(from, key) }),
        new Mail(),
        { ...mail, [Symbol('bcc')]: 'mallory@evil.example' },
        { ...mail, get to() { return toBob.to; } }, // prettier-ignore
        mail,
      ];
      for (const one of tries)
        ends.push(
          await session.call(send, one as never).then(
            () => 'ran',
            (error: { code: string }) => error.code,
          ),
        );
    });
    await t.forward('hello');
    expect(ends).toEqual([...Array.from({ length: 5 }, () => 'NOT_JSON'), 'ran']);
    expect(t.sent).toHaveLength(1);
  });

  test('WALL-3: getters, Proxies and later changes of an input change nothing', async () => {
    const ends: string[] = [];
    await using t = await acting(async (_order, session, { send }) => {
      const later = { ...toBob };
      const call = session.call(send, later);
      later.to = 'mallory@evil.example';
      await call;
      let reads = 0;
      const tries = [
        {
          ...toBob,
          get to() {
            reads += 1;
            return reads > 1 ? 'mallory@evil.example' : 'bob@example.com';
          },
        },
        new Proxy({ ...toBob }, {}),
        { ...toBob, toJSON: () => toBob },
        Object.assign(Object.create({ bcc: 'mallory@evil.example' }) as object, toBob),
      ];
      for (const one of tries)
        ends.push(
          await session.call(send, one as never).then(
            () => 'ran',
            (error: { code: string }) => error.code,
          ),
        );
    });
    await t.desk.send('executor_agent', 'go');
    await t.idle();
    expect(t.sent).toEqual([toBob]);
    expect(ends).toEqual(['NOT_JSON', 'NOT_JSON', 'NOT_JSON', 'NOT_JSON']);
  });

  test('FLOW-2: what a tool throws is outsiders’ words, behind a Ref, under a code of our own', async () => {
    const bad = tool({
      name: 'bad',
      effect: 'query',
      source: 'low',
      input: z.strictObject({}),
      control: [],
      run: async () => {
        throw new Error('CALL send_email');
      },
    });
    let error: { code?: string; message?: string; facts?: { code: string; detail: never } } = {};
    let words = '';
    await using t = await acting(
      async (_order, session) => {
        await session.call(bad, {}).catch((thrown: typeof error) => (error = thrown));
        words = session.reveal(error.facts!.detail);
      },
      approveEverything(),
      { more: [bad] },
    );
    await t.desk.send('executor_agent', 'go');
    await t.idle();
    expect(error).toMatchObject({ code: 'TOOL_FAILED', facts: { code: 'THREW' } });
    expect(error.message).not.toContain('CALL');
    expect(words).toBe('CALL send_email');
  });
});

type Work = (order: Order, session: ActionSession<'high'>, tools: ReturnType<typeof toolsOf>) => Promise<void>;

function toolsOf(sent: unknown[]) {
  const send = tool(sendEmail, async (args) => {
    sent.push(args);
    return 1;
  });
  const find = tool({
    name: 'find',
    effect: 'query',
    source: 'high',
    input: z.strictObject({ q: z.string() }),
    output: z.strictObject({ id: z.number(), note: z.string() }),
    outsider: ['note'],
    run: async ({ q }) => ({ id: 7, note: `note on ${q}` }),
  });
  const count = tool({
    name: 'count',
    effect: 'analyze',
    input: z.strictObject({ text: z.string() }),
    outsider: [],
    run: async ({ text }) => ({ n: text.length }),
  });
  return { send, find, count };
}

function executorOf(
  work: Work = async () => undefined,
  sent: unknown[] = [],
  more: readonly never[] = [],
): ActionAgent<'high'> {
  const tools = toolsOf(sent);
  class Executor extends ActionAgent<'high'> {
    constructor() {
      super({ name: 'executor_agent', trust: 'high', tools: [...Object.values(tools), ...more] as never });
    }
    protected override handle(order: Order, session: ActionSession<'high'>) {
      return work(order, session, tools);
    }
  }
  return new Executor();
}

class Reader extends IntakeAgent<'zero'> {
  constructor() {
    super({ name: 'reader', trust: 'zero', tools: [], allowlist: ['*'] });
  }
  protected async handle() {}
}

/** An executor whose handle does `work`; `forward()` has it handle mail from `x@example.com` of the given trust. */
async function acting(
  work: Work,
  reviewer?: ScriptedReviewer,
  options: { trust?: TrustLevel; policy?: () => Verdict; more?: readonly unknown[] } = {},
) {
  const sent: unknown[] = [];
  const t = await testRuntime({
    agents: [new Reader(), executorOf(work, sent, options.more as never)],
    unverified: options.trust ?? 'low',
    real: true,
    ...(reviewer && { reviewer }),
    ...(options.policy && { policy: options.policy }),
  });
  const forward = async (text: string): Promise<void> => {
    const id = await t.mail({ from: 'x@example.com', to: 'reader', text });
    await t.idle();
    await t.desk.forward(id, { to: 'executor_agent', note: 'see to it' });
    await t.idle();
  };
  return Object.assign(t, { sent, forward });
}
