/** What one verdict costs: role, trust, effect and a bound on an argument, beside a Map and libraries for the same. */
import type { Bench } from '../lib/bench.js';
import { cycle } from '../lib/cycle.js';
import { measure, ratio, timingOf } from '../lib/measure.js';
import { installPeers } from '../lib/peers.js';
import type { Goal } from '../lib/report.js';
import { CASBIN, CASL, CEDAR, judges, LIMIT, OURS, type Judge } from './contenders.js';
import { QUESTIONS, SENDER } from './questions.js';

const FASTER = { [CASL]: 5, [CEDAR]: 1_500, [CASBIN]: 2_500 } as const;

export const bench: Bench = {
  async run({ pace }) {
    installPeers();
    const all = await judges();
    for (const judge of all) mustAgree(judge);
    const timings = await measure(
      all.map(({ name, may }) => ({ name, run: cycle(QUESTIONS, may) })),
      // long enough for the compiler to be done with all of them; processor time, since machines are shared
      { ...pace, millis: pace.millis * 5, clock: 'cpu' },
    );
    const ours = timingOf(timings, OURS);
    const faster = Object.entries(FASTER).map(([name, atLeast]): Goal => {
      return {
        what: `faster than ${name}`,
        goal: { atLeast },
        unit: '×',
        measured: ratio(timingOf(timings, name), ours),
      };
    });
    const overMap = { what: `${OURS} over ${LIMIT}`, goal: { atMost: 3 }, unit: '×' };
    return {
      sections: [{ title: `one verdict, ${QUESTIONS.length} different questions`, timings, limit: LIMIT }],
      goals: [{ ...overMap, measured: ratio(ours, timingOf(timings, LIMIT)) }, ...faster],
      notes: [
        'All of them gave the same answer to every question. Ours also weighs labels and flow, and says why; it is imported from its source, since no entry of the package exports it.',
      ],
    };
  },
};

function mustAgree({ name, may }: Judge): void {
  for (const question of QUESTIONS) {
    const right = question.verdict === 'allow' && question.args.to === SENDER;
    if (may(question) !== right) throw new Error(`${name} is wrong about ${JSON.stringify(question)}`);
  }
}
