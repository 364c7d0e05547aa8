// LOG-3: what was marked as a secret never enters the journal, whichever way it tries.
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { IntakeAgent } from '../agents/intake-agent.js';
import type { IntakeSession } from '../agents/session.js';
import type { Channel, Delivery } from '../mail/channel.js';
import { signerOf } from '../people/key.js';
import { createTrustRoot } from '../people/trust-root.js';
import { memoryStore } from '../record/memory-store.js';
import type { Store } from '../record/store.js';
import { HumanGate } from '../review/gate.js';
import { openDesk } from '../review/desk.js';
import { tool } from '../tools/tool.js';
import { createRuntime } from './create.js';

const TOKEN = 'tok_9f8e7d6c5b4a';

const leak = tool({
  name: 'leak',
  effect: 'ingest',
  source: 'low',
  input: z.strictObject({ how: z.string() }),
  run: async ({ how }) => {
    if (how === 'throws') throw new Error(`bad token ${TOKEN}`);
    return { [how === 'key' ? TOKEN : 'header']: `Bearer ${TOKEN}${TOKEN}` };
  },
});

/** Does with each word of its message what the word says. */
class Careless extends IntakeAgent<'low'> {
  readonly heard: string[];
  constructor(heard: string[]) {
    super({ name: 'careless', trust: 'low', tools: [leak], allowlist: ['*'] });
    this.heard = heard;
  }
  protected async handle({ text }: { readonly text: string }, session: IntakeSession<'low'>) {
    this.heard.push(text);
    for (const how of ['returns', 'key', 'throws', TOKEN]) {
      const said = await session.call(leak, { how }).catch((error: Error) => [error.message, error]);
      this.heard.push(JSON.stringify(said) + String((said as unknown[])[0]));
    }
    await session.report(`The token is ${TOKEN}.`);
    await session.memory.set('note', `remember ${TOKEN}`);
  }
}

const mailbox: Channel = { name: 'mail', to: 'careless', unverified: 'low', listen: async () => undefined };
const delivery: Delivery = { id: '1', from: 'eve@example.com', proof: 'none', text: `what is ${TOKEN}?` };

async function stored(store: Store): Promise<string> {
  const rows = await Promise.all(
    (['content', 'contract', 'place'] as const).map((kind) => store.list(kind, { limit: 1_000 })),
  );
  return JSON.stringify([await store.entries(0, 1_000), rows]);
}

async function house(secrets: Readonly<Record<string, string>> | undefined) {
  const heard: string[] = [];
  const store = memoryStore();
  const { root, keys } = createTrustRoot({ owner: 'alice', runtimes: { intake: { agents: ['careless'] } } });
  const common = { root, store, signer: signerOf(keys.intake), agents: [new Careless(heard)], channels: [mailbox] };
  await using runtime = await createRuntime({ ...common, ...(secrets && { secrets }) });
  const errors: unknown[] = [];
  runtime.on('error', ({ error }) => errors.push(error));
  await runtime.deliver('mail', delivery);
  await runtime.idle();
  expect(errors).toEqual([]);
  return { stored: await stored(store), heard: heard.join('\n') };
}

describe('secrets', () => {
  test('LOG-3: whatever a tool returns or throws, an agent reports or remembers, a stranger writes: it is not in the store, and no agent hears it', async () => {
    const open = await house(undefined);
    expect(open.stored).toContain(TOKEN);
    expect(open.heard).toContain(TOKEN);
    const closed = await house({ api_token: TOKEN });
    expect(closed.stored).not.toContain(TOKEN);
    expect(closed.heard).not.toContain(TOKEN);
    expect(closed.stored).toContain('‹secret api_token›');
    expect(closed.stored).toContain("holds the secret 'api_token'");
  });

  test('LOG-3: a gate asks nobody about a secret, and keeps none that its function returns', async () => {
    const { root, keys } = createTrustRoot({ owner: 'alice', runtimes: { payments: { agents: ['payments'] } } });
    const store = memoryStore();
    const gate = new HumanGate({
      name: 'payments',
      root,
      store,
      signer: signerOf(keys.payments),
      secrets: { api_token: TOKEN },
    });
    const pay = gate.guard(async () => `paid with ${TOKEN}`, {
      name: 'pay',
      input: z.strictObject({ with: z.string() }),
    });
    await expect(pay({ with: `x${TOKEN}` })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      facts: { secret: 'api_token' },
    });
    await expect(pay({ with: 'x' }, { once: TOKEN })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    const call = pay({ with: 'what is in the tool' });
    const desk = await openDesk({ root, store, person: signerOf(keys.alice) });
    while ((await desk.pending()).length === 0);
    await desk.approve((await desk.pending())[0]!.id);
    expect(await call).toBe(`paid with ${TOKEN}`);
    expect(await stored(store)).not.toContain(TOKEN);
  });

  test.each([
    [{ short: 'abc' }, /'short' is no text of 8 characters/],
    [{ 'a b': TOKEN }, /is no name of a secret/],
    [{ none: undefined }, /'none' is no text/],
  ])('LOG-3: %j is refused, and the value is never said', (secrets, words) => {
    const { root, keys } = createTrustRoot({ owner: 'alice', runtimes: { payments: { agents: ['payments'] } } });
    const make = () =>
      new HumanGate({
        name: 'payments',
        root,
        store: memoryStore(),
        signer: signerOf(keys.payments),
        secrets: secrets as never,
      });
    expect(make).toThrow(words);
    expect(make).not.toThrow(TOKEN);
  });
});
