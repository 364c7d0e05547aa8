// What a child process of the house is told to be.
import type { Plan } from './house.js';
import type { StoreKind } from './store.js';

/** Where a process is to die, and when it comes by there for the how-manieth time. */
export interface Fault {
  readonly point: string;
  readonly nth: number;
}

export type Role =
  | 'intake'
  | 'hasty'
  | 'executor'
  | 'gate'
  | 'alice'
  | 'bob'
  | 'opener'
  | 'maker'
  | 'verifier'
  | 'duelist';

/** What a child is told on its command line. */
export interface Orders {
  readonly role: Role;
  readonly folder: string;
  readonly store: StoreKind;
  readonly fault?: Fault;
  /** How long an effect takes, in milliseconds. */
  readonly slow?: number;
  /** How long it waits between two mails or two questions at the gate. */
  readonly every?: number;
  /** Mails of this plan alone; unsaid: of all in turn. */
  readonly plan?: Plan;
  /** The store goes away now and then: whoever is told that it failed goes on. */
  readonly restless?: boolean;
  /** Whose desk a duelist sits at. */
  readonly person?: string;
}
