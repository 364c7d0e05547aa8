// The mailroom: names the sender, asks the agent's door, labels the words, and writes them down before anybody reads them.
import { sha256, type Id } from '../canonical.js';
import { labelOf } from '../content/label.js';
import { quote, SallyportError } from '../errors.js';
import type { Letter, Message } from '../record/body.js';
import type { Draft } from '../record/draft.js';
import type { Journal } from '../record/journal.js';
import type { Mail } from '../record/standing.js';
import { isTrust, TRUST, type TrustLevel } from '../trust.js';
import type { Channel, Delivery } from './channel.js';
import type { Contacts, Sender } from './contacts.js';
import { refusalAt, type Door } from './door.js';

export interface MailroomOptions {
  readonly journal: Journal;
  readonly contacts: Contacts;
  readonly channels: readonly Channel[];
  readonly doors: ReadonlyMap<Id, Door>;
  /** The runtime whose mailroom it is. */
  readonly host: Id;
  readonly caps: { readonly queued: number; readonly message: number };
}

const CHANNEL_NAME = /^[a-z0-9_-]{1,64}$/;
const HEADER_LIMIT = 4_000;

export class Mailroom {
  readonly #options: MailroomOptions;
  readonly #channels = new Map<string, Channel>();

  /** Throws for a channel that cannot be one: `BAD_OPTION`, `DUPLICATE_NAME`, `UNKNOWN_AGENT`. */
  constructor(options: MailroomOptions) {
    this.#options = options;
    for (const channel of options.channels) {
      checkChannel(channel, options.doors);
      if (this.#channels.has(channel.name))
        throw new SallyportError('DUPLICATE_NAME', `two channels are called '${channel.name}'`);
      this.#channels.set(channel.name, channel);
    }
  }

  /**
   * Takes one delivery. Durable when it resolves, with the message's id; the same delivery again is the same message.
   * Rejects with `UNKNOWN_CHANNEL`, `BAD_INPUT`, `TOO_LARGE`, `QUEUE_FULL`.
   */
  async deliver(channelName: string, delivery: Delivery): Promise<Id> {
    const channel = this.#channels.get(channelName);
    if (channel === undefined)
      throw new SallyportError(
        'UNKNOWN_CHANNEL',
        `there is no channel ${quote(channelName)}: pass it to createRuntime({ channels })`,
      );
    this.#check(delivery);
    const { journal, contacts, doors } = this.#options;
    const sender = contacts.senderOf(channel.name, delivery.from, delivery.proof, channel.unverified ?? 'zero');
    const door = doors.get(addressee(channel, delivery))!;
    const { host } = this.#options;
    const id = deliveryId({ host, channel: channel.name, agent: door.name, delivery: delivery.id });
    // one that came long ago is looked for where it was put
    const known = await journal.mail(id);
    await journal.commit((draft) => this.#write(draft, { id, sender, delivery, door, known }));
    return id;
  }

  #write(draft: Draft, { id, sender, delivery, door, known }: Arrived): void {
    const before = draft.fold.mails.get(id) ?? known;
    if (before !== undefined) return mustBeOurs(before, this.#options.host, door.name);
    const refused =
      sender.fault === undefined
        ? refusalAt(door, { from: sender.name, trust: sender.trust, isOrder: false })
        : `nobody can be called that: the name ${sender.fault}`;
    if (refused === undefined) this.#mustHaveRoom(draft, door.name);
    const label = labelOf(sender.name, sender.trust);
    const letter: Letter = {
      from: sender.name,
      address: delivery.from,
      ...(delivery.subject !== undefined && { subject: delivery.subject }),
      text: delivery.text,
    };
    const message: Message = {
      kind: 'message',
      id,
      from: sender.name,
      to: door.name,
      text: draft.content(letter, label),
      material: [],
    };
    draft.add(message);
    if (refused !== undefined)
      draft.add({ kind: 'step', of: id, to: 'refused', fence: 0, result: draft.content(refused, label) });
  }

  #mustHaveRoom({ fold }: Draft, agent: Id): void {
    let queued = 0;
    for (const id of fold.open.mails.get('pending')!) if (fold.mails.get(id)!.message.to === agent) queued += 1;
    if (queued >= this.#options.caps.queued) {
      throw new SallyportError(
        'QUEUE_FULL',
        `'${agent}' has ${queued} messages waiting: nothing more is taken until it has worked some off`,
        { agent, queued },
      );
    }
  }

  #check(delivery: Delivery): void {
    const fields = [delivery?.id, delivery?.from, delivery?.text, delivery?.subject ?? ''];
    if (!fields.every((field) => typeof field === 'string' && field.isWellFormed()) || delivery.id === '') {
      throw new SallyportError(
        'BAD_INPUT',
        'a delivery has an id, from and text, and perhaps a subject, all of them well-formed text',
      );
    }
    if (delivery.proof !== 'none' && delivery.proof !== 'verified')
      throw new SallyportError('BAD_INPUT', `the proof of a delivery is 'none' or 'verified'`);
    const { message } = this.#options.caps;
    const size = delivery.text.length + (delivery.subject?.length ?? 0);
    if (size > message || delivery.from.length > HEADER_LIMIT || delivery.id.length > HEADER_LIMIT) {
      throw new SallyportError('TOO_LARGE', `a message of ${size} characters: ${message} are taken`, {
        size,
        limit: message,
      });
    }
  }
}

/** A name of that runtime's own: two runtimes may both have a channel of that name, and a first delivery on it. */
export function deliveryId({ host, channel, agent, delivery }: Readonly<Record<DeliveryFact, Id>>): Id {
  return sha256(['delivery', host, channel, agent, delivery].join('\0')).slice(0, 32);
}
type DeliveryFact = 'host' | 'channel' | 'agent' | 'delivery';

/** An id that somebody else has taken is no reason to call a delivery taken. */
function mustBeOurs({ signer, message }: Mail, host: Id, agent: Id): void {
  if (signer === host && message.to === agent) return;
  throw new SallyportError(
    'REFUSED',
    `the id ${message.id} of a delivery to '${agent}' was taken by '${signer}': it is not delivered`,
    {
      id: message.id,
    },
  );
}

interface Arrived {
  readonly id: Id;
  readonly sender: Sender;
  readonly delivery: Delivery;
  readonly door: Door;
  /** The same delivery, when it came before. */
  readonly known: Mail | undefined;
}

function checkChannel(channel: Channel, doors: ReadonlyMap<Id, Door>): void {
  const bad = (why: string): SallyportError =>
    new SallyportError('BAD_OPTION', `the channel ${quote(channel?.name)}: ${why}`);
  if (typeof channel?.name !== 'string' || !CHANNEL_NAME.test(channel.name))
    throw bad(`its name is made of a-z, 0-9, '_' and '-'`);
  if (typeof channel.listen !== 'function') throw bad('it has no listen(deliver, signal)');
  const unverified: TrustLevel | undefined = channel.unverified;
  if (unverified !== undefined && !isTrust(unverified))
    throw bad(`unverified is ${quote(unverified)}: it is one of ${TRUST.join(', ')}`);
  for (const to of agentsOf(channel)) {
    const door = doors.get(to);
    if (door === undefined)
      throw new SallyportError(
        'UNKNOWN_AGENT',
        `the channel '${channel.name}' leads to ${quote(to)}, which is no agent of this runtime`,
      );
    if (door.role === 'action')
      throw bad(`it leads to '${to}', an ActionAgent: it takes orders that a person has signed, and no mail`);
  }
}

const agentsOf = ({ to }: Channel): readonly Id[] => (typeof to === 'string' ? [to] : to);

/** The agent that a delivery is for: never one that its channel does not lead to. */
function addressee(channel: Channel, { to }: Delivery): Id {
  const agents = agentsOf(channel);
  const agent = to ?? (agents.length === 1 ? agents[0] : undefined);
  if (agent !== undefined && agents.includes(agent)) return agent;
  throw new SallyportError(
    'UNKNOWN_AGENT',
    `the channel '${channel.name}' leads to ${agents.join(', ')}, and a delivery is for ${quote(to)}`,
  );
}
