// The port for ways in: a channel hands over what arrived and says what of the sender is proven. It never says who they are.
import type { Id } from '../canonical.js';
import type { TrustLevel } from '../trust.js';

/** One delivery. `id` comes from the transport (a file name, a UID), never from a header. */
export interface Delivery {
  readonly id: string;
  /** The delivering address, without the channel's name. */
  readonly from: string;
  /** Which of the channel's agents it is for, where there are several. */
  readonly to?: Id;
  /** `verified`: the transport itself has proof that `from` sent it. A header proves nothing. */
  readonly proof: 'none' | 'verified';
  readonly subject?: string;
  readonly text: string;
}

/** A way in. */
export interface Channel {
  /** Part of sender names (`~name:address`): a-z, 0-9, `_`, `-`. */
  readonly name: string;
  /** The agent that gets what arrives; several, where each delivery says which. */
  readonly to: Id | readonly Id[];
  /** How far a sender is trusted who is no contact, or whose address is not proven. Unsaid: zero. */
  readonly unverified?: TrustLevel;
  /**
   * Works until `signal` aborts, then resolves. Calls `deliver` once for each delivery, and may call it again for the
   * same id: a delivery is done when `deliver` has resolved. When it rejects, the delivery is to be kept and tried later,
   * except with code `TOO_LARGE` or `BAD_INPUT`, which stay that way.
   */
  listen(deliver: (delivery: Delivery) => Promise<Id>, signal: AbortSignal): Promise<void>;
}
