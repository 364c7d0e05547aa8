// The ledgers that a store has opened where nobody said another place: they close with it.
import type { Holder, Ledger } from '@sallyport/core/store';
import { openLedger } from './file-ledger.js';
import { statePlace } from './place.js';

export class OwnLedgers {
  readonly #open = new Set<Ledger>();

  async open(holder: Holder): Promise<Ledger> {
    const ledger = await openLedger(statePlace(holder));
    this.#open.add(ledger);
    return ledger;
  }
  async close(): Promise<void> {
    for (const ledger of this.#open) await ledger.close();
  }
}
