// Who is signed in: random ids, kept by their hash, that end by themselves.
import type { Id } from '@sallyport/core';
import { hashOf, newSecret } from './secrets.js';

const MINUTE = 60_000;
/** A session ends this long after its last request, in milliseconds. */
export const IDLE = 60 * MINUTE;
/** A session ends this long after the sign-in, whatever happens, in milliseconds. */
export const LIFE = 12 * 60 * MINUTE;
/** Of so many sessions the one that was used longest ago gives way to a new one. */
export const MOST_SESSIONS = 20;

/** Somebody's sign-in on one device. */
export interface Session {
  /** The passkey that signed in. Once it is revoked, the session is over. */
  readonly key: Id;
  /** What every form and request of this session has to bring along. */
  readonly csrf: string;
  readonly until: number;
  /** Aborted when the session is over. */
  readonly signal: AbortSignal;
}

interface Kept extends Session {
  seen: number;
  readonly end: () => void;
}

/** Sessions live in memory: a restart signs everybody out. */
export class Sessions {
  readonly #kept = new Map<string, Kept>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Opens a session and returns its id, which nobody has known before. What `presented` names is over. */
  open(key: Id, presented: string | undefined): { readonly id: string; readonly session: Session } {
    if (presented !== undefined) this.close(presented);
    const id = newSecret();
    const ending = new AbortController();
    const now = this.#now();
    const session = { key, csrf: newSecret(), until: now + LIFE, seen: now, signal: ending.signal };
    this.#kept.set(hashOf(id), { ...session, end: () => ending.abort() });
    this.#makeRoom();
    return { id, session: this.#kept.get(hashOf(id))! };
  }

  /** The session of this id, which goes on by being asked for. */
  find(id: string): Session | undefined {
    const kept = this.#kept.get(hashOf(id));
    if (kept === undefined || !this.isAlive(kept)) return undefined;
    kept.seen = this.#now();
    // the map is in the order of use, so that the first is the one to give way
    this.#kept.delete(hashOf(id));
    this.#kept.set(hashOf(id), kept);
    return kept;
  }

  /** Looks without being a use of it. What has run out is ended by the look. */
  isAlive(session: Session): boolean {
    const [hash, kept] = [...this.#kept].find(([, one]) => one === session) ?? [];
    if (hash === undefined || kept === undefined) return false;
    const now = this.#now();
    if (now < kept.until && now - kept.seen < IDLE) return true;
    this.#end(hash);
    return false;
  }

  close(id: string): void {
    this.#end(hashOf(id));
  }
  /** Ends every session of a key. */
  closeOf(key: Id): void {
    for (const [hash, kept] of this.#kept) if (kept.key === key) this.#end(hash);
  }
  closeAll(): void {
    for (const hash of this.#kept.keys()) this.#end(hash);
  }

  #makeRoom(): void {
    for (const hash of this.#kept.keys()) {
      if (this.#kept.size <= MOST_SESSIONS) return;
      this.#end(hash);
    }
  }
  #end(hash: string): void {
    this.#kept.get(hash)?.end();
    this.#kept.delete(hash);
  }
}
