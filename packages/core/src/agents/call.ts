// The choke point: prepare → judge → ask (where it says so) → execute → record. There is no other way to a tool.
import type { Id } from '../canonical.js';
import { join, labelOf, type Label } from '../content/label.js';
import { SallyportError } from '../errors.js';
import type { Draft } from '../record/draft.js';
import type { Fold } from '../record/fold.js';
import { enter } from '../review/consume.js';
import { controlKeys, recordOf } from '../review/contract-record.js';
import { currentOf, endOf, outcomeOf, type Outcome } from '../review/outcome.js';
import { propose, type Args } from '../review/proposal.js';
import { mustHaveRoom } from '../review/room.js';
import type { AnyContract } from '../tools/contract.js';
import type { Seal } from '../tools/tool.js';
import { EFFECTS, refusal } from '../trust.js';
import { readFailure, runTool, sourceOf, toolFailed } from './execute.js';
import { forbid, takeIn } from './forbid.js';
import type { Handling } from './handling.js';
import { withoutLinks } from './links.js';
import type { Place } from './plan.js';
import { resolve } from './resolve.js';
import { judge, type Facts, type Ruling } from './verdict.js';

/** What a call brought, and whether it was given a Ref. */
export interface Called extends Outcome {
  readonly contract: AnyContract;
  readonly gaveRef: boolean;
  /** Of the fields that outsiders do not write. */
  readonly typed: Label;
  /** The step of the plan that it was, where there is a plan. */
  readonly step: object | undefined;
}

interface Prepared {
  readonly args: Args;
  readonly labels: Readonly<Record<string, Label>>;
  readonly gaveRef: boolean;
  /** The arguments that are Refs as a whole: the session has written nothing of them. */
  readonly held: ReadonlySet<string>;
  /** Where it stands in the plan, or why it is not in it; `undefined` where there is no plan. */
  readonly place: Place | string | undefined;
}

/** One call of one tool by one session. `step`: the step of the plan that it is to be. */
export async function call(handling: Handling, tool: unknown, input: unknown, step?: object): Promise<Called> {
  handling.mustBeAlive();
  const seal = handling.spec.registry.find(tool) ?? (await forbid(handling, tool));
  const { contract } = seal;
  const prepared = await takeIn(handling, contract, () => prepare(handling, contract, input, step));
  // before it runs, and before anything else can be asked: a parallel call must not outrun what this one will have read
  if (contract.effect === 'ingest') handling.lower(labelOf(sourceOf(contract), contract.source, contract.private));
  const { journal } = handling.host;
  if (journal.ledger.hasFailed) await journal.ledger.ready(journal.fold);
  const { id, ruling } = await journal
    .commit((draft) => write(draft, handling, contract, prepared))
    .catch((error: unknown) => {
      giveBack(handling, prepared.place);
      throw error;
    });
  const outcome = await follow(handling, { seal, prepared, id, ruling });
  const { gaveRef, place } = prepared;
  const typed = typedLabel(handling, contract, prepared);
  return { ...outcome, contract, gaveRef, typed, step: typeof place === 'object' ? place.step : undefined };
}

function prepare(handling: Handling, contract: AnyContract, input: unknown, step: object | undefined): Prepared {
  const { value, refs, whole } = resolve(handling, contract, input);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SallyportError('BAD_INPUT', `'${contract.name}' takes one object of named arguments`, {
      tool: contract.name,
    });
  }
  const args = value as Args;
  handling.host.journal.secrets.mustNotHold(args, `the input of '${contract.name}'`);
  const given = Object.fromEntries(Object.keys(args).map((name) => [name, refs.get(name) ?? handling.own]));
  // a plan says where its arguments came from: they were pinned before anybody untrusted had a say
  const place = handling.plan?.take({ contract, args, labels: given }, step);
  const labels = typeof place === 'object' ? place.labels : given;
  try {
    return withoutLinks(handling, contract, { args, labels, gaveRef: refs.size > 0, held: whole, place });
  } catch (error) {
    giveBack(handling, place);
    throw error;
  }
}

/**
 * Of what a call brings in the fields that outsiders do not write. What a query or a computation brings was chosen by all that
 * it was given. In what an act brings, whoever decides where it lands may have a say, and an argument that decides nothing has none.
 */
function typedLabel(handling: Handling, contract: AnyContract, prepared: Prepared): Label {
  const { args, labels } = prepared;
  const isLookup = contract.effect === 'query' || EFFECTS[contract.effect].tier === 'observe';
  const deciding = isLookup ? Object.keys(args) : controlKeys(recordOf(contract).data, args);
  const own = labelOf(sourceOf(contract), 'high', contract.private);
  return deciding.map((name) => labels[name]!).reduce(join, join(chosenAt(handling, prepared), own));
}

/** Nothing was written: the step has not been taken. */
function giveBack({ plan }: Handling, place: Prepared['place']): void {
  if (typeof place === 'object') plan?.giveBack(place);
}

/** Judges inside the write transaction, on the watermark and the stops as they are there, and writes what follows. */
function write(
  draft: Draft,
  handling: Handling,
  contract: AnyContract,
  prepared: Prepared,
): { readonly id: Id; readonly ruling: Ruling } {
  const { host, spec } = handling;
  handling.mustBeOurs(draft.fold);
  const record = recordOf(contract);
  const ruling = ruleOn(handling, contract, prepared, draft);
  if (ruling.verdict === 'ask')
    mustHaveRoom(draft, { requester: spec.name, contract: record.digest, message: handling.message }, host.caps);
  const { id } = propose(draft, {
    contract: record,
    args: prepared.args,
    labels: prepared.labels,
    requester: spec.name,
    executor: spec.name,
    message: handling.message,
    why:
      typeof prepared.place === 'object'
        ? `step ${prepared.place.number} of the plan: ${ruling.reason}`
        : ruling.reason,
    watermark: chosenAt(handling, prepared),
    // as in a proposal: what is refused is no question, whatever becomes of its last step
    expires: ruling.verdict === 'deny' ? draft.now : draft.now + host.expires,
  });
  if (ruling.verdict === 'deny') {
    draft.add({ kind: 'step', of: id, to: 'refused', fence: 0, result: draft.content(ruling.reason, handling.own) });
  } else if (ruling.verdict === 'allow') {
    draft.add({ kind: 'step', of: id, to: 'started', fence: 1 });
    host.leases.claim(draft, id);
  }
  return { id, ruling };
}

/** A call was chosen when it was planned; without a plan, now. */
const chosenAt = ({ label }: Handling, { place }: Prepared): Label => (typeof place === 'object' ? place.label : label);

/** What the verdict is told of when and by whom a call was chosen. What it says beyond its plan, the session writes now. */
function chosen(handling: Handling, prepared: Prepared): Pick<Facts, 'watermark' | 'own' | 'isPlanned'> {
  const { place, args, held } = prepared;
  const watermark = chosenAt(handling, prepared);
  if (typeof place !== 'object') return { watermark };
  const writes = Object.keys(args).some((name) => place.open.has(name) && !held.has(name));
  return {
    watermark,
    own: writes ? handling.own : watermark,
    isPlanned: true,
  };
}

function ruleOn(handling: Handling, contract: AnyContract, prepared: Prepared, { fold }: Draft): Ruling {
  const { args, labels } = prepared;
  const { spec, host } = handling;
  // what was registered once is judged again at each call: the seat has not moved, and neither has the table
  const misfit =
    refusal(spec.role, contract.name, contract.effect, contract.source) ??
    refusal(spec.trust, contract.name, contract.effect, contract.source);
  const control = controlKeys(recordOf(contract).data, args);
  return judge({
    agent: spec.name,
    executor: spec.name,
    tool: contract.name,
    effect: contract.effect,
    egress: contract.egress,
    ...chosen(handling, prepared),
    control: control.map((name) => labels[name]!),
    args: Object.values(labels),
    policy: host.policy,
    outside: misfit ?? offPlan(prepared),
    frozen: fold.frozen.has(spec.name) ? spec.name : undefined,
  });
}

const offPlan = ({ place }: Prepared): string | undefined =>
  typeof place === 'string' ? `it is not in the plan of this session: ${place}` : undefined;

interface Judged {
  readonly seal: Seal;
  readonly prepared: Prepared;
  readonly id: Id;
  readonly ruling: Ruling;
}

async function follow(handling: Handling, { seal, prepared, id, ruling }: Judged): Promise<Outcome> {
  const { verdict, reason } = ruling;
  const { host, spec, signal } = handling;
  const { contract } = seal;
  if (verdict === 'deny') {
    const code = reason === offPlan(prepared) ? 'OFF_PLAN' : 'DENIED';
    throw new SallyportError(code, `'${spec.name}' may not call '${contract.name}': ${reason}`, {
      agent: spec.name,
      tool: contract.name,
      id,
    });
  }
  if (verdict === 'allow') {
    // what only observes may be done again
    if (host.journal.ledger.isKept && EFFECTS[contract.effect].tier !== 'observe')
      await enter(host, { action: host.journal.fold.actions.get(id)!, fence: 1 });
    const label = Object.values(prepared.labels).reduce(join, handling.label);
    return handling.busy(() => runTool(host, { id, seal, args: prepared.args, label, fence: 1, signal }));
  }
  return waitForPerson(handling, id, contract);
}

/** Blocks until a person has decided and the runtime has run it. */
async function waitForPerson(handling: Handling, id: Id, contract: AnyContract): Promise<Outcome> {
  const { journal } = handling.host;
  handling.waiting.add(id);
  try {
    const of = (fold: Fold): readonly Id[] => [currentOf(fold, id).proposal.id];
    const action = await journal.until((fold) => endOf(fold, id), handling.signal, of);
    // a tool's own words are outsiders' words, whether it was asked about or not
    if (action.state === 'failed' && action.result !== undefined) {
      throw toolFailed(contract.name, readFailure(await journal.read(action.result)), action.result.label);
    }
    return await outcomeOf(journal, action);
  } finally {
    handling.waiting.delete(id);
  }
}
