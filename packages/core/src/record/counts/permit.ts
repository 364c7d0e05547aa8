// Counting a permit: it lifts a stop that its signer saw, or enrols somebody.
import { isHash, type Permit, type Placed } from '../body.js';
import type { World } from '../world.js';

/** Says why it does not count; `undefined` when it does. */
export function countPermit(
  world: World,
  { seq, body: { subject }, at, head, signer, evidence }: Placed<Permit>,
): string | undefined {
  if ('keys' in subject) {
    const fault = world.keyring.enrolFault(subject, signer);
    if (fault === undefined) world.undo.note(world.keyring.apply({ enrol: subject }));
    return fault;
  }
  if ('prune' in subject)
    return subject.prune <= seq ? undefined : `has entries pruned that are not there yet, before ${subject.prune}`;
  if (!('lift' in subject)) return `binds '${subject.name}', which this version takes from config alone`;
  const id = subject.lift;
  // signed with the stop in sight, and not kept from an earlier one: a permit lifts what its signer saw, once
  const stop = world.frozen.get(id);
  if (stop !== undefined && stop.seq <= head.seq) return void world.undo.drop(world.frozen, id);
  // an entry of another chain: it means something to those alone who have seen it there
  if (isHash(id)) return void world.addEpoch(id, evidence!.key);
  const mail = world.mails.get(id);
  const seen = mail !== undefined && mail.state !== 'started' && mail.moved <= head.seq;
  return seen && world.moveMail(mail, 'pending', { at, seq })
    ? undefined
    : `lifts the stop of '${id}', which is not stopped`;
}
