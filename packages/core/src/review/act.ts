// What a person does at a desk, read first and then written: here, or signed by a key that is elsewhere.
import type { Id, Json } from '../canonical.js';
import { quote, SallyportError } from '../errors.js';
import { ownOptions } from '../options.js';
import type { Draft } from '../record/draft.js';
import type { Journal } from '../record/journal.js';
import { mustBePending, pendingNow, readReason, type Verdicts } from './approval.js';
import { deciding } from './deciding.js';
import { edited } from './edit.js';
import { revokeGrant, type Granting } from './grants.js';
import { adopting, forwarding, mustBeAgent, writing, type Forward } from './own-words.js';
import { propose } from './proposal.js';

/** One act of a person, each a single signature. Answers are a list, decided all of them or none. */
export type Act =
  | readonly (Verdicts | Granting)[]
  | { readonly send: { readonly to: Id; readonly text: string } }
  | { readonly forward: { readonly message: Id } & Forward }
  | { readonly adopt: { readonly message: Id; readonly to: Id; readonly text: string } }
  | { readonly edit: { readonly id: Id; readonly changes: { readonly [name: string]: Json } } }
  | { readonly withdraw: { readonly id: Id; readonly reason?: string } }
  | { readonly freeze: { readonly agent: Id; readonly reason?: string } }
  | { readonly revoke: { readonly grant: Id; readonly reason?: string } };

/** Writes an act into a draft, and returns the id of what came of it: a decision, a message, a proposal, or what was stopped. */
export type Write = (draft: Draft) => Id;

/** Reads what an act needs. Throws for what cannot be done as things stand; the rest is looked at when it is written. */
export async function writeOf(journal: Journal, person: Id, act: Act): Promise<Write> {
  if (Array.isArray(act)) return deciding(journal, person, act as readonly (Verdicts | Granting)[]);
  // `as`: the keys are checked to be one of the interface's own, and each act checks what stands in it
  const given = ownOptions(act, KINDS, 'an act') as Partial<Acts>;
  const [kind, ...more] = KINDS.filter((name) => given[name] !== undefined);
  if (kind === undefined || more.length > 0) {
    const why = `an act is a list of answers, or one of ${KINDS.join(', ')}`;
    throw new SallyportError('BAD_OPTION', why, { option: kind ?? 'act' });
  }
  const { send, forward, adopt, edit, withdraw, freeze, revoke } = given;
  if (send !== undefined) return writing(journal, person, ownOptions(send, ['to', 'text'], 'send') as typeof send);
  if (forward !== undefined) return forwarding(journal, person, forward);
  if (adopt !== undefined) return adopting(journal, person, adopt);
  if (edit !== undefined) return editing(journal, person, edit);
  if (withdraw !== undefined) return withdrawing(withdraw);
  if (freeze !== undefined) return freezing(journal, freeze);
  return revoking(revoke!);
}

const KINDS = ['send', 'forward', 'adopt', 'edit', 'withdraw', 'freeze', 'revoke'] as const;
type Named = Exclude<Act, readonly unknown[]>;
type Acts = { readonly [K in (typeof KINDS)[number]]: Extract<Named, Readonly<Record<K, unknown>>>[K] };

async function editing(journal: Journal, person: Id, { id, changes }: Acts['edit']): Promise<Write> {
  await journal.catchUp();
  const action = await pendingNow(journal, id);
  const wanted = await edited(journal, action, { person, changes });
  return (draft) => {
    mustBePending(draft.fold, id, draft.now);
    return propose(draft, wanted).id;
  };
}

/** Takes back a proposal that is pending, or an approval that nothing has started on. */
function withdrawing({ id, reason }: Acts['withdraw']): Write {
  return (draft) => {
    const action = draft.fold.actions.get(id);
    if (action === undefined) throw new SallyportError('UNKNOWN_ID', `there is no proposal ${quote(id)}`, { id });
    if (action.state !== 'pending' && action.state !== 'approved') {
      throw new SallyportError(
        'ALREADY_DECIDED',
        `the proposal ${id} is ${action.state} already: there is nothing left to withdraw`,
        { id, state: action.state },
      );
    }
    return stop(draft, id, reason);
  };
}

async function freezing(journal: Journal, { agent, reason }: Acts['freeze']): Promise<Write> {
  mustBeAgent(journal, agent);
  return (draft) => stop(draft, agent, reason);
}

function revoking({ grant, reason }: Acts['revoke']): Write {
  return (draft) => {
    revokeGrant(draft, grant, reason);
    return grant;
  };
}

function stop(draft: Draft, target: Id, reason: string | undefined): Id {
  draft.add({ kind: 'stop', target, ...(reason !== undefined && { reason: readReason(reason) }) });
  return target;
}
