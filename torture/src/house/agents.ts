// The agents of the house: two that read and propose, and one that does what was approved.
import {
  ActionAgent,
  IntakeAgent,
  only,
  tool,
  type ActionSession,
  type IntakeSession,
  type Message,
  type Order,
} from '@sallyport/core';
import { ENDS } from '../faults/points.js';
import type { Trap } from '../faults/trap.js';
import { pause } from '../lib/folder.js';
import { planOf, putNote, sendNote } from './house.js';
import type { World } from './world.js';

export interface Surroundings {
  readonly world: World;
  readonly trap: Trap;
  /** How long an effect takes after it has happened, in milliseconds. */
  readonly slow: number;
}

/** The text of a mail is its number. */
export class Reader extends IntakeAgent<'low'> {
  readonly #world: World;
  readonly #name: string;

  constructor(name: string, world: World) {
    super({
      name,
      trust: 'low',
      tools: [],
      proposes: [only(sendNote, { to: 'sender' }), only(putNote, { to: 'sender' })],
      allowlist: ['~mail:*@example.com'],
    });
    this.#world = world;
    this.#name = name;
  }

  protected async handle({ text, address }: Message, session: IntakeSession<'low'>): Promise<void> {
    const n = Number(text);
    if (n % 3 === 0) await session.report(`mail ${n}`);
    const args = { to: address!, body: `${this.#name} ${n}` };
    const why = { why: 'it was asked for' };
    const id = await (planOf(n) === 'put'
      ? session.propose('executor_agent', putNote, args, why)
      : session.propose('executor_agent', sendNote, args, why));
    this.#world.acknowledge({ id, what: 'proposed', by: this.#name, n });
  }
}

export class Executor extends ActionAgent<'high'> {
  readonly #send: ReturnType<typeof senderOf>;

  constructor(surroundings: Surroundings) {
    const send = senderOf(surroundings);
    const put = tool(putNote, (args, context) => happen(surroundings, 'put_note', args, context.idempotencyKey!));
    super({ name: 'executor_agent', trust: 'high', tools: [send, put], approvers: ['alice', 'bob'] });
    this.#send = send;
  }

  protected async handle({ text }: Order, session: ActionSession<'high'>): Promise<void> {
    await session.call(this.#send, { to: 'alice@example.com', body: text });
  }
}

const senderOf = (surroundings: Surroundings) =>
  tool(sendNote, (args, context) => happen(surroundings, 'send_note', args, context.idempotencyKey!));

/** The effect itself: it can happen and nobody hears of it. */
export async function happen(
  { world, trap, slow }: Surroundings,
  name: string,
  { to, body }: { readonly to: string; readonly body: string },
  key: string,
): Promise<void> {
  trap.pass('before execute');
  world.happen({ key, tool: name, to, body, pid: process.pid });
  trap.pass('after execute');
  for (const end of Object.keys(ENDS)) trap.pass(end);
  if (slow > 0) await pause(slow);
}
