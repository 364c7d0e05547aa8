// Duels: eight processes on the same proposals. Six people's hands approve, deny and withdraw at the same moment, while two executors start and let run out.
import type { Role } from '../house/orders.js';
import { Crew } from '../house/crew.js';
import type { Blow, Heard } from '../house/duelist.js';
import type { Child } from '../house/fleet.js';
import { Fleet } from '../house/fleet.js';
import { HASTE, look } from '../house/house.js';
import { inPlace } from '../house/place.js';
import { until } from '../lib/folder.js';
import { Findings, type Context, type Part } from '../lib/part.js';
import type { Random } from '../lib/random.js';

/** How many duels one house sees. */
const PER_HOUSE = 50;
const HANDS = ['alice', 'bob', 'alice', 'bob', 'alice', 'bob'] as const;

export const duels: Part = {
  name: 'duels',
  what: 'approve, deny, withdraw and expire race over 8 processes: one wins, and every other is told the truth',
  cycles: 2_000,
  run: async (context) => {
    const findings = new Findings();
    await using fleet = await Fleet.build();
    for (let done = 0; done < context.cycles; done += PER_HOUSE) {
      if (Date.now() > context.until) {
        findings.outOfTime(context.cycles - done, 'duels');
        break;
      }
      const count = Math.min(PER_HOUSE, context.cycles - done);
      findings.take(await inPlace(context, (folder) => house({ ...context, cycles: count }, fleet, folder)));
      context.tell(`${done + count} of ${context.cycles} duels`);
    }
    return findings;
  },
};

interface Wanted {
  readonly id: string;
  readonly expires: number;
}

async function house({ random, cycles, store }: Context, fleet: Fleet, folder: string): Promise<Findings> {
  const asking: readonly Role[] = ['intake', 'hasty', 'executor'];
  const crew = await Crew.start({ fleet, folder, store, roles: asking, every: 100 });
  const second = fleet.start({ role: 'executor', folder, store });
  const hands = HANDS.map((person) => fleet.start({ role: 'duelist', folder, store, person }));
  await Promise.all([second, ...hands].map((child) => child.ready));
  const fought: (readonly Heard[])[] = [];
  await look({ kind: store, folder }, async ({ desk }) => {
    const seen = new Set<string>();
    const next = async (): Promise<Wanted | undefined> => {
      const unseen = (await desk.pending()).filter(({ id }) => !seen.has(id));
      const hasty = random.chance(0.4) ? unseen.find(({ requester }) => requester === 'hasty') : undefined;
      return hasty ?? unseen.find(({ requester }) => requester !== 'hasty') ?? unseen[0];
    };
    while (fought.length < cycles) {
      const wanted = await until(next, { ms: 20_000 });
      if (wanted === undefined) {
        crew.findings.violation('broken', 'nobody asks for anything any more');
        break;
      }
      seen.add(wanted.id);
      fought.push(await fight(random, hands, wanted));
    }
  });
  for (const child of [...hands, second]) {
    if (child.isOver) crew.findings.violation('broken', child.complaint.slice(-2_000));
    await child.kill();
  }
  crew.findings.add('duels', fought.length);
  // what nobody got to is let go by a person, so that the house can rest
  const alice = fleet.start({ role: 'alice', folder, store });
  const findings = await crew.rest();
  await alice.kill();
  await judge(store, folder, fought, findings);
  return findings;
}

/** Everybody strikes at once: those in haste about when the time runs out. */
async function fight(random: Random, hands: readonly Child[], { id, expires }: Wanted): Promise<readonly Heard[]> {
  const now = Date.now();
  const isHasty = expires - now <= HASTE;
  const at = isHasty ? expires + random.between(-15, 10) : now + 3;
  const blows: readonly Blow[] = random.shuffled(['approve', 'approve', 'deny', 'deny', 'withdraw', 'approve']);
  const before = hands.map(({ said }) => said.length);
  for (const hand of random.shuffled(hands)) {
    // a person who approves may take it back a moment later: not in every duel, or nothing would ever be started
    const given = blows[hands.indexOf(hand)]!;
    const blow = given === 'withdraw' && random.chance(0.6) ? 'deny' : given;
    hand.tell({ id, blow, at: at + random.between(0, 3) });
  }
  await Promise.all(hands.map((hand, n) => hand.heard(before[n]! + 1)));
  // `as`: what a duelist says is what it heard
  return hands.map(({ said }) => said.at(-1) as Heard);
}

/** What each was told, against what the journal says. */
async function judge(
  store: Context['store'],
  folder: string,
  fought: readonly (readonly Heard[])[],
  findings: Findings,
): Promise<void> {
  await look({ kind: store, folder }, async ({ desk }) => {
    for (const heard of fought) {
      const id = heard[0]!.id;
      const item = await desk.item(id);
      const untrue = (what: string): void =>
        findings.violation('untrue answers', `${id} (${item.state}): ${what}; ${JSON.stringify(heard)}`);
      const winners = heard.filter(({ won, blow }) => won && blow !== 'withdraw');
      const isStopped = heard.some(({ won, blow }) => won && blow === 'withdraw');
      if (winners.length > 1) untrue('two have decided it');
      const won = winners[0];
      if (won?.blow === 'approve' && !AFTER_YES.has(item.state)) untrue('who approved was told so, and it is not');
      if (won?.blow === 'deny' && item.state !== 'denied') untrue('who denied was told so, and it is not');
      if (won === undefined && !isStopped && item.state !== 'expired') untrue('nobody has won, and it did not run out');
      if (isStopped && item.state !== (won === undefined ? 'withdrawn' : 'revoked')) untrue('it was not stopped');
      for (const loser of heard.filter(({ won: hasWon }) => !hasWon)) {
        findings.add('losers told');
        if (!isTrue(loser, won, isStopped)) untrue(`a loser was told ${loser.code} ${String(loser.state)}`);
      }
      findings.add(`ended ${item.state}`);
    }
  });
}

const AFTER_YES: ReadonlySet<string> = new Set(['executed', 'interrupted', 'failed', 'revoked', 'expired']);
/** How it stood when the loser was told, if the winner is who they say. */
const ON_THE_WAY: ReadonlySet<unknown> = new Set(['approved', 'started', 'executed', 'revoked', 'expired']);

function isTrue({ code, state, whose, blow }: Heard, won: Heard | undefined, isStopped: boolean): boolean {
  if (code === 'GATE_EXPIRED') return won === undefined;
  if (code !== 'ALREADY_DECIDED') return false;
  if (state === 'expired') return true;
  if (state === 'withdrawn') return isStopped && won === undefined;
  if (won === undefined) return false;
  // who comes to withdraw is told how it stands, not by whom
  const isWhose = blow === 'withdraw' || state === 'revoked' || whose === won.by;
  return isWhose && (won.blow === 'deny' ? state === 'denied' : ON_THE_WAY.has(state));
}
