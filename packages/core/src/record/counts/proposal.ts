// Counting a proposal: it is pending from here on, and so is no longer the one that it replaces.
import type { Placed, Proposal } from '../body.js';
import type { Action, Mail } from '../standing.js';
import type { World } from '../world.js';

/** Says why it does not count; `undefined` when it does. */
export function countProposal(world: World, { seq, body, at, signer, evidence }: Placed<Proposal>): string | undefined {
  if (world.isTaken(body.id)) return `repeats the id '${body.id}'`;
  const old = body.replaces === undefined ? undefined : world.actions.get(body.replaces);
  if (body.replaces !== undefined && !mayReplace(world, body, old))
    return `replaces '${body.replaces}', which is not pending`;
  const cap = world.keyring.capFor(signer);
  const parts = Object.fromEntries(Object.entries(body.parts).map(([name, part]) => [name, cap(part)]));
  const proposal = { ...body, parts, why: cap(body.why) };
  // an edit is of what the one before it came of
  const mail = body.message === undefined ? undefined : world.handled(body.message, body.requester);
  const { sender, orderer } = old ?? originOf(world, mail);
  const standing = {
    seq,
    entries: [seq],
    at,
    signer,
    key: evidence?.key,
    state: 'pending',
    fence: 0,
    since: at,
    moved: seq,
  } as const;
  world.addAction({ proposal, ...standing, approvals: [], sender, orderer });
  if (mail !== undefined) noteTried(world, mail, { proposal, at });
  if (old !== undefined) {
    world.assign(old, { replacedBy: body.id });
    world.moveAction(old, 'replaced', { at, seq, by: signer });
  }
  return undefined;
}

/** Only a person rewrites what somebody else asked for, and only while nobody has decided it. */
function mayReplace(world: World, body: Proposal, old: Action | undefined): boolean {
  if (old === undefined || old.state !== 'pending') return false;
  const isSame = old.proposal.contract === body.contract && old.proposal.executor === body.executor;
  return isSame && world.keyring.isPerson(body.requester);
}

/** Who wrote the message that is being handled, where they are not one of the people; and the person who signed it. */
function originOf({ keyring }: World, mail: Mail | undefined): Pick<Action, 'sender' | 'orderer'> {
  if (mail === undefined) return {};
  const { from } = mail.message;
  return {
    sender: keyring.isPerson(from) ? undefined : from,
    orderer: keyring.isPerson(mail.signer) ? mail.signer : undefined,
  };
}

/** What a handling tries itself; what is refused at once is born expired, and was not tried. */
function noteTried(
  world: World,
  mail: Mail,
  { proposal, at }: { readonly proposal: Proposal; readonly at: number },
): void {
  const { requester, executor, contract, expires } = proposal;
  if (requester !== executor || expires <= at || mail.tried.includes(contract)) return;
  world.assign(mail, { tried: [...mail.tried, contract] });
}
