// Reports and proposals: what an intake agent may leave behind for a person. Neither moves anything by itself.
import { canonical, sha256, type Id } from '../canonical.js';
import { quote, SallyportError, type ErrorCode } from '../errors.js';
import type { Letter } from '../record/body.js';
import type { Draft } from '../record/draft.js';
import type { Action } from '../record/standing.js';
import { controlKeys, recordOf } from '../review/contract-record.js';
import { propose, type Args } from '../review/proposal.js';
import { mustHaveRoom } from '../review/room.js';
import { outOfBounds } from '../tools/bounds.js';
import { digestOf, isContract, type AnyContract } from '../tools/contract.js';
import type { Listed } from '../tools/registry.js';
import { forbid, takeIn } from './forbid.js';
import type { Handling } from './handling.js';
import { prepareProposal } from './links.js';
import { quotations } from './quoting.js';
import { judge, type Ruling } from './verdict.js';

/**
 * A message to the owner. The same words in the same handling are the same report, so that a handling can be done again.
 * `quoting`: Refs whose content goes with it, unread, as material under its own label.
 */
export async function report(handling: Handling, text: unknown, quoting: unknown = []): Promise<Id> {
  handling.mustBeAlive();
  const { host, spec } = handling;
  const words = wordsOfReport(handling, text);
  const quoted = quotations(handling, quoting);
  const facts = canonical([words, ...quoted.map(({ letter }) => letter.text)]);
  const id = idFrom('report', handling.message, spec.name, facts);
  const known = await host.journal.mail(id);
  await host.journal.commit((draft) => {
    handling.mustBeOurs(draft.fold);
    const before = draft.fold.mails.get(id) ?? known;
    if (before !== undefined) return mustBeOwn(before.message.from === spec.name, id);
    mustBeFew(handling);
    const letter: Letter = { from: spec.name, text: words };
    draft.add({
      kind: 'message',
      id,
      from: spec.name,
      to: host.owner,
      text: draft.content(letter, handling.own),
      material: quoted.map((one) => draft.content(one.letter, one.label)),
    });
  });
  return id;
}

function wordsOfReport({ host, spec }: Handling, text: unknown): string {
  if (typeof text !== 'string' || !text.isWellFormed()) {
    throw new SallyportError('BAD_INPUT', `'${spec.name}' reports something that is not text`, { agent: spec.name });
  }
  if (text.length <= host.caps.message) return text;
  throw new SallyportError(
    'TOO_LARGE',
    `a report of '${spec.name}' has ${text.length} characters, and ${host.caps.message} are taken`,
    { agent: spec.name },
  );
}

function mustBeFew(handling: Handling): void {
  const { host, spec } = handling;
  if (++handling.reports <= host.caps.reports) return;
  throw new SallyportError(
    'TOO_LARGE',
    `'${spec.name}' has made ${host.caps.reports} reports of one message: put them into fewer, or raise caps.reports`,
    { agent: spec.name, limit: host.caps.reports },
  );
}

interface Asked {
  readonly executor: string;
  readonly contract: unknown;
  readonly args: unknown;
  readonly why: string;
}

/** A proposal to a person. Outside of its bounds it is refused and journalled, not asked (FLOW-7). */
export async function proposeTo(handling: Handling, { executor, contract, args, why }: Asked): Promise<Id> {
  handling.mustBeAlive();
  const { host, spec } = handling;
  const listed = listedFor(handling, contract) ?? (await forbid(handling, contract));
  if (typeof why !== 'string')
    throw new SallyportError('BAD_INPUT', `'${spec.name}' must say why, in words`, { agent: spec.name });
  const prepared = await takeIn(handling, listed.contract, () => {
    const taken = prepareProposal(handling, listed.contract, args);
    host.journal.secrets.mustNotHold(taken.value, `the input of '${listed.contract.name}'`);
    return taken;
  });
  // contract() lets no input through that is not an object of named arguments
  const value = prepared.value as Args;
  const id = idFrom(
    'proposal',
    handling.message,
    spec.name,
    `${executor}\0${digestOf(listed.contract)}\0${prepared.text}`,
  );
  const wanted: Wanted = { id, executor, listed, args: value, why };
  const known = await host.journal.action(id);
  const ruling = await host.journal.commit((draft) => writeOnce(draft, handling, { ...wanted, known }));
  if (ruling?.verdict === 'deny') {
    throw new SallyportError(
      ruling.code,
      `'${spec.name}' may not propose '${listed.contract.name}': ${ruling.reason}`,
      { agent: spec.name, executor, tool: listed.contract.name, id },
    );
  }
  return id;
}

/** The very contract that the agent lists in `proposes`, to the last field. */
function listedFor({ spec }: Handling, contract: unknown): Listed | undefined {
  const listed = isContract(contract) ? spec.proposes.get(contract.name) : undefined;
  return listed !== undefined && digestOf(listed.contract) === digestOf(contract as AnyContract) ? listed : undefined;
}

interface Wanted {
  readonly id: Id;
  readonly executor: Id;
  readonly listed: Listed;
  readonly args: Args;
  readonly why: string;
  /** The same one, made before. */
  readonly known?: Action | undefined;
}
/** `code`: what it is called when it is refused. */
type Ruled = Ruling & { readonly code: ErrorCode };

/** Writes it, unless it stands there already. What was refused once is refused again, in the same words. */
function writeOnce(draft: Draft, handling: Handling, wanted: Wanted): Ruled | undefined {
  const { spec, host } = handling;
  handling.mustBeOurs(draft.fold);
  const before = draft.fold.actions.get(wanted.id) ?? wanted.known;
  if (before !== undefined) mustBeOwn(before.proposal.requester === spec.name, wanted.id);
  if (before !== undefined && before.state !== 'refused') return undefined;
  const ruled = ruleOn(draft, handling, wanted);
  if (before !== undefined) return ruled;
  const asker = { requester: spec.name, contract: digestOf(wanted.listed.contract), message: handling.message };
  if (ruled.verdict !== 'deny') mustHaveRoom(draft, asker, host.caps);
  write(draft, handling, wanted, ruled);
  return ruled;
}

function ruleOn({ fold }: Draft, handling: Handling, { args, executor, listed }: Wanted): Ruled {
  const { contract, bounds } = listed;
  const { spec, host, letter } = handling;
  const control = controlKeys(recordOf(contract).data, args);
  const isKnown = fold.keyring.isAgent(executor);
  const outside = isKnown
    ? outOfBounds(args, control, bounds, { sender: letter.address, contacts: host.contactAddresses() })
    : `${quote(executor)} is no agent of this TrustRoot`;
  const ruling = judge({
    agent: spec.name,
    executor,
    tool: contract.name,
    effect: contract.effect,
    egress: contract.egress,
    watermark: handling.label,
    // an intake agent has read whatever it passes on
    control: [],
    args: [],
    policy: host.policy,
    outside,
    frozen: [spec.name, executor].find((name) => fold.frozen.has(name)),
  });
  const code = outside === undefined ? 'REFUSED' : isKnown ? 'OUT_OF_BOUNDS' : 'UNKNOWN_AGENT';
  return { ...ruling, code };
}

function write(draft: Draft, handling: Handling, { id, executor, listed, args, why }: Wanted, ruling: Ruling): void {
  propose(draft, {
    id,
    contract: recordOf(listed.contract),
    args,
    labels: Object.fromEntries(Object.keys(args).map((name) => [name, handling.label])),
    requester: handling.spec.name,
    executor,
    message: handling.message,
    why,
    watermark: handling.label,
    // refused is refused by its own bytes: without its last step it is not a question, but over
    expires: ruling.verdict === 'deny' ? draft.now : draft.now + handling.host.expires,
  });
  if (ruling.verdict !== 'deny') return;
  draft.add({ kind: 'step', of: id, to: 'refused', fence: 0, result: draft.content(ruling.reason, handling.label) });
}

/** The same facts, the same id: what is done again is found again. */
const idFrom = (kind: string, message: Id, agent: Id, facts: string): Id =>
  sha256([kind, message, agent, facts].join('\0')).slice(0, 32);

/** An id that somebody else has taken is not ours to return. */
function mustBeOwn(isOwn: boolean, id: Id): void {
  if (!isOwn) throw new SallyportError('REFUSED', `the id ${id} was taken by somebody else: it is not written`, { id });
}
