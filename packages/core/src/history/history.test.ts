// The history: all of it is found, by those who may, and nothing that the journal does not say too.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical, type Json } from '../canonical.js';
import { pruneJournal } from '../archive/prune.js';
import { Secrets } from '../content/secrets.js';
import { labelOf } from '../content/label.js';
import { newKey, signerOf, type SecretKey } from '../people/key.js';
import { createTrustRoot, readTrustRoot } from '../people/trust-root.js';
import type { DocKind } from '../index.js';
import type { Draft } from '../record/draft.js';
import { Journal } from '../record/journal.js';
import { sealRecord } from '../record/signed.js';
import { markOf } from '../record/words.js';
import { memoryStore } from '../record/memory-store.js';
import type { Change, Doc, Store } from '../record/store.js';
import { openDesk } from '../review/desk.js';
import { recordOf } from '../review/contract-record.js';
import { propose } from '../review/proposal.js';
import { createRuntime } from '../runtime/create.js';
import { executorOf, mail, mailbox, readerOf, sendNote, toBob } from '../runtime/house.fixture.js';
import { handClock } from '../testing/hand-clock.js';
import { tool } from '../tools/tool.js';
import { History, openHistory } from './history.js';
import { reindex } from './reindex.js';

describe('the history', () => {
  test('MAIL-6: whatever happened is found: messages, refused senders, calls, proposals, decisions, results, forwards, stops', async () => {
    const { root, store, clock } = setup();
    const common = { root, store, clock };
    const reader = readerOf(async ({ text }, session) => {
      await session.report(`a report on: ${text}`);
      await session.propose(
        'executor_agent',
        sendNote,
        { ...toBob, body: `note ${text}` },
        { why: 'because of zebras' },
      );
    });
    const sending = tool(sendNote, async () => ({ sent: 'pelicans' }));
    const executor = executorOf([sending], async () => undefined, { acceptsFrom: ['reader'] });
    await using intake = await createRuntime({
      ...common,
      signer: signerOf(KEYS['intake']!),
      agents: [reader],
      channels: [mailbox],
    });
    await using payments = await createRuntime({ ...common, signer: signerOf(KEYS['payments']!), agents: [executor] });
    const desk = await openDesk({ ...common, person: signerOf(KEYS['alice']!) });
    const id = await intake.deliver('mail', mail('m1', { subject: 'Giraffes', text: 'an invoice for crème brûlée' }));
    await intake.deliver('mail', mail('m2', { from: 'mallory@evil.example', text: 'open sesame' }));
    await intake.idle();
    const [item] = await desk.pending();
    await desk.deny(await desk.edit(item!.id, { body: 'other words' }), 'no otters today');
    await desk.forward(id, { to: 'executor_agent', note: 'please see to it' });
    await desk.send('executor_agent', 'mind the walrus');
    await payments.idle();
    await desk.freeze('reader', 'smells of herring');
    await desk.lift('reader');
    const history = await openHistory({ root, store, clock });
    const kinds = async (search: string): Promise<readonly DocKind[]> =>
      (await history.search(search)).hits.map(({ kind }) => kind);
    expect(await kinds('giraffes')).toEqual(['forward', 'message']);
    expect(await kinds('"crème brulee" kind:message')).toEqual(['message']);
    expect(await kinds('from:"~mail:mallory@evil.example"')).toEqual(['refusal', 'message']);
    expect(await kinds('sesame')).toEqual(['message']);
    expect(await kinds('zebras')).toEqual(['proposal', 'proposal']);
    expect(await kinds('tool:send_note kind:proposal')).toEqual(['proposal', 'proposal']);
    expect(await kinds('otter*')).toEqual(['decision']);
    expect(await kinds('walrus')).toEqual(['order']);
    expect(await kinds('"please see to it"')).toEqual(['forward']);
    expect(await kinds('herring')).toEqual(['stop']);
    expect(await kinds('kind:permit')).toEqual(['permit']);
    expect(await kinds('kind:report from:reader')).toEqual(['report']);
    expect(await kinds('kind:result with:executor_agent')).toContain('result');
    const all = await history.search('', { limit: 1_000 });
    expect([all.hits.length, all.unverified]).toEqual([(await store.entries(0, 1_000)).length, 0]);
    const [hit] = (await history.search('creme kind:message', { content: true })).hits;
    expect(hit).toMatchObject({
      id,
      from: '~mail:x@example.com',
      to: 'reader',
      trust: 'low',
      content: { subject: 'Giraffes' },
    });
    expect(hit!.snippet.marks.map(([from, to]) => hit!.snippet.text.slice(from, to))).toEqual(['crème']);
    expect((await history.search('otters')).hits[0]).toMatchObject({ from: 'alice', tool: 'send_note', trust: 'high' });
  });

  test('MAIL-6: what one participant may see is all that their search returns, snippets and counts too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { maxLength: 14 }),
        word,
        fc.constantFrom(...NAMES),
        async (all, what, who) => {
          const [house, other] = [setup(), setup()];
          const facts = await live(house, all);
          // elsewhere the same happened, but whatever was not theirs says something else
          await live(
            other,
            all.map((one, at) => (facts[at]!.who.includes(who) ? one : { ...one, text: 'other' })),
          );
          for (const search of [what, '', `${what.slice(0, 2)}*`, `from:"${who}"`]) {
            const history = await openHistory({ ...house, participant: who });
            const { hits, unverified } = await history.search(search, { limit: 1_000, content: true });
            const naive = facts.filter((fact) => fact.who.includes(who) && fact.matches(search)).map(({ seq }) => seq);
            expect([hits.map(({ seq }) => seq), unverified], search).toEqual([naive.toReversed(), 0]);
            const elsewhere = await openHistory({ ...other, participant: who });
            expect(await elsewhere.search(search, { limit: 1_000, content: true })).toEqual({ hits, unverified });
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test('MAIL-6: at the desk the owner finds everything, and others what they took part in and what waits for them', async () => {
    const house = setup();
    const facts = await live(house, [
      { what: 'mail', text: 'fox', who: 0 },
      { what: 'proposal', text: 'fox', who: 0 },
      { what: 'proposal', text: 'owl', who: 1 },
      { what: 'order', text: 'fox', who: 1 },
    ]);
    const [alice, bob] = await Promise.all(
      ['alice', 'bob'].map((name) => openDesk({ ...house, person: signerOf(KEYS[name]!) })),
    );
    const seqs = async (desk: typeof alice, search: string) => (await desk!.search(search)).hits.map(({ seq }) => seq);
    expect(await seqs(alice, 'fox')).toEqual([4, 2, 1]);
    expect(await seqs(bob, 'fox')).toEqual([4, 2]);
    expect(await seqs(bob, '')).toEqual([4, 3, 2]);
    expect((await bob!.search('', { limit: 2 })).hits.map(({ seq }) => seq)).toEqual([4, 3]);
    expect((await bob!.search('', { before: 3 })).hits.map(({ seq }) => seq)).toEqual([2]);
    await alice!.deny(facts[1]!.id);
    expect(await seqs(bob, 'fox')).toEqual([4]);
    expect(await seqs(alice, 'fox kind:proposal')).toEqual([2]);
  });

  test('MAIL-6: an index that lies shows nobody what is not theirs, and says so to the owner alone', async () => {
    const house = setup();
    await live(house, [
      { what: 'mail', text: 'fox', who: 0 },
      { what: 'order', text: 'fox', who: 1 },
    ]);
    const lie: Doc = { seq: 1, kind: 'report', at: 1, who: ['bob', 'reader'], tokens: 'fox owl' };
    await house.store.commit(0, () => ({ docs: [lie] }));
    // the attack: without a look at the journal it would be shown
    expect(await house.store.search({ terms: [], who: ['bob'], limit: 9, order: 'newest' })).toEqual([2, 1]);
    const bob = await openHistory({ ...house, participant: 'bob' });
    for (const search of ['fox', 'kind:report', 'owl', '']) {
      const { hits, unverified } = await bob.search(search);
      expect([hits.some(({ seq }) => seq === 1), unverified]).toEqual([false, 0]);
    }
    const history = await openHistory(house);
    expect(await history.search('owl')).toMatchObject({ hits: [], unverified: 1 });
    await reindex(house);
    expect(await history.search('owl')).toMatchObject({ hits: [], unverified: 0 });
    expect((await history.search('fox')).hits.map(({ kind }) => kind)).toEqual(['order', 'message']);
  });

  test('LOG-2: what was changed in the store is left out and counted: bytes, entries, records that nobody signed', async () => {
    const house = setup();
    await live(house, [
      { what: 'mail', text: 'fox', who: 0 },
      { what: 'mail', text: 'fox', who: 1 },
      { what: 'order', text: 'fox', who: 1 },
    ]);
    const history = await openHistory(house);
    const [first] = await house.store.list('content', { limit: 1 });
    const kept = first!.value;
    await house.store.commit(0, () => ({ rows: [{ ...first!, value: kept.replace('fox', 'owl') }] }));
    expect(await history.search('')).toMatchObject({ hits: { length: 2 }, unverified: 1 });
    await house.store.commit(0, () => ({ rows: [{ kind: 'content', id: first!.id }] }));
    expect(await history.search('')).toMatchObject({ hits: { length: 2 }, unverified: 1 });
    await house.store.commit(0, () => ({ rows: [{ ...first!, value: kept }] }));
    const edited: Store = {
      ...bound(house.store),
      entries: async (after, limit) =>
        (await house.store.entries(after, limit)).map((row) =>
          row.seq === 2 ? { ...row, text: row.text.replace('"m2"', '"m9"') } : row,
        ),
    };
    const unchanged = await openHistory({ ...house, store: bound(house.store) });
    expect(await unchanged.search('')).toMatchObject({ hits: { length: 3 }, unverified: 0 });
    let isEdited = false;
    const later = await openHistory({
      ...house,
      store: { ...bound(house.store), entries: (a, l) => (isEdited ? edited : house.store).entries(a, l) },
    });
    isEdited = true;
    expect(await later.search('fox')).toMatchObject({ hits: { length: 2 }, unverified: 1 });
  });

  test('MAIL-6: a record that somebody without a key wrote is not shown, whatever its doc says', async () => {
    const { root, store, ...house } = setup();
    await live({ root, store, ...house }, [{ what: 'order', text: 'fox', who: 1 }]);
    const journal = new Journal({ root: readTrustRoot(root), store, clock: house.clock });
    await journal.catchUp();
    const { head } = journal.fold;
    const body = { kind: 'stop', target: 'reader', reason: 'fox' };
    const record = { realm: root.realm, head, at: 1, signer: 'alice', body };
    const text = canonical({ seq: 2, prev: head.hash, record } as unknown as Json);
    await store.commit(1, () => ({
      entries: [{ seq: 2, text }],
      docs: [{ seq: 2, kind: 'stop', at: 1, who: ['alice'], tokens: 'fox' }],
    }));
    const history = await openHistory({ root, store, clock: house.clock });
    expect(await history.search('fox')).toMatchObject({ hits: [{ seq: 1 }], unverified: 1 });
    const mine = await openHistory({ root, store, clock: house.clock, participant: 'alice' });
    expect(await mine.search('fox')).toMatchObject({ hits: [], unverified: 0 });
    expect(await reindex({ root, store })).toEqual({ entries: 2, left: 1 });
    expect(await history.search('fox')).toMatchObject({ hits: [{ seq: 1 }], unverified: 0 });
  });

  test('MAIL-6: made again of the journal, every doc is the one that was written with its record', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 14 }), async (all) => {
        const house = setup();
        const written = new Map<number, unknown>();
        const store = noting(house.store, written);
        await live({ ...house, store }, all);
        const again = new Map<number, unknown>();
        expect(await reindex({ ...house, store: noting(house.store, again) })).toEqual({
          entries: written.size,
          left: 0,
        });
        expect(again).toEqual(written);
      }),
      { numRuns: 25 },
    );
  });

  test('KEY-1: what a key signed is shown up to its revocation, and nothing that it signed later', async () => {
    const house = setup();
    const { root, store, clock } = house;
    const carol = newKey('carol');
    const alice = await openDesk({ ...house, person: signerOf(KEYS['alice']!) });
    await alice.enrol({ name: 'carol', public: carol.public });
    const desk = await openDesk({ ...house, person: signerOf(carol.secret) });
    await desk.send('reader', 'fox before');
    await alice.revokeKey(carol.secret.id);
    const journal = new Journal({ root: readTrustRoot(root), store, clock });
    await journal.catchUp();
    const { head } = journal.fold;
    // the attack: whoever stole the key has it sign one thing more, and writes it into the store with a doc
    const body = { kind: 'stop', target: 'reader', reason: 'fox after' } as const;
    const record = sealRecord(signerOf(carol.secret), { realm: root.realm, head, at: 1, signer: 'carol', body });
    const seq = head.seq + 1;
    // `as`: a record is plain JSON
    const text = canonical({ seq, prev: head.hash, record } as unknown as Json);
    const doc: Doc = {
      seq,
      kind: 'stop',
      at: 1,
      who: ['carol', 'reader'],
      tokens: `${markOf('from', 'carol')} ${markOf('to', 'reader')} carol reader fox after`,
    };
    await store.commit(seq - 1, () => ({ entries: [{ seq, text }], docs: [doc] }));
    expect(await store.search({ terms: [{ tokens: ['fox'], prefix: false }], limit: 9, order: 'newest' })).toEqual([
      seq,
      2,
    ]);
    const history = await openHistory(house);
    expect(await history.search('fox')).toMatchObject({ hits: [{ seq: 2, from: 'carol' }], unverified: 1 });
    // who hides the revocation from the index hides what the key has signed
    await store.commit(seq, () => ({ docs: [{ seq: 3 }] }));
    expect(await history.search('fox')).toMatchObject({ hits: [], unverified: 2 });
  });

  test('MAIL-6: what is long over and not in memory any more is found as it was', async () => {
    const house = setup();
    const facts = await live(house, [
      { what: 'mail', text: 'fox', who: 0 },
      { what: 'refusal', text: 'owl', who: 0 },
      ...Array.from({ length: 6 }, () => ({ what: 'report' as const, text: 'fox', who: 1 })),
    ]);
    const journal = new Journal({ root: readTrustRoot(house.root), store: house.store, clock: house.clock, kept: 1 });
    await journal.catchUp();
    expect(journal.fold.mails.has(facts[0]!.id)).toBe(false);
    const history = new History(journal, undefined);
    expect(await history.search('owl')).toMatchObject({ hits: [{ seq: 2, from: '~mail:x@a.example' }], unverified: 0 });
  });

  test('LOG-3: what was pruned is forgotten by the index too, and a secret never stood in it', async () => {
    const house = setup();
    const { root, store, clock } = house;
    const secrets = new Secrets({ TOKEN: 'swordfish99' });
    const journal = new Journal({
      root: readTrustRoot(root),
      store,
      clock,
      signer: signerOf(KEYS['intake']!),
      secrets,
    });
    const label = labelOf('reader', 'high');
    await journal.commit((draft) => {
      const text = draft.content({ from: 'reader', text: 'the token is swordfish99' }, label);
      draft.add({ kind: 'message', id: 'm1', from: 'reader', to: 'alice', text, material: [] });
    });
    const history = await openHistory(house);
    const word = (token: string) =>
      store.search({ terms: [{ tokens: [token], prefix: true }], limit: 9, order: 'newest' });
    expect([await word('token'), await word('swordfish')]).toEqual([[1], []]);
    expect((await history.search('token')).hits[0]!.snippet.text).toContain('‹secret TOKEN›');
    await clock.advance(10 * 86_400_000);
    expect(await pruneJournal({ ...house, person: signerOf(KEYS['alice']!), olderThan: '5d' })).toMatchObject({
      contents: 1,
    });
    expect(await word('token')).toEqual([]);
    expect(await history.search('kind:report')).toEqual({ hits: [], unverified: 0 });
    expect(await reindex(house)).toEqual({ entries: 2, left: 1 });
    expect(await history.search('')).toMatchObject({ hits: [{ kind: 'permit' }], unverified: 0 });
  });

  test('pages meet, and the best come first where that is asked for', async () => {
    const house = setup();
    await live(
      house,
      Array.from({ length: 7 }, (_, n) => ({
        what: 'order' as const,
        text: n === 2 ? 'fox fox fox' : 'fox owl',
        who: 1,
      })),
    );
    const history = await openHistory(house);
    const found: number[] = [];
    for (let before: number | undefined; ; before = found.at(-1)) {
      const { hits } = await history.search('fox', { limit: 3, ...(before !== undefined && { before }) });
      if (hits.length === 0) break;
      found.push(...hits.map(({ seq }) => seq));
    }
    expect(found).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect((await history.search('fox', { order: 'best', limit: 1 })).hits.map(({ seq }) => seq)).toEqual([3]);
    for (const limit of [0, -1, 1.5, 1_001])
      await expect(history.search('', { limit })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  test('MAIL-6: what is written while somebody searches is found, and no fault', async () => {
    const { root, store, clock } = setup();
    const common = { root, clock, person: signerOf(KEYS['alice']!) };
    const writer = await openDesk({ ...common, store });
    let meanwhile = (): Promise<unknown> => writer.send('executor_agent', 'an early walrus');
    const busy: Store = {
      ...bound(store),
      search: async (query) => {
        await meanwhile();
        meanwhile = async () => undefined;
        return store.search(query);
      },
    };
    const desk = await openDesk({ ...common, store: busy });
    const { hits, unverified } = await desk.search('walrus');
    expect([hits.length, unverified]).toEqual([1, 0]);
  });

  test('a store that answers in circles ends a search', async () => {
    const house = setup();
    await live(house, [{ what: 'order', text: 'fox', who: 1 }]);
    const store: Store = { ...bound(house.store), search: async ({ limit }) => Array.from({ length: limit }, () => 1) };
    const history = await openHistory({ ...house, store });
    expect((await history.search('fox', { limit: 5 })).hits).toHaveLength(1);
  });
});

const NAMES = ['alice', 'bob', 'reader', 'executor_agent', '~mail:x@a.example', '~mail:y@b.example'];
const WORDS = ['fox', 'foxes', 'owl', 'invoice'];
const word = fc.constantFrom(...WORDS);

interface Happening {
  readonly what: 'mail' | 'report' | 'order' | 'proposal' | 'call' | 'decision' | 'refusal' | 'stop';
  readonly text: string;
  /** Which of two it is that does it. */
  readonly who: number;
}
const happening: fc.Arbitrary<Happening> = fc.record({
  what: fc.constantFrom('mail', 'report', 'order', 'proposal', 'call', 'decision', 'refusal', 'stop'),
  text: fc.array(word, { minLength: 1, maxLength: 3 }).map((some) => some.join(' ')),
  who: fc.nat({ max: 1 }),
});

interface Fact {
  readonly seq: number;
  readonly id: string;
  readonly who: readonly string[];
  /** The naive answer, of the words that were written and the names that stand on it. */
  matches(search: string): boolean;
}
type House = ReturnType<typeof setup>;

/** Lets it all happen, each thing in one entry, and says of each whose it is. What cannot happen is a mail instead. */
async function live(
  { root, store, clock }: Omit<House, 'store'> & { readonly store: Store },
  all: readonly Happening[],
): Promise<readonly Fact[]> {
  const journalOf = (name: string) =>
    new Journal({ root: readTrustRoot(root), store, clock, signer: signerOf(KEYS[name]!) });
  const [intake, payments, alice, bob] = ['intake', 'payments', 'alice', 'bob'].map(journalOf);
  const contract = recordOf(sendNote);
  const facts: Fact[] = [];
  const pending: string[] = [];
  const queued: string[] = [];
  for (const [at, { what, text, who }] of all.entries()) {
    const id = `m${at + 1}`;
    const person = ['alice', 'bob'][who]!;
    const desk = [alice, bob][who]!;
    const stranger = ['~mail:x@a.example', '~mail:y@b.example'][who]!;
    const label = labelOf(person, 'high');
    const letter = (draft: Draft, from: string) => draft.content({ from, text }, label);
    const say = (journal: Journal, from: string, to: string) =>
      journal.commit((draft) => draft.add({ kind: 'message', id, from, to, text: letter(draft, from), material: [] }));
    const done = (
      from: string,
      to: string | undefined,
      whose: readonly string[],
      words: readonly string[] = [],
      of = id,
    ): void => {
      const said = [from, to ?? '', text, ...words]
        .join(' ')
        .toLowerCase()
        .match(/[a-z0-9]+/g)!;
      facts.push({ seq: at + 1, id: of, who: whose, matches: (search) => naive(search, said, from) });
    };
    const ask = (journal: Journal, requester: string, executor: string) =>
      journal.commit((draft) =>
        propose(draft, {
          id,
          contract,
          args: { to: 'z', body: text },
          labels: { to: label, body: label },
          requester,
          executor,
          why: 'w',
          watermark: label,
          expires: clock.now() + 1e6,
        }),
      );
    const asked = ['send', 'note', 'z', 'w'];
    const target = pending.at(-1);
    const refused = queued.at(-1);
    if (what === 'report') {
      await say(intake!, 'reader', person);
      done('reader', person, ['reader', person]);
    } else if (what === 'order') {
      await say(desk, person, 'executor_agent');
      done(person, 'executor_agent', [person, 'executor_agent']);
    } else if (what === 'proposal') {
      await ask(intake!, 'reader', 'executor_agent');
      pending.push(id);
      done('reader', 'executor_agent', ['reader', 'executor_agent'], asked);
    } else if (what === 'call') {
      await ask(payments!, 'executor_agent', 'executor_agent');
      done('executor_agent', 'executor_agent', ['executor_agent'], asked);
    } else if (what === 'decision' && target !== undefined) {
      pending.pop();
      await desk.commit((draft) => {
        const { digest } = draft.fold.actions.get(target)!;
        draft.add({ kind: 'decision', id, items: [{ proposal: target, digest, answer: 'deny', reason: text }] });
      });
      done(person, 'reader', [person, 'reader', 'executor_agent'], ['deny']);
    } else if (what === 'refusal' && refused !== undefined) {
      queued.pop();
      const from = facts[Number(refused.slice(1)) - 1]!;
      await intake!.commit((draft) =>
        draft.add({ kind: 'step', of: refused, to: 'refused', fence: 0, result: draft.content(text, label) }),
      );
      done(
        NAMES.find((name) => name.startsWith('~') && from.who.includes(name))!,
        'reader',
        ['reader'],
        ['refused'],
        refused,
      );
    } else if (what === 'stop') {
      pending.length = 0;
      await desk.commit((draft) => draft.add({ kind: 'stop', target: 'reader', reason: text }));
      done(person, 'reader', [person, 'reader'], [], 'reader');
    } else {
      await say(intake!, stranger, 'reader');
      queued.push(id);
      done(stranger, 'reader', [stranger, 'reader']);
    }
  }
  return facts;
}

function naive(search: string, said: readonly string[], from: string): boolean {
  if (search === '') return true;
  if (search.startsWith('from:')) return search === `from:"${from}"`;
  return search.endsWith('*') ? said.some((one) => one.startsWith(search.slice(0, -1))) : said.includes(search);
}

const ROOT = createTrustRoot({
  owner: 'alice',
  people: ['bob'],
  runtimes: { intake: { agents: ['reader'] }, payments: { agents: ['executor_agent'] } },
});

const KEYS: Readonly<Record<string, SecretKey>> = ROOT.keys;

function setup() {
  return { root: ROOT.root, store: memoryStore() as Store, clock: handClock() };
}

const bound = (store: Store): Store => ({
  local: store.local,
  commit: store.commit.bind(store),
  entries: store.entries.bind(store),
  get: store.get.bind(store),
  list: store.list.bind(store),
  search: store.search.bind(store),
  watch: store.watch.bind(store),
  close: store.close.bind(store),
});

/** A store that notes the docs which are written to it. */
const noting = (store: Store, docs: Map<number, unknown>): Store => ({
  ...bound(store),
  commit: (after, build) =>
    store.commit(after, (tail) => {
      const change: Change | undefined = build(tail);
      for (const doc of change?.docs ?? []) docs.set(doc.seq, doc);
      return change;
    }),
});
