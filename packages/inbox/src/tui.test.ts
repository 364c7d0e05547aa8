// A person at the full screen, at a real desk: only a key pressed after the question stood there decides anything.
import { setTimeout as sleep } from 'node:timers/promises';
import { SallyportError } from '@sallyport/core';
import { testRuntime, type TestRuntime } from '@sallyport/core/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Executor, Researcher, type Wanted } from './agents.fixture.js';
import { tui, type TuiOptions } from './tui.js';
import { FakeTerminal } from './tui/fake-terminal.fixture.js';

afterEach(() => vi.unstubAllEnvs());

describe('SEE-4: a person decides with keys alone', () => {
  test('SEE-4: opened, read and approved', async () => {
    await using t = await sitting({});
    await t.press('Enter');
    await t.shows('"executor_agent" will run "send_email": it sends messages.');
    await t.press(' ', 'a', 'n');
    expect(await t.states()).toEqual(['pending']);
    await t.press('a', 'y');
    await t.shows('approved and signed: "executor_agent" may run exactly this.');
    expect(await t.states()).toEqual(['executed']);
  });

  test('SEE-4: denied, with a reason', async () => {
    await using t = await sitting({});
    await t.press('Enter', 'd');
    await t.type('not now');
    await t.press('Enter');
    await t.shows('denied: it will not run.');
    expect(await t.states()).toEqual(['denied']);
    expect((await t.kit.desk.item(t.id)).decided?.reason).toBe('not now');
  });

  test('SEE-4: edited, and shown as a difference that waits in turn', async () => {
    await using t = await sitting({ body: 'pay 900' });
    await t.press('Enter', 'e', 'j', 'Enter');
    await t.shows('change "body"');
    t.send('\u0015pay 100');
    await t.press('Enter', 's');
    await t.shows('edited: what changed is shown here, and waits for your answer.');
    await t.press('G');
    await t.shows('- │ pay 900');
    expect((await t.states()).sort()).toEqual(['pending', 'replaced']);
  });

  test('SEE-4: the message behind it is forwarded with a note, picked by a part of the name', async () => {
    await using t = await sitting({});
    await t.press('Enter', 'f');
    await t.type('exec');
    await t.press('Enter');
    await t.type('answer him');
    await t.press('Enter', 'PgDn', 'PgDn', 'y');
    await t.shows(/sent to "executor_agent" as message/);
    const order = (await t.kit.desk.messages()).find(({ to }) => to === 'executor_agent');
    expect([order?.letter.text, order?.material.length]).toEqual(['answer him', 1]);
  });

  test('MAIL-3: only the piece of it that was left standing is forwarded, to the letter, and what is no piece of it is not', async () => {
    await using t = await sitting({});
    await t.kit.mail({
      from: 'bob@example.com',
      to: 'research_agent',
      text: 'Dear Alice,\nthe key is 4711.\nYours, Bob',
    });
    await t.kit.idle();
    await t.press('2', '/');
    await t.type('4711');
    await t.press('Enter');
    await t.shows('«4711»');
    await t.press('Enter', 'f');
    await t.type('exec');
    await t.press('Enter');
    await t.type('file it');
    await t.press('Enter');
    await t.shows('You hand on a message to "executor_agent"');
    await t.press('p');
    await t.shows('forward a part');
    // up to the second line and to its beginning: what stands before it goes; from its end: what stands behind it
    await t.press('Up');
    t.send('\u0001');
    t.send('\u0015');
    t.send('\u0005');
    t.send('\u000b');
    await t.type('!');
    await t.press('Enter');
    await t.shows('those words do not stand in the message');
    t.send('\u007f');
    await t.press('Enter');
    await t.shows('You hand on a part of a message to "executor_agent"');
    expect(t.screen).not.toContain('Dear Alice');
    await t.press('y');
    await t.shows('sent to "executor_agent" as message');
    const order = (await t.kit.desk.messages()).find(({ to }) => to === 'executor_agent');
    expect([order?.letter.text, order?.trust]).toEqual(['file it', 'high']);
    expect(order?.material.map(({ letter, trust }) => [letter.text, trust])).toEqual([['the key is 4711.', 'low']]);
  });

  test('MAIL-4: words become the person’s own by an act of its own, and only those that were left standing', async () => {
    await using t = await sitting({});
    await t.kit.mail({ from: 'bob@example.com', to: 'research_agent', text: '> pay 900\n> to me\nclose at five' });
    await t.kit.idle();
    await t.press('2', '/');
    await t.type('close');
    await t.press('Enter');
    await t.shows('«close»');
    await t.press('Enter', 'o');
    await t.type('exec');
    await t.press('Enter');
    await t.shows('adopt words of');
    t.send('\u0001');
    t.send('\u0015');
    await t.press('Enter');
    await t.shows('these are words of "~mail:bob@example.com" (LOW trust): signed, they count as your own');
    expect(t.screen).not.toContain('pay 900');
    await t.press('y');
    await t.shows('sent to "executor_agent" as message');
    const order = (await t.kit.desk.messages()).find(({ to }) => to === 'executor_agent');
    expect([order?.letter.text, order?.trust, order?.material]).toEqual(['close at five', 'high', []]);
  });

  test('GATE-10: an approval is taken back while its tool waits; without that it runs', async () => {
    await using t = await sitting({});
    await t.kit.desk.deny(t.id);
    for (const body of ['the first', 'the second']) {
      const email = { to: 'bob@example.com', subject: 'Invoice', body };
      await t.mail({ later: email });
      await t.kit.idle();
      await t.shows('[1 waiting 1]');
      await t.press('G', 'Enter');
      await t.shows('can be taken back for 30 seconds after you approve it');
      await t.press(' ', 'a', 'y');
      await t.shows('until it starts, u takes it back');
      await t.shows('it can still be taken back: it starts in 30 seconds');
      if (body === 'the second') break;
      await t.press('u');
      await t.shows('y takes the approval back: it will not run.');
      await t.press('y');
      await t.shows('taken back: it will not run.');
    }
    const idle = t.kit.idle();
    await vi.waitUntil(async () => {
      await t.kit.clock.advance('10s');
      const { approved, started } = await t.kit.desk.unfinished();
      return approved.length + started.length === 0;
    });
    await idle;
    await t.kit.idle();
    expect(t.kit.attempts('send_later').map(({ state }) => state)).toEqual(['revoked', 'executed']);
  });

  test('SEE-4: written to an agent, asked back, and an agent frozen and thawed', async () => {
    await using t = await sitting({});
    await t.press('2', 'w');
    await t.shows('write to "research_agent"');
    await t.type('look again');
    await t.press('Enter', 'y');
    await t.shows('sent to "research_agent"');
    await t.press('z', 'Enter', 'y');
    await t.shows('"research_agent" is stopped.');
    expect((await t.kit.desk.frozen()).map(({ agent }) => agent)).toEqual(['research_agent']);
    await t.press('z', 'y');
    await t.shows('"research_agent" goes on.');
    expect(await t.kit.desk.frozen()).toEqual([]);
  });

  test('GATE-11: a standing grant like a proposal is made, listed and revoked', async () => {
    await using t = await sitting({});
    await t.press('Enter', 's', 'Enter', 'Enter', 'y');
    await t.shows('granted and signed');
    expect(await t.kit.desk.grants()).toMatchObject([
      { agent: 'research_agent', uses: 10, bounds: { to: ['bob@example.com'] } },
    ]);
    await t.press('4');
    await t.shows('"research_agent" · "send_email"');
    await t.press('x', 'y');
    await t.shows('revoked: from now on it is asked again.');
    expect(await t.kit.desk.grants()).toEqual([]);
  });

  test('GATE-13: several of one group are approved together, each with its digest on the screen', async () => {
    await using t = await sitting({ subject: 'one' });
    await t.propose({ subject: 'two' });
    await t.kit.idle();
    await t.shows('2 proposals:');
    const digests = (await t.kit.desk.pending()).map(({ digest }) => digest);
    await t.press(' ', 'j', ' ', 'A');
    for (const digest of digests) await t.shows(`digest ${digest}`.slice(0, 30));
    await t.press('y');
    await t.shows('read on first: nothing was decided');
    await t.press(' ', ' ', ' ', ' ', 'y');
    await t.shows('approved and signed: all 2 may run');
    expect(await t.states()).toEqual(['executed', 'executed']);
  });

  test('SEE-4: filtered, searched, and helped', async () => {
    await using t = await sitting({ subject: 'Rechnung' });
    await t.press('f');
    await t.type('low');
    await t.press('Enter');
    await t.shows('0 proposals of 1 listed');
    await t.press('f', '/');
    await t.type('Rechnung');
    await t.press('Enter');
    await t.shows('«Rechnung»');
    await t.press('Esc', '?');
    await t.shows('Everywhere');
  });
});

describe('SEE-4: every line can be reached', () => {
  test.each([
    [80, 24],
    [40, 20],
  ])(
    'SEE-4: at %i columns and %i rows a long proposal is read to its last line, and no line is too wide',
    async (columns, rows) => {
      await using t = await sitting({
        body: Array.from({ length: 90 }, (_, i) => `line ${i + 1}`).join('\n'),
        columns,
        rows,
      });
      await t.press('Enter');
      await t.shows(/line 1–\d+ of \d+/);
      expect(t.screen).not.toContain('written at LOW trust');
      await t.press('G');
      await t.shows('  written at LOW trust');
      const [, last, total] = /line \d+–(\d+) of (\d+)/.exec(t.screen) ?? [];
      expect(last).toBe(total);
      await t.press('v', 'G');
      const [, , whole] = /line \d+–(\d+) of (\d+)/.exec(t.screen) ?? [];
      expect(Number(whole)).toBeGreaterThan(Number(total) + 60);
      expect(t.rows.length).toBeLessThanOrEqual(rows);
      expect(Math.max(...t.rows.map((row) => [...row].length))).toBeLessThanOrEqual(columns);
    },
  );

  test('SEE-4: what was not on the screen takes a code; the code opens it', async () => {
    await using t = await sitting({ body: Array.from({ length: 30 }, (_, i) => `line ${i + 1}`).join('\n') });
    await t.press('Enter', 'a');
    await t.shows(/\d+ lines of it have not been on the screen\./);
    await t.press(...t.digest.slice(0, 8), 'Enter');
    await t.shows('approved and signed');
  });

  test('SEE-4: the window may change its size at any time', async () => {
    await using t = await sitting({});
    await t.press('Enter');
    t.resize(40, 20);
    await t.shows('┊  it sends messages.');
    t.resize(20, 5);
    await t.shows('the window is too');
    await t.press('a', 'y');
    t.resize(100, 30);
    await t.shows('will run "send_email": it sends messages.');
    expect(await t.states()).toEqual(['pending']);
  });
});

describe('SEE-4: only what was pressed once the question stood there counts', () => {
  test('SEE-4: A3-authority-017 keys typed ahead, in a burst or pasted approve nothing', async () => {
    await using t = await sitting({}, { ahead: '\r ay' });
    await t.shows('"to" "bob@example.com"');
    await t.press('Enter', ' ', 'a');
    await sleep(130); // long enough for the question to take an answer
    t.send('yy');
    await t.shows('too early or in a burst: nothing was decided');
    t.send('\u001b[200~y\u001b[201~');
    await sleep(250);
    await t.press('Esc');
    t.send('a');
    await sleep(20);
    t.send('y'); // as fast as nobody reads
    await t.shows('too early or in a burst: nothing was decided');
    await sleep(30);
    t.send('y'); // a key that is held down
    await sleep(300);
    expect(await t.states()).toEqual(['pending']);
    await t.press('y');
    await t.shows('approved and signed');
  });

  test.each(['Y', 'ｙ', 'у', '\u001by', 'j', '\r', '1'])('SEE-4: A3-authority-055 %j is not y', async (key) => {
    await using t = await sitting({});
    await t.press('Enter', ' ', 'a', key);
    await sleep(30);
    expect(await t.states()).toEqual(['pending']);
  });

  test('SEE-4: what needs care takes the code of its digest, key by key; five wrong ones and it is left alone', async () => {
    await using t = await sitting({ to: 'b0b@example.com' });
    await t.press('Enter', ' ', 'a');
    await t.shows('type the first 8');
    t.send(t.digest.slice(0, 8));
    await t.shows('in a burst');
    for (let i = 0; i < 5; i++) await t.press('x', 'Enter');
    await t.shows('5 wrong codes: it is left alone in this sitting');
    await t.press('Enter', 'a');
    await t.shows('5 wrong codes');
    expect(await t.states()).toEqual(['pending']);
  });

  test('SEE-4: what arrives never moves the cursor; what is gone stays under it', async () => {
    await using t = await sitting({ body: 'the first' });
    const row = () => t.rows.findIndex((one) => one.startsWith('▸'));
    await t.propose({ body: 'the second' });
    await t.kit.idle();
    await t.shows('2 proposals:');
    expect(t.rows[row() + 1]).toContain('the first');
    const before = row();
    await t.propose({ to: 'b0b@example.com', body: 'alone of its kind, and so above them' });
    await t.kit.idle();
    await t.shows('[1 waiting 3]');
    expect(t.rows[row() + 1]).toContain('the first');
    expect(row()).toBe(before);
    await t.press('k');
    await t.shows('▸ [ ] "to" "b0b@example.com"');
    await t.press('j');
    await t.kit.desk.deny(t.id);
    await t.shows('▸ it is gone: answered, or run out');
    await t.press('Enter');
    await t.shows('it no longer waits');
  }, 10_000);

  test('SEE-1: A3-authority-033 what somebody else decided meanwhile is told, not decided again', async () => {
    await using t = await sitting({});
    await t.press('Enter', ' ', 'a');
    await t.kit.desk.deny(t.id);
    await t.press('y');
    await t.shows('it did not happen: ALREADY_DECIDED');
    await t.shows('it no longer waits: it is denied by now');
    expect(await t.states()).toEqual(['denied']);
  });
});

describe('SEE-4: the terminal is left as it was found', () => {
  test.each([
    ['q', (t: Sitting) => t.press('q')],
    ['the end of the input', async (t: Sitting) => void t.terminal.input.end()],
    ['the signal', async (t: Sitting) => t.stop.abort()],
    ['Ctrl-C', (t: Sitting) => t.press('\u0003')],
  ])('SEE-4: after %s', async (_, end) => {
    await using t = await sitting({});
    expect(t.terminal.isAlternate).toBe(true);
    await end(t);
    await t.over;
    expect(t.terminal.isAlternate).toBe(false);
    expect(t.terminal.written.endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
    expect(t.terminal.modes).toEqual([true, false]);
    expect(await t.states()).toEqual(['pending']);
  });

  test('SEE-4: a desk that cannot be read any more is an error, and gives the terminal back', async () => {
    await using t = await sitting({});
    const broken = { ...port(t.kit), notices: () => Promise.reject(new Error('no store')) };
    await expect(
      tui({ input: t.terminal.input, output: t.terminal.output }).review(broken, { signal: AbortSignal.timeout(5000) }),
    ).rejects.toThrow('no store');
  });

  test('SEE-4: without a terminal it is refused where it is made', () => {
    const { input, output } = new FakeTerminal();
    const make = (options: TuiOptions) => () => tui(options);
    expect(make({ input, output: { ...output, isTTY: false, write: () => true } })).toThrow(SallyportError);
    expect(make({ input: Object.assign(input, { isTTY: false }), output })).toThrow(
      /nobody to ask: its input is not a terminal/,
    );
  });

  test('SEE-4: without colours nothing is lost', async () => {
    vi.stubEnv('NO_COLOR', '1');
    await using t = await sitting({ to: 'b0b@example.com' });
    await t.press('Enter');
    await t.shows('HIGH risk');
    await t.shows('(LOW trust)');
    expect(t.terminal.written).not.toMatch(/\u001b\[[1-9][\d;]*m/); // eslint-disable-line no-control-regex
  });
});

/** Somebody at a full screen, at a real desk with one proposal on it. */
class Sitting implements AsyncDisposable {
  readonly kit: TestRuntime;
  readonly terminal: FakeTerminal;
  readonly stop = new AbortController();
  readonly over: Promise<void>;
  id = '';
  digest = '';

  constructor(kit: TestRuntime, terminal: FakeTerminal) {
    this.kit = kit;
    this.terminal = terminal;
    const { input, output } = terminal;
    const known = ['bob@example.com', 'research_agent', 'executor_agent', 'owner'];
    this.over = tui({ input, output, known, now: () => kit.clock.now() }).review(kit.desk, {
      signal: this.stop.signal,
    });
  }
  get screen(): string {
    return this.terminal.screen;
  }
  get rows(): readonly string[] {
    return this.terminal.rows;
  }
  shows = (text: string | RegExp): Promise<void> => this.terminal.shows(text);
  press = (...keys: readonly string[]): Promise<void> => this.terminal.press(...keys);
  type = (text: string): Promise<void> => this.terminal.type(text);
  send = (bytes: string): void => this.terminal.send(bytes);
  resize = (columns: number, rows: number): void => this.terminal.resize(columns, rows);

  async propose(email: Email): Promise<void> {
    await propose(this.kit, email);
  }
  async mail(wanted: Wanted): Promise<void> {
    await mail(this.kit, wanted);
  }
  async states(): Promise<string[]> {
    await this.kit.idle();
    return this.kit.attempts('send_email').map(({ state }) => state);
  }
  async [Symbol.asyncDispose](): Promise<void> {
    this.stop.abort();
    await this.over;
    await this.kit.close();
  }
}

type Email = Partial<NonNullable<Wanted['email']>>;
const mail = (kit: TestRuntime, wanted: Wanted): Promise<unknown> =>
  kit.mail({ from: 'supplier@example.com', to: 'research_agent', text: JSON.stringify(wanted) });
const propose = (kit: TestRuntime, email: Email): Promise<unknown> =>
  mail(kit, { email: { to: 'bob@example.com', subject: 'Invoice', body: 'Hello', ...email } });

interface Scene extends Email {
  readonly columns?: number;
  readonly rows?: number;
}

async function sitting({ columns = 80, rows = 24, ...email }: Scene, { ahead = '' } = {}): Promise<Sitting> {
  const kit = await testRuntime({ agents: [new Researcher(), new Executor()], unverified: 'low' });
  await propose(kit, email);
  await kit.idle();
  const terminal = new FakeTerminal(columns, rows);
  if (ahead !== '') terminal.send(ahead);
  const t = new Sitting(kit, terminal);
  const [item] = await kit.desk.pending();
  t.id = item!.id;
  t.digest = item!.digest;
  if (ahead === '') await t.shows('▸');
  return t;
}

const port = ({ desk }: TestRuntime) => ({
  person: desk.person,
  pending: () => desk.pending(),
  messages: () => desk.messages(),
  notices: () => desk.notices(),
  approve: desk.approve.bind(desk),
  deny: desk.deny.bind(desk),
  decide: desk.decide.bind(desk),
  edit: desk.edit.bind(desk),
  withdraw: desk.withdraw.bind(desk),
  send: desk.send.bind(desk),
  forward: desk.forward.bind(desk),
  watch: desk.watch.bind(desk),
});
