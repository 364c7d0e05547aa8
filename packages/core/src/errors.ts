// One base error and one table of codes. This file imports nothing.

/** Every code that a SallyportError can carry, and who should act on it. */
export const CODES = {
  // the developer: a fault in configuration or code, thrown where it is written down
  BAD_OPTION: 'developer',
  BAD_CONFIG: 'developer',
  BAD_CONTRACT: 'developer',
  BAD_TRUST_ROOT: 'developer',
  DUPLICATE_NAME: 'developer',
  UNKNOWN_AGENT: 'developer',
  UNKNOWN_CHANNEL: 'developer',
  TOOL_FORBIDDEN: 'developer',
  NOT_A_TOOL: 'developer',
  NOT_AN_AGENT: 'developer',
  NOT_JSON: 'developer',
  TOO_LARGE: 'developer',
  BAD_INPUT: 'developer',
  SESSION_OVER: 'developer',
  REF_UNREVEALED: 'developer',
  NOT_A_REF: 'developer',
  PLAN_REFUSED: 'developer',
  TEST_ONLY: 'developer',
  // the agent: what it wanted is not allowed, now or ever
  DENIED: 'agent',
  REFUSED: 'agent',
  OUT_OF_BOUNDS: 'agent',
  OFF_PLAN: 'agent',
  READ_FAILED: 'agent',
  TOOL_FAILED: 'agent',
  MODEL_FAILED: 'agent',
  // the person: what they decided, or may not decide
  GATE_DENIED: 'person',
  GATE_EXPIRED: 'person',
  GATE_WITHDRAWN: 'person',
  GATE_INTERRUPTED: 'person',
  GATE_FAILED: 'person',
  GATE_WAITING: 'person',
  ONCE_CONFLICT: 'developer',
  ALREADY_DECIDED: 'person',
  NOT_ALLOWED: 'person',
  BAD_EVIDENCE: 'person',
  UNKNOWN_ID: 'person',
  // the operator: the store, the keys, the queue
  BAD_KEY_FILE: 'operator',
  QUEUE_FULL: 'operator',
  PENDING_FULL: 'operator',
  JOURNAL_BROKEN: 'operator',
  JOURNAL_ROLLED_BACK: 'operator',
  LEDGER_FAILED: 'operator',
  STORE_FOREIGN: 'operator',
  STORE_NEWER: 'operator',
  STORE_FAILED: 'operator',
  NOTIFY_FAILED: 'operator',
  CLOSED: 'operator',
} as const;

export type ErrorCode = keyof typeof CODES;

const brand = Symbol.for('sallyport.error');

/** Facts that a caller may act on; the message is for people and may change. */
export type ErrorFacts = Readonly<Record<string, unknown>>;

/**
 * The one base of all errors of this library. `message` says who, what, why and the remedy; `code` is stable.
 *
 * @example
 * ```ts
 * import { SallyportError } from '@sallyport/core';
 *
 * try {
 *   // …
 * } catch (error) {
 *   if (SallyportError.isInstance(error) && error.code === 'QUEUE_FULL') console.log(error.facts);
 *   else throw error;
 * }
 * ```
 */
export class SallyportError extends Error {
  override readonly name: string = 'SallyportError';
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.facts = facts;
    Object.defineProperty(this, brand, { value: true });
  }

  /** `instanceof` that holds across two copies of this package. */
  static isInstance(value: unknown): value is SallyportError {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true;
  }
}

/** A tool threw. Its words are outsiders' words: `facts.detail` is a Ref, the code is from a closed table. */
export class ToolFailed extends SallyportError {
  override readonly name = 'ToolFailed';
}

/** A person, or the lack of one, stopped it. */
export class GateError extends SallyportError {
  override readonly name: string = 'GateError';
  /** The proposal. */
  get id(): string {
    return String(this.facts['id']);
  }
}
/** A person said no. `facts`: `id`, `by`, `reason`. */
export class GateDenied extends GateError {
  override readonly name = 'GateDenied';
}
/** Nobody decided, or nobody started it, before the proposal ran out. `facts`: `id`, `expired`. */
export class GateExpired extends GateError {
  override readonly name = 'GateExpired';
}
/** The wait ran out, not the proposal: it is still pending. `facts`: `id`. */
export class GateWaiting extends GateError {
  override readonly name = 'GateWaiting';
}
/** Withdrawn by the asker, or revoked by a person. `facts`: `id`, `by`. */
export class GateWithdrawn extends GateError {
  override readonly name = 'GateWithdrawn';
}
/** It had started when its process died: whether it happened is not known. `facts`: `id`. */
export class GateInterrupted extends GateError {
  override readonly name = 'GateInterrupted';
}

const MESSAGE_LIMIT = 200;

/** Quotes a foreign value for an error message: short, and with nothing in it that could draw on a terminal. */
export function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : Object.prototype.toString.call(value);
  return `'${printable(text)}'`;
}

/** A text that holds foreign words, fit to be printed: at most `limit` characters of it, the unusual ones spelt out. */
export function printable(text: string, limit = MESSAGE_LIMIT): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}… (${text.length} characters)` : text;
  let shown = '';
  for (const character of cut) shown += isPlain(character.codePointAt(0)!) ? character : spelt(character);
  return shown;
}

/** Printable ASCII and Latin, and the mark of a cut. */
const isPlain = (code: number): boolean =>
  (code >= 0x20 && code <= 0x7e) || (code >= 0xa1 && code <= 0x24f && code !== 0xad) || code === 0x2026;
const spelt = (character: string): string => `\\u{${character.codePointAt(0)!.toString(16)}}`;

/** The store could not be asked at all: that says nothing about what stands in it. */
export const isStoreFailure = (error: unknown): boolean =>
  SallyportError.isInstance(error) && (error.code === 'STORE_FAILED' || error.code === 'CLOSED');

const WORDS_LIMIT = 4_000;

/** What was thrown, in its own words: well-formed, at most 4,000 characters. Must not throw, whatever was thrown. */
export function wordsOf(error: unknown): string {
  try {
    const said: unknown = error instanceof Error ? error.message : error;
    return String(said).toWellFormed().slice(0, WORDS_LIMIT);
  } catch {
    return 'it threw something that cannot be written down';
  }
}
