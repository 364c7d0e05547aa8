// One of eight who decide about the same proposal at the same moment: it does what it is told when it is told, and says what it heard.
import { openDesk, SallyportError, type Signer, type TrustRoot } from '@sallyport/core';
import type { Store } from '@sallyport/core/store';
import { pause } from '../lib/folder.js';

export type Blow = 'approve' | 'deny' | 'withdraw';

/** One duel, as the parent calls it. */
export interface Call {
  readonly id: string;
  readonly blow: Blow;
  /** When to strike, in milliseconds since 1970. */
  readonly at: number;
}

/** What came of it, for the one who struck. */
export interface Heard {
  readonly id: string;
  readonly blow: Blow;
  readonly by: string;
  readonly won: boolean;
  readonly code?: string;
  /** What a loser was told of how it stands, and by whom. */
  readonly state?: unknown;
  readonly whose?: unknown;
}

export async function duel({
  root,
  store,
  person,
  signal,
}: {
  readonly root: TrustRoot;
  readonly store: Store;
  readonly person: Signer;
  readonly signal: AbortSignal;
}): Promise<void> {
  const desk = await openDesk({ root, store, person });
  const strike = async ({ id, blow, at }: Call): Promise<Heard> => {
    const wait = at - Date.now();
    if (wait > 0) await pause(wait);
    const facts = { id, blow, by: person.name };
    try {
      await desk[blow](id);
      return { ...facts, won: true };
    } catch (error) {
      if (!SallyportError.isInstance(error)) throw error;
      return { ...facts, won: false, code: error.code, state: error.facts['state'], whose: error.facts['by'] };
    }
  };
  const onMessage = (call: unknown): void => {
    // `as`: the parent's calls are the only objects it sends
    if (typeof call === 'object') void strike(call as Call).then((heard) => process.send?.(heard));
  };
  process.on('message', onMessage);
  process.send?.('ready');
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
