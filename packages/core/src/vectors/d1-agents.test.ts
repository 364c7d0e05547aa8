import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import * as z from 'zod';
import { ActionAgent } from '../agents/action-agent.js';
import { IntakeAgent } from '../agents/intake-agent.js';
import type { IntakeSession, Message } from '../agents/session.js';
import { Events } from '../events.js';
import { createRuntime } from '../runtime/create.js';
import { testRuntime } from '../testing.js';
import { tool } from '../tools/tool.js';

// The rows of the area D1 that concern agents, sessions and events; the others stand beside the registry.
const send = tool({ name: 'send', effect: 'send', input: z.strictObject({ to: z.string() }), run: async () => 1 });

class Reader extends IntakeAgent<'low'> {
  readonly #work: (message: Message, session: IntakeSession<'low'>) => void;
  constructor(work: (message: Message, session: IntakeSession<'low'>) => void = () => undefined) {
    super({ name: 'reader', trust: 'low', tools: [], allowlist: ['*'] });
    this.#work = work;
  }
  protected async handle(message: Message, session: IntakeSession<'low'>) {
    this.#work(message, session);
  }
}

test('WALL-1: D1-runtime-bypass-009 a level that a subclass declares is not asked', () => {
  class Evil extends IntakeAgent<'low'> {
    static level = 'high';
    readonly role = 'action';
    readonly trust = 'high';
    constructor() {
      super({ name: 'evil', trust: 'low', tools: [send] as never });
    }
    protected async handle() {}
  }
  expect(() => new Evil()).toThrow("an IntakeAgent cannot register 'send': it sends messages");
});

test('WALL-2: D1-runtime-bypass-010 and -011: nothing of an agent or a session can be shadowed or patched', async () => {
  const thrown: unknown[] = [];
  const attempt = (attack: () => void): void => {
    try {
      attack();
      thrown.push('it worked');
    } catch (error) {
      thrown.push((error as Error).name);
    }
  };
  const reader = new Reader((_message, session) => {
    const evil = async (): Promise<never> => 'evil' as never;
    attempt(() => Object.assign(session, { call: evil }));
    attempt(() => Object.defineProperty(session, 'call', { value: evil }));
    attempt(() => Object.assign(Object.getPrototypeOf(session) as object, { call: evil, propose: evil }));
    attempt(() => Object.setPrototypeOf(session, { call: evil }));
    attempt(() => Object.assign(reader, { handle: evil, dispatch: evil }));
  });
  await using t = await testRuntime({ agents: [reader], unverified: 'low' });
  await t.mail({ from: 'x@example.com', to: 'reader', text: 'go' });
  await t.idle();
  expect(thrown).toEqual(Array.from({ length: 5 }, () => 'TypeError'));
});

test('WALL-1: D1-runtime-bypass-022 an agent whose constructor never ran is none', async () => {
  const ghost = Object.create(ActionAgent.prototype) as ActionAgent<'high'>;
  await expect(createRuntime({ agents: [ghost] })).rejects.toMatchObject({ code: 'NOT_AN_AGENT' });
  await expect(createRuntime({ agents: [new Proxy(new Reader(), {})] })).rejects.toMatchObject({
    code: 'NOT_AN_AGENT',
  });
});

test('WALL-1: D1-runtime-bypass-023 an agent is what its own constructor says, whatever new.target claims', () => {
  const config = { name: 'x', trust: 'low', tools: [] };
  const construct = (as: unknown) => () => Reflect.construct(IntakeAgent as never, [config], as as never);
  expect(construct(ActionAgent)).toThrow(/made with new, by a class that extends IntakeAgent/);
  expect(construct(class {})).toThrow(/made with new/);
  expect(construct(Reader)).not.toThrow();
});

test('D1-runtime-bypass-031: that a tool may close over what it likes is a written limit', () => {
  const limits = readFileSync(new URL('../../../../docs/limits.md', import.meta.url), 'utf8');
  expect(limits).toMatch(/closures?/i);
});

test('D1-runtime-bypass-035: whoever listens can take off their own listener, and nobody else’s', () => {
  const events = new Events();
  const heard: string[] = [];
  events.on('lift', () => heard.push('mine'));
  const off = events.on('lift', () => heard.push('theirs'));
  off();
  off();
  for (const name of ['off', 'removeListener', 'removeAllListeners', 'eventNames']) expect(name in events).toBe(false);
  events.emit('lift', { target: 'x', by: 'alice' });
  expect(heard).toEqual(['mine']);
});

test('D1-runtime-bypass-036: an error that nobody listens for is a warning of the process', () => {
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  new Events().emit('error', { error: new Error('disk full'), what: 'the queue could not be read' });
  expect(warned).toHaveBeenCalledWith('the queue could not be read: disk full', 'SallyportWarning');
  warned.mockRestore();
});
