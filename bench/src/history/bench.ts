/** What a history costs: to write down, to look through, and on the disk; beside FTS5 and tsvector by hand, and an index in memory. */
import type { Bench } from '../lib/bench.js';
import { measure, timingOf, type Pace, type Timing } from '../lib/measure.js';
import { installPeers, peer } from '../lib/peers.js';
import type { Goal, Section } from '../lib/report.js';
import { spreadOf, type Spread } from '../lib/spread.js';
import { folder } from '../lib/folder.js';
import { FTS5, fts5, OURS, ours, OURS_ON_POSTGRES, oursOnPostgres, peerHistories, type History } from './histories.js';
import { mails, SEARCHES, type Search } from './mail.js';

const TOTAL = 1_000_000;
const QUICK = 100_000;
/** An index in memory takes no more than this many here. */
const IN_MEMORY = 100_000;
const PARTS = 10;
const NEWEST = ['rare', 'common', 'two terms', 'prefix'];

/** What bench/peers/postgres.mjs exports. */
interface Postgres {
  readonly startPostgres: (folder: string) => Promise<{ readonly url: string; readonly stop: () => Promise<void> }>;
}

export const bench: Bench = {
  async run({ pace, quick }) {
    installPeers();
    const total = quick ? QUICK : TOTAL;
    const [{ path, remove }, own] = [folder(), folder()];
    const server = await (await peer<Postgres>('postgres')).startPostgres(own.path);
    const durable = [
      fts5(path),
      await ours(path),
      ...(await peerHistories('postgres', server.url)),
      await oursOnPostgres(server.url),
    ];
    const memory = await peerHistories('minisearch');
    const added = await fill(durable, total);
    const addedInMemory = await fill(memory, Math.min(total, IN_MEMORY));
    await mustAgree(durable);
    const written = {
      title: `writing ${size(total)} messages: each of them`,
      timings: [...added.timings, ...addedInMemory.timings],
      limit: FTS5,
    };
    const everybody = [...durable, ...memory];
    const sections = [written, ...(await search(everybody, total, pace))];
    const bytes = new Map<string, number | undefined>();
    for (const history of everybody) bytes.set(history.name, await history.close());
    await server.stop();
    remove();
    own.remove();
    const over = (name: string): Spread => spreadOf([(bytes.get(name) ?? Number.NaN) / added.bytes]);
    return {
      sections,
      goals: goalsOf(sections, over(OURS)),
      notes: [
        `${size(total)} messages are ${(added.bytes / 2 ** 20).toFixed(0)} MiB of text; the file is ${over(OURS).median.toFixed(2)} × as large, and ${over(FTS5).median.toFixed(2)} × by hand. A search takes 20 different questions in turns, and brings the 20 newest, or best, numbers. Ours ranks the newest 10,000 that fit, the others all. MiniSearch holds ${size(Math.min(total, IN_MEMORY))} messages in memory, and nothing of it lasts.`,
      ],
    };
  },
};

/** A section for each kind of question. */
async function search(histories: readonly History[], total: number, pace: Pace): Promise<readonly Section[]> {
  const sections: Section[] = [];
  for (const [kind, searches] of Object.entries(SEARCHES)) {
    const timings = await measure(
      histories.map((history) => ({ name: history.name, run: asking(history, searches) })),
      pace,
    );
    sections.push({ title: `searching ${size(total)} messages: ${kind}`, timings, limit: FTS5 });
  }
  return sections;
}

function goalsOf(sections: readonly Section[], over: Spread): readonly Goal[] {
  const [writing, ...searching] = sections;
  const of = (kind: string, name: string): Timing =>
    timingOf(searching.find(({ title }) => title.endsWith(`: ${kind}`))?.timings ?? [], name);
  const millis = (timing: Timing): Spread => spreadOf(timing.rounds.map((nanos) => nanos / 1e6));
  const written = timingOf(writing?.timings ?? [], OURS);
  return [
    {
      what: 'written in bulk',
      goal: { atLeast: 50_000 },
      unit: '/s',
      measured: spreadOf(written.rounds.map((nanos) => 1e9 / nanos)),
    },
    ...NEWEST.map((kind): Goal => ({
      what: `search, ${kind}`,
      goal: { atMost: 0.3 },
      unit: 'ms',
      measured: millis(of(kind, OURS)),
    })),
    { what: 'search, common, ranked', goal: { atMost: 15 }, unit: 'ms', measured: millis(of('common, ranked', OURS)) },
    { what: 'the file over its text', goal: { atMost: 2.1 }, unit: '×', measured: over },
    {
      what: 'search on PostgreSQL, rare',
      goal: { atMost: 1 },
      unit: 'ms',
      measured: millis(of('rare', OURS_ON_POSTGRES)),
    },
  ];
}

/** Has all of them take the same messages, a part each in turn. */
async function fill(
  histories: readonly History[],
  total: number,
): Promise<{ readonly timings: readonly Timing[]; readonly bytes: number }> {
  const writing = histories.flatMap(({ name, add }) =>
    add === undefined ? [] : [{ name, add, nanos: [] as number[] }],
  );
  let bytes = 0;
  for (let part = 0; part < PARTS; part++) {
    const some = mails((total / PARTS) * part, (total / PARTS) * (part + 1), total);
    for (const { text } of some) bytes += Buffer.byteLength(text);
    for (const { add, nanos } of writing) {
      const started = process.hrtime.bigint();
      await add(some);
      nanos.push(Number(process.hrtime.bigint() - started) / some.length);
    }
  }
  const timings = writing.map(({ name, nanos }) => ({ name, rounds: nanos, nanos: spreadOf(nanos) }));
  return { timings, bytes };
}

/** Newest first, there is one right answer. */
async function mustAgree(histories: readonly History[]): Promise<void> {
  for (const search of Object.values(SEARCHES).flat()) {
    if (search.ranked) continue;
    const answers = await Promise.all(histories.map(async (history) => (await history.find(search)).join()));
    if (new Set(answers).size > 1 || answers[0] === '')
      throw new Error(`${JSON.stringify(search)} is answered differently: ${answers.join(' | ')}`);
  }
}

/** Asks one question after the other, and goes on where it stopped. */
function asking(history: History, searches: readonly Search[]): (count: number) => Promise<number> {
  let at = 0;
  return async (count) => {
    let found = 0;
    for (let i = 0; i < count; i++) found += (await history.find(searches[at++ % searches.length]!)).length;
    return found;
  };
}

const size = (count: number): string => count.toLocaleString('en');
