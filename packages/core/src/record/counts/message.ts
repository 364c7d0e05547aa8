// Counting a message: it waits for its agent, or is simply there for a person.
import type { Message, Placed } from '../body.js';
import type { World } from '../world.js';

/** Says why it does not count; `undefined` when it does. */
export function countMessage(world: World, { seq, body, at, signer, evidence }: Placed<Message>): string | undefined {
  if (world.isTaken(body.id)) return `repeats the id '${body.id}'`;
  const cap = world.keyring.capFor(signer);
  const message = { ...body, text: cap(body.text), material: body.material.map(cap) };
  const state = world.keyring.isAgent(body.to) ? 'pending' : 'executed';
  const standing = {
    seq,
    entries: [seq],
    at,
    signer,
    key: evidence?.key,
    state,
    fence: 0,
    since: at,
    moved: seq,
  } as const;
  world.addMail({ message, ...standing, tried: [] });
  return undefined;
}
