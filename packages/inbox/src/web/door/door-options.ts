// What the door is made with, and what it tells whoever stands behind it.
import type { Clock, Id, Passkey } from '@sallyport/core';
import { clock, desk, maybe, someFunction, text, type Kind } from '../../options.js';

/** Somebody's key. Only a passkey can sign in. */
export interface DoorKey {
  readonly id: Id;
  /** SubjectPublicKeyInfo in DER, base64url. */
  readonly public: string;
  readonly isRevoked: boolean;
  readonly passkey?: Passkey;
}

/** The part of a person's desk that the door asks. The desk that `openDesk` of `@sallyport/core` returns is one. */
export interface DoorDesk {
  readonly person: string;
  people(): Promise<readonly { readonly name: string; readonly keys: readonly DoorKey[] }[]>;
  watch(options: { readonly signal: AbortSignal }): AsyncIterable<unknown>;
}

/** A passkey that a device has just made and proven, as the `enrol()` of the owner's desk takes it. */
export interface Enrolment {
  readonly name: string;
  /** SubjectPublicKeyInfo in DER, base64url. */
  readonly public: string;
  readonly passkey: Passkey;
}

/** How devices get in. */
export const WAY_IN = { enrol: maybe(someFunction), handOver: maybe(someFunction) } as const;
const isOpening = (start: unknown): boolean => typeof start === 'string' && /^\/[^/]/.test(start);
export const DOOR: Readonly<Record<string, Kind>> = {
  ...{ desk: desk('people', 'watch'), origin: text, ...WAY_IN, clock: maybe(clock) },
  // an empty one, or a slash alone, would open every page
  open: maybe([(value) => Array.isArray(value) && value.every(isOpening), "a list of beginnings of paths: '/assets/'"]),
};

export interface DoorOptions {
  readonly desk: DoorDesk;
  /** What the browser's address bar says: `https://desk.example`, `http://localhost:7700`. */
  readonly origin: string;
  /**
   * Enrols a passkey and returns its key's id; rejects where the person says no. `code`: {@link pairingCode} of its public key. The
   * device shows the same: ask the person whether they agree. Without this and without `handOver` no device can be paired here.
   */
  readonly enrol?: (wanted: Enrolment, code: string) => Promise<Id>;
  /** Instead, where the owner's key is elsewhere: the command that enrols it there. The device shows it, and waits until its passkey counts. */
  readonly handOver?: (wanted: Enrolment, code: string) => string;
  /** Files that anybody may have, signed in or not: beginnings of paths. Nothing of the desk is in them. */
  readonly open?: readonly string[];
  readonly clock?: Clock;
}

/** A link that pairs one device, once. Whoever has it can make a passkey: hand it over on a screen, never in a command line. */
export interface Pairing {
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}
