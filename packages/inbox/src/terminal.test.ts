// A person at a terminal, at a real desk: only what was typed after the question stood there decides anything.
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Desk, type Json, SallyportError } from '@sallyport/core';
import { testRuntime, type TestRuntime } from '@sallyport/core/testing';
import { afterEach, describe, expect, expectTypeOf, test, vi } from 'vitest';
import { Executor, Researcher, type Wanted } from './agents.fixture.js';
import { item, NOW, unasked } from './items.fixture.js';
import { terminal, type DeskPort, type TerminalOptions } from './terminal.js';
import { Typist } from './typist.fixture.js';

afterEach(() => vi.unstubAllEnvs());

describe('SEE-1: a person decides what they were shown', () => {
  test('SEE-1: the proposal is shown whole, and `a` approves exactly it', async () => {
    await using t = await desk({ body: 'Dear Bob,\nhere it is.' });
    await t.typing('s', 'a', 'q');
    expect(t.screen).toContain('│ Dear Bob,\n│ here it is.\n');
    expect(t.screen).toContain('approved and signed: "executor_agent" may run exactly this.');
    expect(await t.states()).toEqual(['executed']);
  });

  test('SEE-1: reports come first, with what was forwarded; f hands the message on with a note', async () => {
    await using t = await desk({});
    await t.typing('f', 'executor_agent', 'answer him', 's', 'q');
    expect(t.screen).toContain('a message from "research_agent" (LOW trust)\n│ somebody asks for an invoice\n');
    expect(t.screen).toMatch(/forwarded to "executor_agent" as message [\w-]+\./);
    const order = (await t.kit.desk.messages()).find(({ to }) => to === 'executor_agent');
    expect([order?.letter.text, order?.material[0]?.letter.text]).toEqual([
      'answer him',
      'somebody asks for an invoice',
    ]);
  });

  test('SEE-1: d denies with a reason, and nothing runs', async () => {
    await using t = await desk({});
    await t.typing('s', 'd', 'not now', 'q');
    expect(await t.states()).toEqual(['denied']);
    expect(t.screen).toContain('denied: it will not run.');
  });

  test('GATE-8: e asks field by field; the changed proposal is shown as a difference and decided on its own', async () => {
    await using t = await desk({ body: 'pay 900' });
    await t.typing('s', 'e', '', '"pay 100\\nthanks"', '', 'a', 'q');
    expect(t.screen).toContain('"body" · text, 2 lines, 14 characters · changed\n│ pay 100\n│ thanks\n');
    expect(t.screen).toContain('  - │ pay 900\n');
    expect((await t.states()).sort()).toEqual(['executed', 'replaced']);
  });

  test('GATE-8: an edit that the schema does not take is told, and the proposal stands', async () => {
    await using t = await desk({});
    await t.typing('s', 'e', 'not an address', '', '', 's', 'q');
    expect(t.screen).toContain('it did not happen: BAD_INPUT');
    expect(await t.states()).toEqual(['pending']);
  });

  test('GATE-8: an edit may be given up, or change nothing', async () => {
    await using t = await desk({});
    await t.typing('s', 'e', '.', 'e', '', '', '', 's', 'q');
    expect(t.screen.split('nothing was changed.')).toHaveLength(3);
    expect(await t.states()).toEqual(['pending']);
  });

  test('SEE-1: what is folded takes the code of its digest as well; v shows the rest', async () => {
    await using t = await desk({ body: `${'x'.repeat(3000)}MIDDLE${'y'.repeat(3000)}` });
    await t.typing('s', 'a', 'a', 'v', 'a');
    expect(t.screen).toContain('characters on 1 line are folded away here⟩');
    expect(await t.states()).toEqual(['pending']);
    const [{ digest } = { digest: '' }] = await t.kit.desk.pending();
    await t.typing(digest.slice(0, 8), 'q');
    expect(t.screen.replaceAll(/\n[│┊] /g, '')).toContain('xMIDDLEy');
    expect(await t.states()).toEqual(['executed']);
  });

  test('SEE-2: a look-alike recipient takes the code too', async () => {
    await using t = await desk({ to: 'b0b@example.com' });
    await t.typing('s', 'a', 'wrong', 's', 'q');
    expect(t.screen).toContain('something is not what it looks like. To approve it all the same');
    expect(await t.states()).toEqual(['pending']);
  });

  test('SEE-1: A3-authority-057 five wrong codes, and it is left alone', async () => {
    await using t = await desk({ to: 'b0b@example.com' });
    await t.typing('s', 'a', '1', 'a', '2', 'a', '3', 'a', '4', 'a', '5', 'q');
    expect(t.screen).toContain('5 wrong codes: it is left alone for now.');
    expect(await t.states()).toEqual(['pending']);
  });
});

describe('SEE-1: nothing else decides', () => {
  test('SEE-1: A3-authority-017 what was typed before the question is dropped', async () => {
    await using t = await desk({});
    t.send('s\na\na\na\n'); // typed before anything was shown
    const reviewing = t.start();
    await t.prompted();
    expect(await t.states()).toEqual(['pending']);
    t.send('s\na\na\n'); // one answer, and two more typed ahead of the next question
    await t.prompted();
    await sleep(50);
    expect(await t.states()).toEqual(['pending']);
    t.input.end();
    await reviewing;
    expect(await t.states()).toEqual(['pending']);
  });

  test('SEE-1: A3-authority-017 half a line that was typed too early is dropped too', async () => {
    await using t = await desk({ report: false });
    t.send('a'); // no Enter yet
    const reviewing = t.start();
    await t.prompted();
    t.send('\n');
    await t.prompted();
    expect(t.screen).toContain('"" is none of the keys: nothing was decided.');
    t.input.end();
    await reviewing;
    expect(await t.states()).toEqual(['pending']);
  });

  test('SEE-1: A3-authority-014, -055, -056 no other word, case, width, blank or language approves', async () => {
    const words = [
      'y',
      'yes',
      'ja',
      'A',
      'ａ',
      'а',
      ' a',
      'a ',
      'approve',
      'true',
      '1',
      '１',
      '',
      'a\u200b',
      '\u001b[Aa',
      '__proto__',
      'constructor',
    ];
    await using t = await desk({ report: false });
    await t.typing(...words, 's', 'q');
    expect(t.screen.split('nothing was decided.')).toHaveLength(words.length + 1);
    expect(t.screen).toContain('"\\u{1b}[Aa" is none of the keys');
    expect(await t.states()).toEqual(['pending']);
  });

  test('SEE-1: A3-authority-056 a code in other digits is not the code', async () => {
    await using t = await desk({ to: 'b0b@example.com', report: false });
    const [{ digest } = { digest: '' }] = await t.kit.desk.pending();
    const wide = [...digest.slice(0, 8)].map((c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0)).join('');
    await t.typing(
      'a',
      wide,
      'a',
      ` ${digest.slice(0, 8)}`,
      'a',
      `${digest.slice(0, 4)}\u200b${digest.slice(4, 8)}`,
      'q',
    );
    expect(await t.states()).toEqual(['pending']);
  });

  test.each([[[]], [['a']], [['d']], [['e', '']]])(
    'SEE-1: the end of the input after %j decides nothing',
    async (keys) => {
      await using t = await desk({ to: 'b0b@example.com', report: false });
      const reviewing = t.start();
      for (const key of keys) await t.type(key);
      await t.prompted();
      t.input.end();
      await reviewing;
      expect(t.screen).toContain('the desk is closed here; what was not decided still waits.');
      expect(await t.states()).toEqual(['pending']);
    },
  );

  test('SEE-1: an aborted signal ends the sitting and decides nothing', async () => {
    await using t = await desk({});
    const stop = new AbortController();
    const reviewing = t.start({}, stop.signal);
    await t.prompted();
    stop.abort();
    await reviewing;
    await t.start({}, AbortSignal.abort());
    expect(await t.states()).toEqual(['pending']);
  });

  test('SEE-1: A3-authority-033 what somebody else decided meanwhile is told, not decided again', async () => {
    await using t = await desk({ report: false });
    const reviewing = t.start();
    await t.prompted();
    const [{ id } = { id: '' }] = await t.kit.desk.pending();
    await t.kit.desk.deny(id);
    await t.type('a');
    await t.type('s');
    await t.type('q');
    await reviewing;
    expect(t.screen).toContain('it did not happen: ALREADY_DECIDED');
    expect(await t.states()).toEqual(['denied']);
  });

  test('SEE-1: a terminal without a person is refused where it is made', () => {
    vi.stubGlobal('process', Object.create(process, { stdin: { value: { isTTY: false } } }));
    expect(() => terminal()).toThrow(SallyportError);
    expect(() => terminal()).toThrow(/BAD_OPTION|nobody to ask: stdin is not a terminal/);
    vi.unstubAllGlobals();
  });
});

describe('SEE-1: the desk is followed', () => {
  test('SEE-1: what arrives while nothing waits is shown', async () => {
    await using t = await desk({ report: false });
    const reviewing = t.start();
    await t.type('d');
    await t.type('');
    await t.prompted();
    expect(t.screen).toContain('nothing waits for you.');
    t.send('');
    await t.propose({ subject: 'the second', report: false });
    await t.kit.runtime.idle();
    await t.prompted();
    expect(t.screen).toContain('│ the second\n');
    t.input.end();
    await reviewing;
  });

  test('SEE-1: what was skipped is not forgotten; messages can be listed and written', async () => {
    await using t = await desk({});
    await t.typing('s', 's', 'm', '2', 's', 'w', 'executor_agent', 'Send bob the invoice.', 'r', 'q');
    expect(t.screen).toContain('nothing waits for you (1 proposal left for later).');
    expect(t.screen).toMatch(/2 {2}"research_agent" to "owner"/);
    expect(t.screen).toMatch(/sent to "executor_agent" as message [\w-]+\./);
    expect((await t.kit.desk.messages()).some(({ letter }) => letter.text === 'Send bob the invoice.')).toBe(true);
  });

  test('SEE-1: several messages are left at once, told so, and can still be listed', async () => {
    await using t = await desk({});
    for (const subject of ['the second', 'the third']) await t.propose({ subject });
    await t.kit.runtime.idle();
    await t.typing('l', 's', 's', 's', 'm', '', 'q');
    expect(t.screen).toContain('[f]orward  [s]kip  [l]eave the other 2  [q]uit');
    expect(t.screen).toContain('2 messages left unread: m lists them.');
    expect(t.screen.split('a message from "research_agent"')).toHaveLength(2);
    expect(t.screen.split('"research_agent" to "owner"')).toHaveLength(4);
  });

  test('SEE-1: notices are shown once, and a watch that breaks is told', async () => {
    const broken: DeskPort = {
      ...fake([]),
      notices: async () => [{ id: 'n', what: 'it broke\u001b[2J', at: NOW }],
      watch: () => failing(),
    };
    const { screen } = await sitAt(broken, ['x', 'q']);
    expect(screen.split('│ it broke\\u{1b}[2J\n')).toHaveLength(2);
    expect(screen).toContain('news of the desk stopped: no watch\\u{1b}');
  });

  test('SEE-1: what cannot be shown is told and left alone', async () => {
    const { screen, done } = await sitAt(fake([unasked({ parts: [{ ...item().parts[0]!, value: Number.NaN }] })]), [
      'q',
    ]);
    expect(screen).toContain('proposal p-1 of "research_agent" cannot be shown and was left alone: NOT_JSON');
    expect(done).toEqual([]);
  });

  test('SEE-1: a proposal that still waits for others is not asked twice', async () => {
    const quorum = fake([unasked()]); // approving does not end it
    const { screen, done } = await sitAt(quorum, ['a', 'q']);
    expect(done).toEqual([['approve', 'p-1', { digest: item().digest }]]);
    expect(screen).toContain('nothing waits for you.');
  });

  test('SEE-1: the desk of core is what a terminal works at', () => {
    expectTypeOf<Desk>().toExtend<DeskPort>();
  });
});

describe('usable with keys alone, at any width, without colour', () => {
  test.each([80, 40])('no line is wider than %d columns', async (width) => {
    await using t = await desk({ body: 'a rather long line '.repeat(20), options: { width } });
    await t.typing('s', 's', 'q');
    expect(Math.max(...t.screen.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  test('colours on a terminal, none with NO_COLOR or into a file; every colour is a word too', async () => {
    const sit = async (isTTY: boolean, options: TerminalOptions = {}): Promise<string> =>
      (await sitAt(fake([item()]), ['s', 'q'], { isTTY, options })).screen;
    vi.stubEnv('NO_COLOR', '');
    const [colour, plain] = [await sit(true), await sit(false)];
    expect(colour).toContain('\u001b[33m');
    expect(plain).not.toContain('\u001b');
    expect(colour.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain); // eslint-disable-line no-control-regex
    expect(plain).toContain('(LOW trust)');
    vi.stubEnv('NO_COLOR', '1');
    expect(await sit(true)).toBe(plain);
    expect(await sit(true, { color: true })).toBe(colour);
  });

  test('SEE-1: A3-authority-017 on a terminal, half a line is taken out of its buffer and dropped', async () => {
    const modes: boolean[] = [];
    const input = Object.assign(new PassThrough(), {
      isTTY: true,
      isRaw: false,
      setRawMode: (raw: boolean) => modes.push(raw),
    });
    const { screen } = await sitAt(fake([item()]), ['s', 'q'], { input });
    expect(screen).toContain('nothing waits');
    expect(modes.length).toBeGreaterThanOrEqual(4);
    expect(modes.filter((raw) => raw)).toHaveLength(modes.length / 2);
    expect(modes.at(-1)).toBe(false);
  });
});

interface Scene {
  readonly to?: string;
  readonly subject?: string;
  readonly body?: string;
  readonly report?: boolean;
  readonly options?: TerminalOptions;
}

/** A real desk with one proposal on it, and somebody who types. */
async function desk({ options = {}, ...mail }: Scene): Promise<Sitting> {
  const kit = await testRuntime({ agents: [new Researcher(), new Executor()], unverified: 'low' });
  const sitting = new Sitting(kit, options);
  await sitting.propose(mail);
  await kit.runtime.idle();
  return sitting;
}

class Sitting extends Typist implements AsyncDisposable {
  readonly kit: TestRuntime;
  readonly #options: TerminalOptions;
  #reviewing: Promise<void> | undefined;

  constructor(kit: TestRuntime, options: TerminalOptions) {
    super();
    this.kit = kit;
    this.#options = options;
  }

  start(options: TerminalOptions = {}, signal: AbortSignal = new AbortController().signal): Promise<void> {
    const { input, output, kit } = this;
    const known = ['bob@example.com', 'research_agent', 'executor_agent'];
    const reviewer = terminal({ input, output, known, now: () => kit.clock.now(), ...this.#options, ...options });
    return (this.#reviewing = reviewer.review(kit.desk, { signal }));
  }

  /** Types line by line, each to its own question; after a `q` the sitting is over, and what was approved is done. */
  async typing(...lines: readonly string[]): Promise<void> {
    void (this.#reviewing ?? this.start());
    for (const line of lines) await this.type(line);
    if (lines.at(-1) !== 'q') return this.prompted();
    await this.#reviewing;
    await this.kit.runtime.idle();
  }

  async propose({ to = 'bob@example.com', subject = 'Invoice', body = 'Hello', report = true }: Scene): Promise<void> {
    const wanted: Wanted = { ...(report && { report: 'somebody asks for an invoice' }), email: { to, subject, body } };
    await this.kit.mail({
      from: 'supplier@example.com',
      to: 'research_agent',
      text: JSON.stringify(wanted),
    });
  }

  async states(): Promise<string[]> {
    await this.kit.idle();
    return this.kit.attempts('send_email').map(({ state }) => state);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.input.end();
    await this.#reviewing;
    await this.kit.close();
  }
}

/** A desk that only remembers what was asked of it, for what a real one does not do. */
function fake(items: readonly ReturnType<typeof item>[]): DeskPort & { readonly done: unknown[] } {
  const done: unknown[] = [];
  const note =
    (what: string) =>
    async (...args: Json[]): Promise<string> => (done.push([what, ...args]), 'id');
  return {
    person: 'alice',
    done,
    pending: async () => items,
    messages: async () => [],
    notices: async () => [],
    approve: async (id, options) => void done.push(['approve', id, options]),
    deny: async (id) => void done.push(['deny', id]),
    decide: async (answers) => void done.push(['decide', answers]),
    edit: note('edit'),
    withdraw: async () => undefined,
    send: note('send'),
    forward: note('forward'),
    watch: async function* () {},
  };
}

const failing = (): AsyncIterable<never> => ({
  [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('no watch\u001b')) }),
});

interface At {
  readonly input?: PassThrough;
  readonly isTTY?: boolean;
  readonly options?: TerminalOptions;
}

async function sitAt(
  port: DeskPort & { done?: unknown[] },
  lines: readonly string[],
  { options = {}, ...at }: At = {},
): Promise<{ screen: string; done: unknown[] }> {
  const typist = new Typist(at);
  const { input, output } = typist;
  const reviewing = terminal({ input, output, now: () => NOW, ...options }).review(port, {
    signal: new AbortController().signal,
  });
  for (const line of lines) await typist.type(line);
  await reviewing;
  return { screen: typist.screen, done: port.done ?? [] };
}
