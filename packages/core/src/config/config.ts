// The shape of a sallyport.yaml, as it comes out of `readConfig()`: frozen, checked, and nothing in it that the file does not say.
import type { Caps } from '../agents/host.js';
import type { Id } from '../canonical.js';
import type { Duration } from '../clock.js';
import type { Json } from '../json.js';
import type { ApprovalOptions } from '../people/approvers.js';
import type { TrustRoot } from '../people/trust-root.js';
import type { TrustLevel } from '../trust.js';

/** Code of the user's own: a file, and what is called in it. */
export interface ModuleEntry {
  /** A path, relative to the file: `./reader.js`. */
  readonly module: string;
  /** Which of its exports; unsaid: `default`. */
  readonly export?: string;
  /** Handed over as they stand. */
  readonly options?: { readonly [key: string]: Json };
}

/** A store: SQLite at a path, PostgreSQL at a URL, or a module of the user's own. */
export interface StoreEntry extends Partial<ModuleEntry> {
  readonly sqlite?: string;
  readonly postgres?: string;
  /** Of a PostgreSQL database. */
  readonly schema?: string;
  readonly lockTimeout?: Duration;
  /** Of a PostgreSQL server that is away. */
  readonly connectTimeout?: Duration;
  readonly pollEvery?: Duration;
}

/** Somebody who is known: what they are trusted at most, and at which addresses (`channel:address`). */
export interface ContactEntry {
  readonly trust: TrustLevel;
  readonly at: readonly string[];
}

/** A way in: a maildir, or a module of the user's own. */
export interface ChannelEntry extends Partial<ModuleEntry> {
  readonly maildir?: string;
  /** How often a maildir is looked into. */
  readonly poll?: Duration;
  /** The largest mail that is read from a maildir, in bytes. */
  readonly limit?: number;
  /** The agents that it leads to. */
  readonly to: Id | readonly Id[];
  /** How far a sender is trusted who proves nothing; unsaid: zero. */
  readonly unverified?: TrustLevel;
}

/** Who must approve what an agent executes: `approvers` and `to` are patterns over people. */
export interface AgentEntry extends ModuleEntry, ApprovalOptions {
  /** Who may write to it: patterns over names. */
  readonly allowlist?: readonly string[];
  /** Whose proposals it takes. */
  readonly acceptsFrom?: readonly Id[];
}

/** A key file, the passphrase that it is locked with, and where its principal's own ledger is. */
export interface KeyEntry {
  readonly key: string;
  readonly passphrase?: string;
  /** A folder of its own; unsaid: in the user's folder for state. `false`: none is kept. */
  readonly ledger?: string | false;
}

/** One process: its key, and the agents that live in it. */
export interface RuntimeEntry extends KeyEntry {
  readonly agents: readonly Id[];
  readonly lease?: Duration;
  readonly concurrency?: number;
  readonly caps?: Partial<Caps>;
}

/** What holds at every gate where nothing else is said. */
export interface GateEntry extends ApprovalOptions {
  readonly expires?: Duration;
}

/** A whole `sallyport.yaml`. Names are keys; the records have no prototype. */
export interface Config {
  /** The TrustRoot itself, or the path of the JSON file that holds it. */
  readonly root: TrustRoot | string;
  /** Unsaid: memory. A path: SQLite. A URL: PostgreSQL. */
  readonly store?: StoreEntry | string;
  readonly gate?: GateEntry;
  /** Who may write to agents of which nothing else is said. */
  readonly allowlist?: readonly string[];
  /** The same, as a file for a single agent says it. */
  readonly agent?: { readonly allowlist?: readonly string[] };
  readonly contacts?: Readonly<Record<Id, ContactEntry>>;
  readonly channels?: Readonly<Record<string, ChannelEntry>>;
  readonly agents: Readonly<Record<Id, AgentEntry>>;
  readonly runtimes: Readonly<Record<Id, RuntimeEntry>>;
  readonly people?: Readonly<Record<Id, KeyEntry>>;
}
