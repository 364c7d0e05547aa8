// One chain, one world: however it was read, in which pages, with what forgotten, from which checkpoint, and after what was taken back.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical, sha256, type Json } from '../canonical.js';
import { labelOf } from '../content/label.js';
import { newKey, signerOf } from '../people/key.js';
import { createTrustRoot } from '../people/trust-root.js';
import type { Body, Signed, State } from './body.js';
import { REACH } from './chain.js';
import { Fold } from './fold.js';
import { Keyring } from './keyring.js';
import { digestOf, sealRecord } from './signed.js';
import { isHandled } from './state.js';
import type { EntryRow } from './store.js';
import { idOf } from './world.js';

const { root, keys } = createTrustRoot({
  owner: 'alice',
  people: ['bob'],
  runtimes: { intake: { agents: ['reader'] }, executor: { agents: ['clerk'] } },
});
const [spare, carol] = [newKey('alice'), newKey('carol')];
const signers = {
  alice: signerOf(keys.alice),
  bob: signerOf(keys.bob),
  carol: signerOf(carol.secret),
  spare: signerOf(spare.secret),
  intake: signerOf(keys.intake),
  executor: signerOf(keys.executor),
} as const;
type Who = keyof typeof signers;

const foldWith = (kept: number): Fold => new Fold({ keyring: new Keyring(root), local: false, self: 'executor', kept });
const content = (id: string) => ({ id, hash: '0'.repeat(64), label: labelOf('x', 'low') });
const IDS = Array.from({ length: 12 }, (_, i) => `id-${i}`);
const contract = 'c'.repeat(64);
/** A line that is no record: it takes its place, and nothing else. */
const NOISE = 'x';

/** What somebody does next, in numbers: they are read by the world as it is there. */
const choice = fc.record({
  what: fc.integer({ min: 0, max: 15 }),
  id: fc.nat({ max: IDS.length - 1 }),
  other: fc.nat({ max: IDS.length - 1 }),
  who: fc.constantFrom<Who>('alice', 'bob', 'carol', 'spare', 'intake', 'executor'),
  back: fc.constantFrom(0, 0, 0, 0, 1, 7),
  at: fc.nat({ max: 5 }),
  isSigned: fc.boolean(),
});
type Choice = typeof choice extends fc.Arbitrary<infer T> ? T : never;

const MOVES: readonly State[] = ['started', 'started', 'executed', 'executed', 'failed', 'interrupted', 'pending', 'approved', 'expired', 'refused', 'rejected']; // prettier-ignore

function bodyFor(fold: Fold, { what, id: i, other, at }: Choice): readonly [Who | undefined, Body] {
  const [id, another] = [IDS[i]!, IDS[other]!];
  const action = fold.actions.get(id);
  const standing = action ?? fold.mails.get(id);
  const proposal = { kind: 'proposal', id, contract, parts: {}, why: content(`why-${id}`), expires: 1e12 } as const;
  switch (what) {
    case 0:
      return ['intake', { kind: 'message', id, from: '~mail:x', to: 'reader', text: content(id), material: [] }];
    case 1:
      return ['bob', { kind: 'message', id, from: 'bob', to: 'clerk', text: content(id), material: [] }];
    case 2:
    case 3: {
      const [by, to] = what === 2 ? (['reader', 'clerk'] as const) : (['clerk', 'clerk'] as const);
      const once = at === 0 ? { once: `name-${other % 3}` } : {};
      const of = at < 4 ? { message: another } : {};
      return [
        what === 2 ? 'intake' : 'executor',
        { ...proposal, ...of, ...once, requester: by, executor: to, args: { n: at } },
      ];
    }
    case 4:
      return ['alice', { ...proposal, requester: 'alice', executor: 'clerk', args: { n: 9 }, replaces: another }];
    case 5:
    case 6:
    case 7: {
      const items = [id, another].flatMap((one) => {
        const found = fold.actions.get(one);
        const digest = found === undefined ? contract : digestOf(root.realm, found.proposal);
        return [{ proposal: one, digest, answer: what === 7 ? ('deny' as const) : ('approve' as const) }];
      });
      return [
        undefined,
        { kind: 'decision', id: `d-${id}-${fold.head.seq}`, items: at < 3 ? items.slice(0, 1) : items },
      ];
    }
    case 8:
      return [
        'alice',
        {
          kind: 'decision',
          id: `g-${id}`,
          items: [{ agent: 'reader', contract, bounds: { n: [at] }, uses: 2, until: 1e12 }],
        },
      ];
    case 9: {
      const targets = [id, 'reader', 'clerk', keys.bob.id, `g-${id}:0`, spare.secret.id];
      return [undefined, { kind: 'stop', target: targets[at]! }];
    }
    case 10:
      return ['alice', { kind: 'permit', subject: { lift: [id, 'reader', 'clerk', sha256(id)][at % 4]! } }];
    case 11: {
      const [name, key] = at % 2 === 0 ? (['carol', carol] as const) : (['alice', spare] as const);
      const may = ['decision', 'message', 'stop', 'proposal'] as const;
      return [
        'alice',
        { kind: 'permit', subject: { name, ceiling: 'high', keys: [{ id: key.secret.id, public: key.public, may }] } },
      ];
    }
    default: {
      const to = MOVES[(what * 7 + at + other) % MOVES.length]!;
      const fence = (standing?.fence ?? 0) + (to === 'started' ? 1 : 0);
      const grant = to === 'approved' ? { grant: `g-${another}:0` } : {};
      const isReaders = action === undefined && fold.mails.get(id)?.message.to === 'reader';
      return [isReaders ? 'intake' : 'executor', { kind: 'step', of: id, to, fence, ...grant }];
    }
  }
}

/** Writes what comes of these choices, and has the world take it. */
function write(fold: Fold, choices: readonly Choice[], heads = [fold.head]): readonly EntryRow[] {
  const records: Signed[] = [];
  return choices.map((chosen) => {
    const [by = chosen.who, body] = bodyFor(fold, chosen);
    const head = heads.at(-1 - chosen.back) ?? fold.head;
    const signer = signers[by];
    const unsigned: Signed = { realm: root.realm, head, at: 1_000 + chosen.at, signer: signer.name, body };
    const isAgain = chosen.what === 15 && records.length > 0;
    const fresh = chosen.isSigned || chosen.what !== 9 ? sealRecord(signer, unsigned) : unsigned;
    const record = isAgain ? records[(chosen.id * 13 + chosen.other) % records.length]! : fresh;
    records.push(record);
    const seq = fold.head.seq + 1;
    // `as`: a record is plain JSON
    const row = { seq, text: canonical({ seq, prev: fold.head.hash, record } as unknown as Json) };
    fold.take(row);
    heads.push(fold.head);
    return row;
  });
}

/** In no order of its own: what was taken back stands last. */
const byName = <T>(map: ReadonlyMap<string, T>): unknown => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

/** Everything by which anything is decided. */
function seen(fold: Fold): unknown {
  const open = (of: Fold['open']['actions']) => [...of].map(([state, ids]) => [state, [...ids].sort()]);
  const names = ['alice', 'clerk', 'reader'].map((by) => [...fold.named.of(by)].sort());
  const alive = new Set([...fold.open.actions.values()].flatMap((ids) => [...ids]));
  for (const all of names) for (const [, id] of all) alive.add(id);
  const plain = (value: object): unknown => JSON.parse(JSON.stringify(value));
  const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
  const { head, frozen, grants, epochs, keyring, lastAt, peopleAt, othersAt, waiting } = fold;
  return {
    ...{
      head,
      lastAt,
      peopleAt,
      othersAt,
      names,
      frozen: byName(frozen),
      grants: byName(grants),
      epochs: byName(epochs),
    },
    people: [keyring.enrolments, [keys.bob.id, spare.secret.id].map((key) => keyring.isRevoked(key))],
    open: [open(fold.open.actions), open(fold.open.mails)],
    alive: [...alive].map((id) => ({ id, of: plain(fold.actions.get(id)!) })).sort(byId),
    mails: [...fold.mails.values()]
      .filter(({ state }) => !isHandled(state))
      .map((mail) => ({ id: idOf(mail), of: plain(mail) }))
      .sort(byId),
    taken: IDS.map((id) => fold.isTaken(id)),
    faults: fold.faults.map(({ seq }) => seq),
    waiting: ['reader', 'clerk', 'alice'].map((by) => [
      [...waiting.of(by)].sort(),
      [...waiting.of(by, '~mail:x')].sort(),
    ]),
  };
}

type Taken = { readonly fold: Fold; readonly faulty: readonly number[] };

/** Reads it in pages, forgetting after each what is over. */
function inPages(rows: readonly EntryRow[], size: number, kept: number, from = foldWith(kept)): Taken {
  const faulty: number[] = [];
  rows.slice(from.head.seq).forEach((row, i) => {
    if (from.take(row).fault !== undefined) faulty.push(row.seq);
    if ((i + 1) % size === 0) from.settle();
  });
  return { fold: from, faulty };
}

/** Reads it as whoever writes it does: each line is tried beside others, taken back, and then taken. */
function tried(rows: readonly EntryRow[], kept: number, others: readonly Choice[]): Taken {
  const fold = foldWith(kept);
  const faulty: number[] = [];
  rows.forEach((row, i) => {
    fold.undo.begin();
    if (i % 3 !== 0) fold.take(row);
    const { mark } = fold.undo;
    write(fold, others.slice(i % others.length).slice(0, 4));
    if (i % 2 === 0) fold.undo.backTo(mark);
    fold.undo.cancel();
    if (fold.take(row).fault !== undefined) faulty.push(row.seq);
    fold.settle();
  });
  return { fold, faulty };
}

/** As a process that begins again from its checkpoint, whenever the place says so. */
function restarted(rows: readonly EntryRow[], every: number, kept: number): Taken {
  let fold = foldWith(kept);
  const faulty: number[] = [];
  for (const row of rows) {
    if (fold.take(row).fault !== undefined) faulty.push(row.seq);
    fold.settle();
    if (row.seq % every !== 0) continue;
    const again = foldWith(kept);
    again.restore(JSON.parse(JSON.stringify(fold.data())));
    fold = again;
  }
  return { fold, faulty };
}

const choices = fc.array(choice, { minLength: 20, maxLength: 90 });

function mustAgree(rows: readonly EntryRow[], size: number, more: readonly Choice[]): void {
  const whole = inPages(rows, Infinity, 1_000);
  const expected = { faulty: whole.faulty, fold: seen(whole.fold) };
  const others = [
    inPages(rows, 1, 1),
    inPages(rows, size, 2),
    restarted(rows, size, 1),
    restarted(rows, 1, 1_000),
    tried(rows, 2, more),
  ];
  for (const { fold, faulty } of others) expect({ faulty, fold: seen(fold) }).toEqual(expected);
}

describe('one chain', () => {
  test('GATE-6: is one world, whatever was forgotten, taken back or restored meanwhile', () => {
    fc.assert(
      fc.property(choices, fc.integer({ min: 2, max: 9 }), choices, (made, size, more) =>
        mustAgree(write(foldWith(1_000), made), size, more),
      ),
      { numRuns: 30, endOnFailure: true },
    );
  });

  test('GATE-6: also where an id is used again so late that one process has forgotten what had it, and another has not', () => {
    const usual: Choice = { what: 2, id: 0, other: 0, who: 'intake', back: 0, at: 4, isSigned: true };
    const again = [usual, { ...usual, what: 5, at: 0, who: 'alice' as const }];
    const ended = { ...usual, what: 7, at: 0, who: 'alice' as const };
    const fold = foldWith(1_000);
    const first = write(fold, [usual, ended, { ...usual, id: 1 }, { ...ended, id: 1 }]);
    const noise = Array.from({ length: REACH + 5 }, (_, i) => ({ seq: first.length + 1 + i, text: NOISE }));
    for (const row of noise) fold.take(row);
    const [forgetful, remembering] = [1, 1_000].map((kept) => inPages([...first, ...noise], 1, kept));
    // the trap is real: one of them knows it, and the other does not
    expect([forgetful!, remembering!].map((one) => one.fold.actions.has(IDS[0]!))).toEqual([false, true]);
    const rows = write(fold, again);
    const faults = [forgetful!, remembering!].map(({ fold: of }) =>
      rows.filter((row) => of.take(row).fault !== undefined),
    );
    expect(faults).toEqual([[], []]);
    expect(seen(remembering!.fold)).toEqual(seen(forgetful!.fold));
  });
});
