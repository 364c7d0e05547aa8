// What the history finds a record by: made where it is written, and made again from the journal where it is found.
import type { Hash, Id, Json } from '../canonical.js';
import type { Content } from '../content/content.js';
import {
  isGrant,
  type Body,
  type Decision,
  type DecisionItem,
  type Message,
  type Permit,
  type Proposal,
  type Signed,
  type Step,
  type Stop,
} from './body.js';
import type { Keyring } from './keyring.js';
import { readLetter } from './shape.js';
import type { Doc, DocKind } from './store.js';
import { markOf, MOST_TOKENS, tokensOf } from './words.js';

/** What a record is looked at with. All of it is known where it is written, and can be read again later. */
export interface Known {
  readonly keyring: Pick<Keyring, 'isPerson' | 'isAgent' | 'ownerOf'>;
  message(id: Id): Message | undefined;
  proposal(id: Id): Proposal | undefined;
  /** The bytes of a content; `undefined`: they are not there. */
  content(content: Content): Json | undefined;
  tool(contract: Hash): string | undefined;
}

/** A record as it is found and shown: whose it is, what it is about, and its text. All of it is raw. */
export interface Told {
  readonly kind: DocKind;
  readonly id: Id;
  readonly from: Id;
  readonly to: Id | undefined;
  readonly who: readonly Id[];
  readonly tool?: string | undefined;
  readonly text: string;
  /** What the text was taken from. */
  readonly contents: readonly Content[];
}

/** The doc of a record. */
export function docOf(seq: number, record: Signed, known: Known): Doc {
  const { kind, from, to, who, tool, text } = tell(record, known);
  const marks = [
    markOf('from', from),
    ...(to === undefined ? [] : [markOf('to', to)]),
    ...(tool === undefined ? [] : [markOf('tool', tool)]),
  ];
  // names first: a long text does not push them out
  const words = [from, to ?? '', tool ?? '', text].flatMap((part) => tokensOf(part));
  // no store keeps NUL, and a history is no reason to refuse a record
  const finders = who.filter((name) => !name.includes('\0'));
  return {
    seq,
    kind,
    at: Math.floor(record.at),
    who: finders,
    tokens: [...marks, ...words].slice(0, MOST_TOKENS).join(' '),
  };
}

/** What a record says, and who took part in it. */
export function tell(record: Signed, known: Known): Told {
  const { body } = record;
  switch (body.kind) {
    case 'message':
      return ofMessage(body, known);
    case 'proposal':
      return ofProposal(body, known);
    case 'decision':
      return ofDecision(record.signer, body, known);
    case 'stop':
      return ofStop(record.signer, body, known);
    case 'permit':
      return ofPermit(record.signer, body, known);
    case 'step':
      return ofStep(body, known);
  }
}

/** The contents that the text of a record is taken from. */
export function contentsOf(body: Body): readonly Content[] {
  switch (body.kind) {
    case 'message':
      return [body.text, ...body.material];
    case 'proposal':
      return [...inOrder(body.parts).map(([, part]) => part), body.why];
    case 'step':
      return body.result === undefined ? [] : [body.result];
    default:
      return [];
  }
}

/** What stands in a record, whole: the letter of a message, the arguments of a proposal, the result of a step. */
export function contentOf(body: Body, known: Known): Json | undefined {
  if (body.kind === 'message') return known.content(body.text);
  if (body.kind === 'step') return body.result && known.content(body.result);
  if (body.kind !== 'proposal') return undefined;
  // JSON pointers (RFC 6901) to top-level arguments
  const name = (pointer: string): string => pointer.slice(1).replaceAll('~1', '/').replaceAll('~0', '~');
  const args = Object.entries(body.parts).map(([at, part]) => [name(at), known.content(part) ?? null] as const);
  return Object.fromEntries(args);
}

function ofMessage(body: Message, known: Known): Told {
  const { id, from, to, text, material } = body;
  const own = known.content(text);
  const letters = [text, ...material].flatMap((content) => {
    const value = content === text ? own : known.content(content);
    if (value === undefined) return [];
    const letter = readLetter(value);
    // its own sender stands in the record
    const head = content === text ? [] : [letter.from];
    return [...head, letter.address ?? '', letter.subject ?? '', letter.text];
  });
  return { kind: kindOf(body, known), id, from, to, who: distinct(from, to), ...whole(letters, body) };
}

function kindOf({ from, to, material }: Message, { keyring }: Known): DocKind {
  if (keyring.isPerson(from)) return material.length > 0 ? 'forward' : 'order';
  if (!keyring.isAgent(from)) return 'message';
  return keyring.isPerson(to) ? 'report' : 'traffic';
}

function ofProposal(body: Proposal, known: Known): Told {
  const { id, requester: from, executor: to } = body;
  const values = contentsOf(body).map((content) => stringsOf(known.content(content)).join('\n'));
  const kind = from === to ? 'call' : 'proposal';
  return { kind, id, from, to, who: distinct(from, to), tool: known.tool(body.contract), ...whole(values, body) };
}

/** Whoever asked for one thing does not read why another was denied: of a batch, only who took part in all of it. */
function ofDecision(signer: Id, body: Decision, known: Known): Told {
  const { id, items } = body;
  const sides = items.map((item) => (isGrant(item) ? [item.agent] : endsOf(item.proposal, known)));
  const shared = (sides[0] ?? []).filter((name) => sides.every((names) => names.includes(name)));
  const to = items.length === 1 ? sides[0]![0] : undefined;
  const who = distinct(signer, ...shared);
  return { kind: 'decision', id, from: signer, to, who, ...whole(items.flatMap(wordsOf), body) };
}

const wordsOf = (item: DecisionItem): readonly string[] =>
  isGrant(item) ? ['grant', item.agent, ...stringsOf(item.bounds)] : [item.answer, item.reason ?? ''];

function ofStop(signer: Id, body: Stop, known: Known): Told {
  const { target, reason = '' } = body;
  const touched = touchedBy(target, known);
  const who = distinct(...people(signer, known), ...touched);
  return { kind: 'stop', id: target, from: signer, to: touched[0], who, ...whole([reason], body) };
}

function ofPermit(signer: Id, body: Permit, known: Known): Told {
  const { subject } = body;
  if ('prune' in subject)
    return {
      kind: 'permit',
      id: String(subject.prune),
      from: signer,
      to: undefined,
      who: [signer],
      ...whole(['prune'], body),
    };
  const id = 'lift' in subject ? subject.lift : subject.name;
  const touched = 'lift' in subject ? touchedBy(id, known) : [id];
  return { kind: 'permit', id, from: signer, to: touched[0], who: distinct(signer, ...touched), ...whole([], body) };
}

/** Whose a stop or a lift is: an agent's, the owner's of a key, or that of both ends of a proposal. */
function touchedBy(id: Id, known: Known): readonly Id[] {
  if (known.keyring.isAgent(id)) return [id];
  const owner = known.keyring.ownerOf(id);
  return owner === undefined ? endsOf(id, known) : [owner];
}

function ofStep(body: Step, known: Known): Told {
  const { of, to: state, result } = body;
  const proposal = known.proposal(of);
  const message = known.message(of);
  const from = proposal?.requester ?? message?.from ?? '';
  const to = proposal?.executor ?? message?.to;
  const texts = [state, ...(result === undefined ? [] : stringsOf(known.content(result)))];
  // how a message was handled is its addressee's: whoever wrote it is told nothing by it
  const who = distinct(...endsOf(of, known));
  return { kind: ENDS[state] ?? 'step', id: of, from, to, who, ...whole(texts, body) };
}

const ENDS: Partial<Record<Step['to'], DocKind>> = {
  executed: 'result',
  failed: 'result',
  interrupted: 'result',
  refused: 'refusal',
  rejected: 'refusal',
};

/** Whose it is: both ends of a proposal, the addressee of a message. */
function endsOf(id: Id, known: Known): readonly Id[] {
  const proposal = known.proposal(id);
  if (proposal !== undefined) return [proposal.requester, proposal.executor];
  const message = known.message(id);
  return message === undefined ? [] : [message.to];
}

/** A runtime is no participant: its agents are. */
const people = (signer: Id, { keyring }: Known): readonly Id[] => (keyring.isPerson(signer) ? [signer] : []);
const distinct = (...names: readonly Id[]): readonly Id[] => [...new Set(names)];

const whole = (parts: readonly string[], body: Body): Pick<Told, 'text' | 'contents'> => ({
  text: parts.filter((part) => part !== '').join('\n'),
  contents: contentsOf(body),
});

/** Every text and number in it; of objects the keys too. */
function stringsOf(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one: Json) => stringsOf(one));
  // `as`: isArray() does not tell a readonly list from an object
  return inOrder(value as { readonly [key: string]: Json }).flatMap(([key, one]) => [key, ...stringsOf(one)]);
}

/** The members of an object as canonical JSON has them: what is read again stands in this order. */
function inOrder<T>(value: { readonly [key: string]: T }): readonly (readonly [string, T])[] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}
