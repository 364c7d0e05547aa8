/** Ask, decide, release: round trips through a gate and a desk, one at a time or many at once. */
import type { Desk } from '@sallyport/core';
import { deskOn, gateOn, guardedBy, input, type House, type Place } from './house.js';

/** How the reviewer signs: each proposal by itself, or all that lie on the desk under one signature. */
export type Signing = 'each' | 'batch';

/** A gate that asks and a desk that approves, until it is closed. */
export interface Trips {
  /** So many round trips, `atOnce` of them under way at any time. Fails where the function did not run as often. */
  readonly take: (trips: number, atOnce?: number) => Promise<number>;
  readonly close: () => Promise<void>;
}

/** The reviewer is told of each proposal by the journal, and approves it: nobody polls. */
export async function tripsOn(place: Place, house: House, signing: Signing = 'each'): Promise<Trips> {
  let ran = 0;
  const desk = await deskOn(place, house);
  const wire = guardedBy(gateOn(place, house), () => void ran++);
  const over = new AbortController();
  let fault: unknown;
  const reviewing = review(desk, signing, over.signal).catch((error: unknown) => (fault = error));
  return {
    async take(trips, atOnce = 1) {
      const before = ran;
      let left = trips;
      const lane = async (): Promise<void> => {
        while (left-- > 0) await wire(input);
      };
      await Promise.all(Array.from({ length: Math.min(atOnce, trips) }, lane));
      if (ran - before !== trips) throw new Error(`${trips} were asked for, ${ran - before} ran`);
      return trips;
    },
    async close() {
      over.abort();
      await reviewing;
      if (fault !== undefined) throw fault;
    },
  };
}

async function review(desk: Desk, signing: Signing, signal: AbortSignal): Promise<void> {
  let waiting: string[] = [];
  let deciding: Promise<void> | undefined;
  const decide = async (): Promise<void> => {
    while (waiting.length > 0) {
      const ids = waiting;
      waiting = [];
      if (signing === 'each') await Promise.all(ids.map((id) => desk.approve(id)));
      else await desk.decide(ids.map((id) => ({ id, verdict: 'approve' })));
    }
    deciding = undefined;
  };
  for await (const { record } of desk.watch({ signal })) {
    if (record?.body.kind !== 'proposal') continue;
    waiting.push(record.body.id);
    // in the next microtask: what came in together is decided together
    deciding ??= Promise.resolve().then(decide);
  }
  await deciding;
}
