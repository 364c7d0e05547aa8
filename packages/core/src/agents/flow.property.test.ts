// Labels hold under any script: what agents do at random with all that they get, beside a tracker that knows only who wrote what.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { approveEverything } from '../testing/reviewers.js';
import { testRuntime } from '../testing/test-runtime.js';
import { agentsOf, Tracker, type Op, type Scripts } from './flow.fixture.js';

const op: fc.Arbitrary<Op> = fc.tuple(fc.nat(111), fc.nat(23), fc.nat(23));
const script = fc.array(op, { minLength: 4, maxLength: 14 });

describe('any script', () => {
  test('FLOW-1, FLOW-3: no watermark rises, and no value loses a label on any way through the library', async () => {
    let marks = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(script, { minLength: 2, maxLength: 4 }), fc.nat(7), async (scripts, n) => {
        const ran = await play(scripts, n);
        marks += ran.marks;
        expect(ran.thrown).toEqual([]);
        expect(ran.faults).toEqual([]);
      }),
      { numRuns: 20 },
    );
    // the scripts do get somewhere
    expect(marks).toBeGreaterThan(500);
  });
});

/** Mail, then orders with something forwarded, in turn; now and then the process is another one. */
async function play(all: readonly (readonly Op[])[], n: number) {
  const scripts: Scripts = { tracker: new Tracker(), ops: [], thrown: [] };
  const { tracker, thrown } = scripts;
  const unverified = n % 2 === 0 ? 'low' : 'medium';
  const stranger = tracker.add('~mail:x@example.com', unverified);
  const owner = tracker.add('owner', 'high');
  await using t = await testRuntime({
    agents: agentsOf(scripts),
    unverified,
    real: true,
    reviewer: approveEverything(),
  });
  for (const [i, ops] of all.entries()) {
    scripts.ops = ops;
    if (i % 2 === 0)
      await t.mail({ from: 'x@example.com', to: 'reader', text: `hello ${stranger.mark} ${stranger.number}` });
    else {
      const messages = await t.desk.messages();
      const forwarded = messages[n % messages.length]!;
      await t.desk.forward(forwarded.id, { to: 'actor', note: `please ${owner.mark}` });
    }
    await t.idle();
    if (n > 5) await t.restart();
  }
  const marks = await tracker.audit(t.store);
  return { marks, thrown, faults: tracker.faults };
}
