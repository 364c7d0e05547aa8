// Clocks that jump: by years, by the hour of a summer time, by a moment, forwards and backwards, differently in each process.
import { openDesk, signerOf, systemClock, type Clock, type Entry } from '@sallyport/core';
import { audit } from '../house/audit.js';
import { enter, furnish, look } from '../house/house.js';
import { handle, live } from '../house/life.js';
import { inPlace } from '../house/place.js';
import { openStore, type StoreKind } from '../house/store.js';
import { Findings, type Context, type Part } from '../lib/part.js';

const HOUR = 3_600_000;
const YEARS = 3_652 * 24 * HOUR;
const JUMPS = [YEARS, -YEARS, HOUR, -HOUR, 1_000, -1_000, 400, -400] as const;

export const clock: Part = {
  name: 'clock',
  what: 'clocks that jump by ten years, an hour, a second, either way: what has run out stays so, and nothing is approved by it',
  cycles: 100,
  run: async (context) => {
    const findings = new Findings();
    for (let cycle = 0; cycle < context.cycles; cycle += 1) {
      if (Date.now() > context.until) {
        findings.outOfTime(context.cycles - cycle, 'lives');
        break;
      }
      findings.take(await inPlace(context, (folder) => oneLife(context, folder), { fast: true }));
      context.tell(`${cycle + 1} of ${context.cycles} lives`);
    }
    return findings;
  },
};

async function oneLife({ random, store: kind }: Context, folder: string): Promise<Findings> {
  furnish(folder);
  const findings = new Findings();
  let ahead = 0;
  const jumping: Clock = { now: () => systemClock.now() + ahead, sleep: systemClock.sleep };
  const open = () => openStore(kind, { folder });
  await live({ folder, open, clock: jumping, expires: HOUR / 2 }, async (life) => {
    for (let n = 0; n < 8; n += 1) {
      await handle(life, n);
      await waiting(folder, { kind, life, n, jump: () => (ahead += random.pick(JUMPS)) });
      findings.add('jumps', 2);
      await life.executor.idle();
    }
    // in the end everything runs out: nothing is left to wait
    ahead = 3 * YEARS;
    await life.executor.idle();
  });
  findings.take(await audit(kind, folder));
  await checkOrder(kind, folder, findings);
  return findings;
}

interface Waiting {
  readonly kind: StoreKind;
  readonly life: Parameters<Parameters<typeof live>[1]>[0];
  readonly n: number;
  readonly jump: () => void;
}

/** Asked before a jump, decided after it, started after another one. */
async function waiting(folder: string, { kind, life, n, jump }: Waiting): Promise<void> {
  const { intake, alice, world } = life;
  const text = `${1_000 + n * 10}`;
  await intake.deliver('mail', { id: text, from: `late${n}@example.com`, proof: 'none', text });
  await intake.idle();
  const [item] = await alice.pending();
  jump();
  if (item === undefined) return;
  const answer = await alice.approve(item.id, { digest: item.digest }).then(
    () => 'approved' as const,
    (error: { code?: string }) => error.code,
  );
  if (answer === 'approved') world.acknowledge({ id: item.id, what: answer, by: 'alice', digest: item.digest });
  else if (answer !== 'GATE_EXPIRED' && answer !== 'ALREADY_DECIDED') throw new Error(`alice was told ${answer}`);
  jump();
  // somebody whose clock never jumped sees no more of it than is there
  const { root, keys } = enter(folder);
  await using store = await openStore(kind, { folder });
  const bob = await openDesk({ root, store, person: signerOf(keys['bob']!), ledger: false });
  await bob.deny(item.id).catch((error: { code?: string }) => {
    if (error.code !== 'ALREADY_DECIDED' && error.code !== 'GATE_EXPIRED') throw error;
  });
}

/** The order is that of the sequence; and no time in the journal is not a number. */
async function checkOrder(kind: StoreKind, folder: string, findings: Findings): Promise<void> {
  await look({ kind, folder }, async ({ store }) => {
    const rows = await store.entries(0, 1_000_000);
    const bad = rows.filter(({ seq, text }, at) => {
      // `as`: the house wrote it
      const { record } = JSON.parse(text) as Entry;
      return seq !== at + 1 || !Number.isSafeInteger(record.at);
    });
    if (bad.length > 0) findings.violation('broken', `entries out of order or out of time: ${bad[0]!.text}`);
    findings.add('entries in order', rows.length);
  });
}
