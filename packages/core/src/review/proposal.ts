// Proposals: written so that the journal shows where the effect lands, while every argument's bytes are kept apart.
import { canonical, type Id, type Json } from '../canonical.js';
import { newId } from '../clock.js';
import type { Label } from '../content/label.js';
import { GateExpired, SallyportError } from '../errors.js';
import type { Proposal } from '../record/body.js';
import type { Draft } from '../record/draft.js';
import type { Journal } from '../record/journal.js';
import { controlKeys, type ContractRecord } from './contract-record.js';

export type Args = { readonly [key: string]: Json };

/** What is wanted, by whom, of whom, and where each argument came from. */
export interface Wanted {
  readonly id?: Id;
  readonly contract: ContractRecord;
  readonly args: Args;
  /** Of each argument. */
  readonly labels: Readonly<Record<string, Label>>;
  readonly requester: Id;
  readonly executor: Id;
  readonly message?: Id | undefined;
  readonly why: string;
  /** The session's label: it stands with `why`, which the session wrote. */
  readonly watermark: Label;
  readonly expires: number;
  readonly replaces?: Id | undefined;
  readonly once?: string | undefined;
}

/** Writes a proposal into a draft. Throws `BAD_OPTION`, `GATE_EXPIRED` where its time is over before it could start. Control arguments stand in the record itself; every argument is content of its own. */
export function propose(draft: Draft, wanted: Wanted): Proposal {
  const { contract, args, labels, message, replaces, once } = wanted;
  const control = controlKeys(contract.data, args);
  const names = Object.keys(args);
  mustHaveTime(draft.now, wanted);
  const proposal: Proposal = {
    kind: 'proposal',
    id: wanted.id ?? newId(),
    requester: wanted.requester,
    executor: wanted.executor,
    contract: contract.digest,
    args: Object.fromEntries(names.map((name) => [name, control.includes(name) ? args[name]! : null])),
    parts: Object.fromEntries(names.map((name) => [pointerTo(name), draft.content(args[name]!, labels[name]!)])),
    why: draft.content(wanted.why, wanted.watermark),
    expires: wanted.expires,
    ...(message !== undefined && { message }),
    ...(replaces !== undefined && { replaces }),
    ...(once !== undefined && { once }),
  };
  // contract data is JSON: contract() checked it when it was made
  draft.keep('contract', contract.digest, () => canonical(contract.data as unknown as Json));
  draft.add(proposal, { tool: contract.data.name });
  return proposal;
}

/** What can be taken back for as long as it waits at all could never start. What is refused has no time to begin with. */
function mustHaveTime(now: number, { contract: { data }, expires, replaces }: Wanted): void {
  const left = expires - now;
  if (data.undo === undefined || left <= 0 || left > data.undo) return;
  const what = `'${data.name}' lets people take back an approval for ${data.undo} ms`;
  if (replaces === undefined)
    throw new SallyportError(
      'BAD_OPTION',
      `${what}, and a proposal of it runs out after ${left} ms: nothing would ever start; say a longer \`expires\``,
      { tool: data.name },
    );
  throw new GateExpired('GATE_EXPIRED', `${what}, and ${replaces} runs out in ${left} ms: ask for it anew`, {
    id: replaces,
  });
}

/** The whole arguments of a proposal, every byte checked against its hash. Throws `JOURNAL_BROKEN` where one does not fit. */
export async function readArguments(journal: Journal, proposal: Proposal, contract: ContractRecord): Promise<Args> {
  const control = controlKeys(contract.data, proposal.args);
  const names = Object.keys(proposal.args);
  if (names.length !== Object.keys(proposal.parts).length) throw unfit(proposal.id);
  const values = await Promise.all(
    names.map(async (name) => {
      const part = proposal.parts[pointerTo(name)];
      if (part === undefined) throw unfit(proposal.id);
      const value = await journal.read(part);
      const inline = control.includes(name) ? canonical(value) : 'null';
      if (canonical(proposal.args[name]!) !== inline) throw unfit(proposal.id);
      return [name, value] as const;
    }),
  );
  return Object.freeze(Object.fromEntries(values));
}

/** The label of each argument. */
export function labelsOf(proposal: Proposal): Readonly<Record<string, Label>> {
  return Object.fromEntries(Object.keys(proposal.args).map((name) => [name, proposal.parts[pointerTo(name)]!.label]));
}

/** A JSON pointer (RFC 6901) to a top-level argument. */
const pointerTo = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

function unfit(id: Id): SallyportError {
  return new SallyportError('JOURNAL_BROKEN', `the arguments of proposal ${id} do not fit together: it does not run`, {
    id,
  });
}
