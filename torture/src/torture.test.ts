// A short run of each part of the torture. The long one is `npm run torture`.
import { afterAll, describe, expect, test } from 'vitest';
import { startServer } from '../../packages/store/src/postgres/server.fixture.js';
import { faultPoints } from './faults/points.js';
import { Random } from './lib/random.js';
import type { Context, Findings } from './lib/part.js';
import { clock } from './parts/clock.js';
import { disk } from './parts/disk.js';
import { duels } from './parts/duels.js';
import { atPoints } from './parts/fault-points.js';
import { flips } from './parts/flips.js';
import { kills } from './parts/kills.js';
import { power } from './parts/power.js';
import { restarts } from './parts/restarts.js';

const PATIENCE = 180_000;
const server = await startServer();
afterAll(() => server?.close());
const short = (cycles: number): Context => ({
  random: new Random(2_026),
  cycles,
  until: Infinity,
  store: 'sqlite',
  tell: () => undefined,
});
const sum = ({ counts }: Findings, name: RegExp): number =>
  [...counts].reduce((all, [key, count]) => (name.test(key) ? all + count : all), 0);

describe('torture, in short', () => {
  test(
    'GATE-6: processes of every kind are killed at random: nothing acknowledged is lost, nothing starts twice',
    async () => {
      const findings = await kills.run(short(4));
      expect(findings.violations).toEqual([]);
      expect(findings.counts.get('kills')).toBe(4);
      expect(findings.counts.get('acknowledged decisions')).toBeGreaterThan(0);
    },
    PATIENCE,
  );

  test.skipIf(server === undefined)(
    'GATE-6: the server of the store crashes and comes back under all of them: the same holds',
    async () => {
      const findings = await restarts.run({ ...short(2), store: 'postgres', server });
      expect(findings.violations).toEqual([]);
      expect(sum(findings, /of the server$/)).toBe(2);
      expect(findings.counts.get('acknowledged decisions')).toBeGreaterThan(0);
    },
    PATIENCE,
  );

  test('GATE-6: there are at least 24 named points, each with a name of its own', () => {
    expect(faultPoints.length).toBeGreaterThanOrEqual(24);
    expect(new Set(faultPoints.map(({ name }) => name)).size).toBe(faultPoints.length);
  });

  test(
    'GATE-6: a process dies at a named point, as one that looks after a dead one: the same holds',
    async () => {
      // the others die in vectors/durability.test.ts, in one house
      const chosen = faultPoints.filter(({ name }) => name === 'before recover');
      const findings = await atPoints(short(1), chosen);
      expect(findings.violations).toEqual([]);
      expect(findings.counts.get('kills at a point')).toBe(1);
      expect(findings.counts.get('unknown outcomes shown')).toBeGreaterThan(0);
    },
    PATIENCE,
  );

  test(
    'GATE-5: eight processes decide the same proposals: one wins, and every other is told the truth',
    async () => {
      const findings = await duels.run(short(5));
      expect(findings.violations).toEqual([]);
      expect(findings.counts.get('duels')).toBe(5);
      expect(findings.counts.get('losers told')).toBeGreaterThan(0);
    },
    PATIENCE,
  );

  test(
    'GATE-6: writes that fail are told as failed, and what was acknowledged before and behind them is there, once',
    async () => {
      const findings = await disk.run(short(0.015));
      expect(findings.violations).toEqual([]);
      expect(findings.counts.get('failed writes')).toBeGreaterThan(0);
    },
    PATIENCE,
  );

  test(
    'GATE-6: power fails: of the writes that were not synced any may be lost, and no commit that was acknowledged is',
    async () => {
      const findings = await power.run(short(0.005));
      expect(findings.violations).toEqual([]);
      expect(sum(findings, /^lost writes/)).toBe(500);
    },
    PATIENCE,
  );

  test(
    'LOG-2: flipped bytes of entries, cut journals and flipped bits of the file are found, or change nothing',
    async () => {
      const findings = await flips.run(short(0.005));
      expect(findings.violations).toEqual([]);
      expect(sum(findings, /^(bytes|prefixes|damaged)/)).toBeGreaterThan(100);
    },
    PATIENCE,
  );

  test(
    'GATE-7: clocks jump: what has run out does not run, and the order is that of the sequence',
    async () => {
      const findings = await clock.run(short(1));
      expect(findings.violations).toEqual([]);
      expect(findings.counts.get('jumps')).toBe(16);
    },
    PATIENCE,
  );
});
