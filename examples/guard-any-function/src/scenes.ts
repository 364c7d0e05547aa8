// Five things a gate does for a function. Each scene asserts what it says.
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { GateDenied, GateWaiting, SallyportError } from '@sallyport/core';
import { next, screenOf } from './person.js';
import { openPayments, type Payments } from './payments.js';

const IBAN = 'GB33BUKB20201555555555';

type Say = (line: string) => void;
type Scene = readonly [title: string, play: (payments: Payments, say: Say) => Promise<void>];

/** Plays them all, each on a new gate, and says what was seen. Rejects at the first that does not hold. */
export async function playAll(say: Say): Promise<void> {
  for (const [title, play] of scenes) {
    await play(await openPayments(), say);
    say(`ok: ${title}`);
  }
}

const scenes: readonly Scene[] = [
  [
    'a call blocks until the owner has approved exactly it',
    async ({ wire, desk, wired }, say) => {
      const receipt = wire({ iban: IBAN, amount: 120 }, { why: 'invoice 4711' });
      const item = await next(desk);
      const screen = screenOf(item);
      screen.forEach(say);
      for (const shown of ['120', IBAN]) ok(screen.includes(`│ ${shown}`), `the screen shows ${shown}`);
      equal(wired.length, 0);
      await desk.approve(item.id, { digest: item.digest });
      equal(await receipt, 'receipt 1');
      deepEqual(wired, [{ amount: 120, iban: IBAN }]);
    },
  ],
  [
    'a denial is an error that says who and why',
    async ({ wire, desk, wired }) => {
      const outcome = rejects(wire({ iban: IBAN, amount: 9_000 }), (error) => {
        return error instanceof GateDenied && error.facts['by'] === 'alice' && error.facts['reason'] === 'too much';
      });
      await desk.deny((await next(desk)).id, 'too much');
      await outcome;
      equal(wired.length, 0);
    },
  ],
  [
    'what the owner edited is what runs',
    async ({ wire, desk, wired }) => {
      const receipt = wire({ iban: IBAN, amount: 9_000 });
      const edited = await desk.edit((await next(desk)).id, { amount: 90 });
      await desk.approve(edited);
      equal(await receipt, 'receipt 1');
      deepEqual(wired, [{ amount: 90, iban: IBAN }]);
    },
  ],
  [
    'a wait runs out, the proposal does not; once finds it again, and does it once',
    async ({ wire, desk, wired }) => {
      const pay = (): Promise<string> => wire({ iban: IBAN, amount: 5 }, { waitFor: '20ms', once: 'invoice-4711' });
      await rejects(pay(), GateWaiting);
      await desk.approve((await next(desk)).id);
      equal(wired.length, 0); // approved while nobody waited: it runs when it is asked for again
      equal(await pay(), 'receipt 1');
      equal(await pay(), 'receipt 1'); // done before: the result that was kept
      equal(wired.length, 1);
      await rejects(wire({ iban: IBAN, amount: 6 }, { once: 'invoice-4711' }), isOnceConflict);
    },
  ],
  [
    'what does not fit the schema is never asked',
    async ({ wire, desk }) => {
      await rejects(wire({ iban: IBAN, amount: -1 }), (error) => SallyportError.isInstance(error));
      deepEqual(await desk.pending(), []);
    },
  ],
];

const isOnceConflict = (error: unknown): boolean => SallyportError.isInstance(error) && error.code === 'ONCE_CONFLICT';
