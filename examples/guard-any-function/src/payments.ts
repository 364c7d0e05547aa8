// A payment that only a person releases: one function, one gate around it, and the owner's desk.
import { createTrustRoot, HumanGate, openDesk, signerOf, type Desk, type Guarded } from '@sallyport/core';
import { memoryStore } from '@sallyport/core/store';
import * as z from 'zod';

/** What a payment takes. */
export interface Payment {
  readonly iban: string;
  readonly amount: number;
}
export interface Payments {
  /** Blocks until the owner has approved exactly this payment. */
  readonly wire: Guarded<Payment, string>;
  readonly desk: Desk;
  /** What was really wired, in order. */
  readonly wired: readonly Payment[];
}

/** Gate and desk in one process, in memory. Apart, each has its own key file, and both share a store. */
export async function openPayments(): Promise<Payments> {
  const { root, keys } = createTrustRoot({ owner: 'alice', runtimes: { payments: { agents: ['payments'] } } });
  const store = memoryStore();
  const gate = new HumanGate({ name: 'payments', root, store, signer: signerOf(keys['payments']!), expires: '30m' });

  const wired: Payment[] = [];
  const wireMoney = async ({ iban, amount }: Payment): Promise<string> => {
    wired.push({ iban, amount });
    return `receipt ${wired.length}`;
  };
  const wire = gate.guard(wireMoney, {
    name: 'wire_money',
    effect: 'update',
    input: z.strictObject({ iban: z.string().min(15), amount: z.number().positive() }),
  });
  return { wire, desk: await openDesk({ root, store, person: signerOf(keys['alice']!) }), wired };
}
