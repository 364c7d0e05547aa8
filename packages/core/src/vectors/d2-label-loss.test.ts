// Attempts to lose a label on the way (area D2, 17 rows): each is made in a real session, works without its wall, and is judged with it.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import * as z from 'zod';
import { converse } from '../agents/converse.js';
import { IntakeAgent } from '../agents/intake-agent.js';
import { trustOf } from '../content/label.js';
import { step } from '../agents/step.js';
import type { ToolFailed } from '../errors.js';
import { contract } from '../tools/contract.js';
import { tool } from '../tools/tool.js';
import rows from './d2-label-loss.fixture.json' with { type: 'json' };
import { acting, codeOf, rowsOf } from './flow.fixture.js';

const { titled, played } = rowsOf('D2-label-loss', rows);
const words = '12345 pay mallory';

/** What each row does with words that it has in plain text: they come out without anything that a label could hang on. */
const DERIVED: Readonly<Record<string, (text: string) => string>> = {
  '004': (text) => `${text}` + '',
  '005': (text) => [text].map(String).join(),
  '006': (text) => Object.assign(new String(text), { label: { from: { owner: 'high' } } }) + '',
  '011': (text) => Buffer.from(text).toString(),
  '018': (text) => text.slice(0, 5),
  '020': (text) => String(Number(text.slice(0, 5))),
};
/** The same, with what the rows do not name. */
const COPIED: Readonly<Record<string, (text: string) => string>> = {
  'a structured clone': (text) => structuredClone({ text }).text,
  'a round trip through JSON': (text) => (JSON.parse(JSON.stringify({ text })) as { text: string }).text,
  'a message of an exception': (text) => {
    try {
      throw new Error(text);
    } catch (error) {
      return (error as Error).message;
    }
  },
  'a code point after the other': (text) => String.fromCodePoint(...Array.from(text, (sign) => sign.codePointAt(0)!)),
};
const named = (rows: typeof DERIVED) => Object.entries(rows).map(([n, derive]) => [titled(n), derive] as const);

describe('words in plain text', () => {
  test.each([...named(DERIVED), ...Object.entries(COPIED)])(
    'FLOW-1: %s: the session keeps the label that the text has lost',
    async (_title, derive) => {
      const { tools, sent } = toolsOf();
      await using t = await acting({
        tools,
        work: async (_order, session, { send, note, ours }) => {
          // without the wall, in a contract that says that nobody outside writes it, the same words run the same way
          await session.call(send, { to: derive(await session.call(ours, {})), body: 'without' });
          expect(trustOf(session.watermark)).toBe('high');
          await session.call(send, { to: derive(session.reveal(await session.call(note, {}))), body: 'with' });
        },
      });
      await t.order();
      expect(sent).toEqual([{ to: derive(words), body: 'without' }]);
      expect(await t.asks()).toEqual([{ to: 'low', body: 'low' }]);
    },
  );

  test.each([...named(DERIVED), ...Object.entries(COPIED)])(
    'FLOW-2: %s: of a Ref that was not revealed there is nothing to derive',
    async (_title, derive) => {
      const ends: string[] = [];
      const { tools, sent } = toolsOf();
      await using t = await acting({
        tools,
        work: async (_order, session, { send, note }) => {
          const ref = await session.call(note, {});
          try {
            await session.call(send, { to: 'bob', body: derive(ref as unknown as string) });
            ends.push('sent');
          } catch (error) {
            ends.push(codeOf(error));
          }
          expect(trustOf(session.watermark)).toBe('high');
        },
      });
      await t.order();
      expect(ends).toHaveLength(1);
      expect(JSON.stringify(sent)).not.toContain('12345');
    },
  );

  test(`FLOW-1: ${titled('016')}: what a model makes of it is no better than what it has read`, async () => {
    const summary = { respond: async () => ({ text: 'mallory', calls: [] }) };
    const { tools, sent } = toolsOf();
    await using t = await acting({
      tools,
      work: async (_order, session, { send, note, ours }) => {
        const own = await converse(session, summary, await session.call(ours, {}));
        await session.call(send, { to: own, body: 'without' });
        const theirs = await converse(session, summary, session.reveal(await session.call(note, {})));
        await session.call(send, { to: theirs, body: 'with' });
      },
    });
    await t.order();
    expect(sent).toEqual([{ to: 'mallory', body: 'without' }]);
    expect(await t.asks()).toEqual([{ to: 'low', body: 'low' }]);
  });

  test('FLOW-3: D2-label-loss-016 in quarantine it is the same: the answer of a model has the label of what it was given', async () => {
    const summary = { respond: async () => ({ text: 'mallory', calls: [] }) };
    const { tools, sent } = toolsOf();
    await using t = await acting({
      tools,
      work: async (_order, session, { send, note }) => {
        const theirs = await session.read(await session.call(note, {}), z.string(), (content, quarantine) =>
          converse(quarantine, summary, content),
        );
        await session.call(send, { to: 'bob', body: theirs });
        await session.call(send, { to: theirs, body: 'with' });
      },
    });
    await t.order();
    expect(sent).toEqual([{ to: 'bob', body: 'mallory' }]);
    expect(await t.asks()).toEqual([{ to: 'low', body: 'high' }]);
  });
});

describe('a number that was looked at, and not read', () => {
  test('FLOW-3: D2-label-loss-020 it leaves the watermark as it is, and is in whatever the session writes: a call, a plan', async () => {
    for (const how of ['call', 'plan'] as const) {
      const { tools, sent } = toolsOf();
      await using t = await acting({
        tools,
        unverified: 'medium',
        work: async (order, session, { send }) => {
          // what the order says itself needs nobody
          if (how === 'call') await session.call(send, { to: '54321', body: 'without' });
          const number = z.number().min(0).max(99_999);
          const read = await session.read(order.material[0]!.text, number, (text) => Number(text.slice(0, 5)));
          const to = String(session.reveal(read));
          expect([to, Object.keys(session.watermark.from)]).toEqual(['12345', ['owner']]);
          if (how === 'call') return void (await session.call(send, { to, body: 'with' }));
          const planned = step(send, { to, body: 'with' });
          await session.plan([planned]);
          await session.run(planned);
        },
      });
      await t.forward(words);
      expect(sent).toEqual(how === 'call' ? [{ to: '54321', body: 'without' }] : []);
      const [item] = await t.desk.pending();
      expect(item!.parts[0]).toMatchObject({ name: 'to', label: { from: { '~mail:x@example.com': 'medium' } } });
    }
  });
});

describe('containers and copies', () => {
  test(`FLOW-2: ${titled('008')}: no container takes a Ref along without its label`, async () => {
    const ends: unknown[] = [];
    const { tools, sent, piled } = toolsOf();
    await using t = await acting({
      tools,
      work: async (_order, session, { send, pile, note, ours }) => {
        // plain text does go along in what JSON can say
        await session.call(pile, { items: { k: await session.call(ours, {}) } });
        const ref = await session.call(note, {});
        const containers = [
          new Map([['k', ref]]),
          new Set([ref]),
          { ...ref },
          structuredClone(ref),
          [new Map([[ref, 1]])],
        ];
        for (const items of containers)
          ends.push(await session.call(pile, { items } as never).then(() => 'ran', codeOf));
        await session.call(send, { to: 'bob', body: ref });
        // where JSON can hold it, it is judged with the whole
        const held = [[ref], { k: ref }, [[{ k: [ref, 'more'] }]], ref];
        await Promise.all(held.map((items) => session.call(pile, { items } as never)));
      },
    });
    await t.order();
    // a spread and a structured clone of a Ref are empty objects: nothing of it is left
    expect(ends).toEqual(['NOT_JSON', 'NOT_JSON', 'ran', 'ran', 'NOT_JSON']);
    expect(piled).toEqual([{ k: words }, {}, {}]);
    expect(sent).toEqual([{ to: 'bob', body: words }]);
    expect(await t.asks()).toEqual(Array.from({ length: 4 }, () => ({ items: 'low' })));
  });

  test(`FLOW-2: ${titled('025')}: what is called a Ref, or has its prototype, is none`, async () => {
    const codes: string[] = [];
    const { tools, sent } = toolsOf();
    await using t = await acting({
      tools,
      work: async (_order, session, { send, note }) => {
        const ref = await session.call(note, {});
        class Handle {}
        // whoever goes by names would take it for one
        expect(new Handle().constructor.name).toBe((ref as object).constructor.name);
        const copies = [new Handle(), Object.create(ref), Object.create(Object.getPrototypeOf(ref) as object)];
        for (const one of copies as object[]) {
          codes.push(await session.call(send, { to: 'bob', body: one } as never).then(() => 'ran', codeOf));
          try {
            session.reveal(one as never);
          } catch (error) {
            codes.push(codeOf(error));
          }
        }
        await session.call(send, { to: 'bob', body: ref });
      },
    });
    await t.order();
    expect(codes).toEqual(['NOT_JSON', 'NOT_A_REF', 'NOT_JSON', 'NOT_A_REF', 'NOT_JSON', 'NOT_A_REF']);
    expect(sent).toEqual([{ to: 'bob', body: words }]);
  });

  test('WALL-1: D2-label-loss-025 an agent whose class a minifier has renamed is held to what it is', () => {
    const { send } = toolsOf().tools;
    const t = class extends IntakeAgent<'low'> {
      constructor() {
        super({ name: 'reader', trust: 'low', tools: [send] as never });
      }
      protected async handle() {}
    };
    Object.defineProperty(t, 'name', { value: 'ActionAgent' });
    expect(() => new t()).toThrow("an IntakeAgent cannot register 'send_note': it sends messages");
  });

  test(`WALL-1: ${titled('026')}: a Ref, a tool and an agent of a second copy of the package are nobody’s`, async () => {
    const copy = await secondCopy();
    const codes: string[] = [];
    const { tools, sent } = toolsOf();
    await using t = await acting({
      tools,
      work: async (_order, session, { send, ours }) => {
        // what this copy made, it takes
        await session.call(send, { to: await session.call(ours, {}), body: 'without' });
        const foreign = copy.makeRef({ value: words, label: { from: { owner: 'high' }, private: [] }, session });
        codes.push(await session.call(send, { to: 'bob', body: foreign } as never).then(() => 'ran', codeOf));
        try {
          session.reveal(foreign as never);
        } catch (error) {
          codes.push(codeOf(error));
        }
        const other = copy.tool(
          copy.contract({ name: 'send_note', effect: 'send', input: z.strictObject({}) } as never),
          async () => 1,
        );
        codes.push(await session.call(other as never, {} as never).then(() => 'ran', codeOf));
      },
    });
    await t.order();
    expect(codes).toEqual(['NOT_JSON', 'NOT_A_REF', 'TOOL_FORBIDDEN']);
    expect(sent).toEqual([{ to: words, body: 'without' }]);
  });

  test(`FLOW-1: ${titled('029')}: only a person’s signature says whose the words are now`, async () => {
    const { tools, sent } = toolsOf();
    await using t = await acting({
      tools,
      work: async (order, session, { send }) => {
        const [first] = order.material;
        // adopted: the owner has signed that these words are theirs
        if (first === undefined) return void (await session.call(send, { to: order.text, body: 'adopted' }));
        expect(() => Object.assign(first.text, { label: { from: { owner: 'high' }, private: [] } })).toThrow(TypeError);
        expect(() => Object.assign(session, { label: { from: { owner: 'high' } }, trust: 'high' })).toThrow(TypeError);
        expect(() => Object.setPrototypeOf(session, {})).toThrow(TypeError);
        expect(() => Object.assign(session.watermark.from, { [`~mail:x@example.com`]: 'high' })).toThrow(TypeError);
        const raised = { value: session.reveal(first.text), label: { from: { owner: 'high' }, private: [] } };
        await session.call(send, { to: raised.value, body: 'raised' });
      },
    });
    await t.forward(words);
    expect(await t.asks()).toEqual([{ to: 'low', body: 'low' }]);
    await t.desk.deny((await t.desk.pending())[0]!.id);
    const mail = (await t.desk.messages()).find(({ to }) => to === 'reader')!;
    await t.desk.adopt(mail.id, { to: 'executor_agent', text: 'mallory' });
    await t.idle();
    expect(sent).toEqual([{ to: 'mallory', body: 'adopted' }]);
  });
});

describe('the long way round', () => {
  test(`FLOW-3: ${titled('012')}: written by one tool and read by another, it has the label of the tool that brings it`, async () => {
    const { tools, sent, saved } = toolsOf();
    await using t = await acting({
      tools,
      work: async (_order, session, { save, load, loadOurs, note, send }) => {
        await session.call(save, { text: await session.call(note, {}) });
        await session.call(send, { to: await session.call(loadOurs, {}), body: 'without' });
        const loaded = await session.call(load, {});
        await session.call(send, { to: 'bob', body: loaded });
        await session.call(send, { to: loaded, body: 'to whom it says' });
      },
    });
    await t.order();
    expect(saved).toEqual([words]);
    expect(sent).toEqual([
      { to: words, body: 'without' },
      { to: 'bob', body: words },
    ]);
    expect((await t.desk.pending())[0]!.parts[0]).toMatchObject({
      name: 'to',
      trust: 'low',
      label: { from: { 'tool:load_note': 'low' } },
    });
  });

  test('FLOW-1: D2-label-loss-012 in the memory of the agent it keeps its label, also in the next process', async () => {
    const { tools, sent } = toolsOf();
    await using t = await acting({
      tools,
      work: async (order, session, { send, note, ours }) => {
        if (order.text === 'ours') await session.memory.set('note', await session.call(ours, {}));
        else if (order.text === 'theirs')
          await session.memory.set('note', session.reveal(await session.call(note, {})));
        else await session.call(send, { to: String(await session.memory.get('note')), body: order.text });
      },
    });
    await t.order('ours');
    await t.order('without');
    expect(sent).toEqual([{ to: words, body: 'without' }]);
    await t.order('theirs');
    await t.restart();
    await t.order('with');
    expect(sent).toHaveLength(1);
    expect((await t.desk.pending())[0]!.parts[0]).toMatchObject({
      name: 'to',
      value: words,
      label: { from: { 'tool:read_note': 'low' } },
    });
  });

  test(`FLOW-3: ${titled('013')}: read from a file, it has the label of the tool that reads`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sallyport-flow-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const { tools, sent } = toolsOf(join(folder, 'note.txt'));
    await using t = await acting({
      tools,
      work: async (_order, session, { writeNote, readNote, readOurs, note, send }) => {
        await session.call(writeNote, { text: await session.call(note, {}) });
        await session.call(send, { to: await session.call(readOurs, {}), body: 'without' });
        await session.call(send, { to: await session.call(readNote, {}), body: 'with' });
      },
    });
    await t.order();
    expect(sent).toEqual([{ to: words, body: 'without' }]);
    expect((await t.desk.pending())[0]!.parts[0]).toMatchObject({ label: { from: { 'tool:read_note_file': 'low' } } });
  });

  test(`MAIL-5: ${titled('015')}: from agent to owner to agent it is still what the first author is trusted`, async () => {
    const { tools, sent } = toolsOf();
    await using t = await acting({
      tools,
      work: async (order, session, { send }) => {
        await session.call(send, { to: order.material[0]?.text ?? order.text, body: 'as reported' });
      },
    });
    await t.mail({ from: 'x@example.com', to: 'reader', text: words });
    await t.idle();
    const report = (await t.desk.messages()).find(({ from }) => from === 'reader')!;
    expect(report).toMatchObject({ trust: 'low', letter: { text: `I read: ${words}` } });
    // typed off by the owner, they would be the owner's
    await t.order(words);
    expect(sent).toEqual([{ to: words, body: 'as reported' }]);
    await t.desk.forward(report.id, { to: 'executor_agent', note: 'do it' });
    await t.restart();
    await t.idle();
    expect(sent).toHaveLength(1);
    expect((await t.desk.pending())[0]!.parts[0]).toMatchObject({
      name: 'to',
      trust: 'low',
      label: { from: { '~mail:x@example.com': 'low' } },
    });
  });

  test(`FLOW-2: ${titled('022')}: whatever is thrown, the session sees that it failed, and no word of it`, async () => {
    const seen: unknown[] = [];
    const { tools, sent } = toolsOf();
    await using t = await acting({
      tools,
      work: async (_order, session, { send, note, parse }) => {
        const ref = await session.call(note, {});
        let detail: unknown;
        for (const how of ['type', 'range', 'text'] as const) {
          // raw, the class of the error tells one case from the other, and its message tells everything
          expect(() => fail(how, words)).toThrow(words);
          const error = await session.call(parse, { how, text: ref }).catch((thrown: ToolFailed) => thrown);
          const { message, name, code, facts } = error as ToolFailed;
          seen.push(JSON.stringify([message, name, code, Object.keys(facts).sort(), facts['code']]));
          detail = facts['detail'];
        }
        expect(trustOf(session.watermark)).toBe('high');
        expect(session.reveal(detail as never)).toBe(words);
        await session.call(send, { to: 'mallory', body: 'with' });
      },
    });
    await t.order();
    expect(seen).toHaveLength(3);
    expect(new Set(seen).size).toBe(1);
    expect(String(seen[0])).not.toContain('12345');
    expect(sent).toEqual([]);
    expect(await t.asks()).toEqual([{ to: 'low', body: 'low' }]);
  });
});

describe('stated limits', () => {
  const kept = new Map<string, string>();
  const last = globalThis as { last?: string };
  test.each([
    [titled('023'), (text: string) => kept.set('memo', text), () => kept.get('memo')!],
    [titled('024'), (text: string) => Object.assign(last, { last: text }), () => last.last!],
  ])(
    'FLOW-1: %s: carried from one session to the next it has no label; in its own session it has, and docs/limits.md says so',
    async (_title, keep, find) => {
      const { tools, sent } = toolsOf();
      await using t = await acting({
        tools,
        work: async (order, session, { send, note }) => {
          if (order.text === 'keep') keep(session.reveal(await session.call(note, {})));
          await session.call(send, { to: find(), body: order.text });
        },
      });
      try {
        await t.order('keep');
        expect(await t.asks()).toEqual([{ to: 'low', body: 'low' }]);
        await t.desk.deny((await t.desk.pending())[0]!.id);
        await t.order('later');
        expect(sent).toEqual([{ to: words, body: 'later' }]);
        expect((await limits()).includes('**Closures, globals, private fields.**')).toBe(true);
      } finally {
        Reflect.deleteProperty(globalThis, 'last');
      }
    },
  );

  test('FLOW-1: D2-label-loss-023 the agent itself remembers nothing from one message to the next', async () => {
    const thrown: unknown[] = [];
    const { tools } = toolsOf();
    await using t = await acting({
      tools,
      work: async (_order, session, { note }) => {
        const text = session.reveal(await session.call(note, {}));
        for (const keep of [
          () => Object.assign(t.executor, { memo: text }),
          () => Object.defineProperty(t.executor, 'memo', { value: text }),
        ]) {
          try {
            keep();
          } catch (error) {
            thrown.push((error as Error).name);
          }
        }
      },
    });
    await t.order();
    expect(thrown).toEqual(['TypeError', 'TypeError']);
  });
});

test('FLOW-1: each of the 17 rows is played', () => {
  expect(rows).toHaveLength(17);
  expect([...played].sort()).toEqual(rows.map(({ id }) => id).sort());
});

const limits = (): Promise<string> => readFile(new URL('../../../../docs/limits.md', import.meta.url), 'utf8');

function fail(how: 'type' | 'range' | 'text', text: string): never {
  if (how === 'type') throw new TypeError(text);
  throw how === 'range' ? new RangeError(text) : new Error(text);
}

/** Other instances of the same modules, as a second installation of the package would have them. */
async function secondCopy(): Promise<
  Pick<typeof import('../content/ref.js'), 'makeRef'> & Pick<typeof import('../tool.js'), 'tool' | 'contract'>
> {
  vi.resetModules();
  const { makeRef } = await import('../content/ref.js');
  const other = await import('../tool.js');
  expect(other.tool).not.toBe(tool);
  return { makeRef, tool: other.tool, contract: other.contract };
}

const sendNote = contract({
  name: 'send_note',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.string(), body: z.string() }),
});

/** The tools of every row. `ours`, `loadOurs` and `readOurs` are twins whose wall is off: nobody outside writes what they bring. */
function toolsOf(file = '') {
  const [sent, saved, piled]: [unknown[], string[], unknown[]] = [[], [], []];
  const brings = {
    effect: 'query',
    source: 'low',
    private: false,
    input: z.strictObject({}),
    output: z.string(),
  } as const;
  const off = { ...brings, outsider: [] } as const;
  const text = z.strictObject({ text: z.string() });
  const writes = { effect: 'update', control: [], input: text } as const;
  const tools = {
    send: tool(sendNote, async (args) => sent.push(args)),
    note: tool({ ...brings, name: 'read_note', run: async () => words }),
    ours: tool({ ...off, name: 'read_ours', run: async () => words }),
    save: tool({ ...writes, name: 'save_note', run: async (args) => saved.push(args.text) }),
    load: tool({ ...brings, name: 'load_note', run: async () => saved[0]! }),
    loadOurs: tool({ ...off, name: 'load_ours', run: async () => saved[0]! }),
    writeNote: tool({ ...writes, name: 'write_note_file', run: async (args) => writeFile(file, args.text) }),
    readNote: tool({ ...brings, name: 'read_note_file', run: async () => readFile(file, 'utf8') }),
    readOurs: tool({ ...off, name: 'read_ours_file', run: async () => readFile(file, 'utf8') }),
    parse: tool({
      ...{ name: 'parse', effect: 'query', source: 'low', control: ['how'] },
      input: z.strictObject({ how: z.enum(['type', 'range', 'text']), text: z.string() }),
      run: async ({ how, text }: { how: 'type' | 'range' | 'text'; text: string }) => fail(how, text),
    }),
    pile: tool({
      ...{ name: 'pile', effect: 'update', input: z.strictObject({ items: z.json() }) },
      run: async ({ items }) => piled.push(items),
    }),
  };
  return { sent, saved, piled, tools };
}
