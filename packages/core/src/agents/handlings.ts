// The queue of messages: one handling per conversation at a time, under a fenced lease, and nothing silently done twice.
import type { Id } from '../canonical.js';
import { join, trustOf, type Label } from '../content/label.js';
import { makeRef } from '../content/ref.js';
import { SallyportError, wordsOf } from '../errors.js';
import { refusalAt, type Door } from '../mail/door.js';
import type { Letter, State } from '../record/body.js';
import type { Fold } from '../record/fold.js';
import type { Draft } from '../record/draft.js';
import { readLetter } from '../record/shape.js';
import type { Mail } from '../record/standing.js';
import { digestOf } from '../tools/contract.js';
import { EFFECTS } from '../trust.js';
import { actionSession } from './action-session.js';
import { Handling } from './handling.js';
import type { Host } from './host.js';
import { writeMemory } from './memory.js';
import { intakeSession } from './intake-session.js';
import { isOwnObserving } from './own-contracts.js';
import type { AgentSpec } from './spec.js';

/** An agent that this runtime hosts, and its door. */
export interface Hosted {
  readonly spec: AgentSpec;
  readonly door: Door;
}

const MOST_ATTEMPTS = 3;
const REVOKED = 'the key that signed it was revoked before the journal was rolled back';
const ACTED = 'it was handled before the journal was rolled back, and something was done then';

export class Handlings {
  readonly #host: Host;
  readonly #agents: ReadonlyMap<Id, Hosted>;

  constructor(host: Host, agents: ReadonlyMap<Id, Hosted>) {
    this.#host = host;
    this.#agents = agents;
  }

  /** The messages that could be handled now: no two of one conversation, oldest first. */
  ready(fold: Fold): readonly Mail[] {
    const busy = new Set<string>();
    for (const id of fold.open.mails.get('started')!) busy.add(conversationOf(fold.mails.get(id)!));
    const ready: Mail[] = [];
    for (const id of fold.open.mails.get('pending')!) {
      const mail = fold.mails.get(id)!;
      const conversation = conversationOf(mail);
      if (!this.#agents.has(mail.message.to) || fold.isFrozen(mail.message.to) || busy.has(conversation)) continue;
      busy.add(conversation);
      ready.push(mail);
    }
    return ready;
  }

  /** Handlings of this runtime's agents that have started and that this process does not work on. */
  orphans(fold: Fold): readonly Mail[] {
    const started = [...fold.open.mails.get('started')!].map((id) => fold.mails.get(id)!);
    return started.filter(({ message }) => this.#agents.has(message.to) && !this.#host.leases.holds(message.id));
  }

  /** Starts a message, if it is still there to be started, or refuses it at the door. */
  async start(mail: Mail, signal: AbortSignal): Promise<Handling | undefined> {
    const { journal, leases } = this.#host;
    const { id } = mail.message;
    const agent = this.#agents.get(mail.message.to)!;
    const fence = await journal.commit((draft) => {
      if (!this.ready(draft.fold).includes(mail)) return undefined;
      const end = (to: 'refused' | 'interrupted', why: string): undefined => {
        const result = draft.content(why, mail.message.text.label);
        draft.add({ kind: 'step', of: id, to, fence: mail.fence, result });
      };
      const refused = this.#refusal(agent, mail, draft.fold);
      if (refused !== undefined) return end('refused', refused);
      if (mail.key !== undefined && journal.ledger.isStopped(mail.key)) return end('refused', REVOKED);
      if (journal.ledger.hasActed(id, mail.fence + 1, draft.fold)) return end('interrupted', ACTED);
      draft.add({ kind: 'step', of: id, to: 'started', fence: mail.fence + 1 });
      leases.claim(draft, id);
      return mail.fence + 1;
    });
    if (fence === undefined) return undefined;
    const letter = await this.#letter(mail.message.text).catch(() => undefined);
    const label = shownLabel(agent.spec, mail);
    return new Handling({
      host: this.#host,
      spec: agent.spec,
      message: id,
      letter: letter ?? { from: mail.message.from, text: '' },
      label,
      signal,
      fence,
    });
  }

  /** Runs `handle`, and records how it ended. Returns what `handle` threw; never rejects for it. */
  async run(handling: Handling): Promise<{ readonly error: unknown } | undefined> {
    const mail = this.#host.journal.fold.mails.get(handling.message)!;
    let failure: unknown;
    try {
      await this.#handle(handling, mail);
    } catch (error) {
      failure = error ?? new Error('it threw nothing');
    } finally {
      handling.end();
    }
    const stopped = failure !== undefined && handling.signal.aborted;
    try {
      await this.#host.journal.commit((draft) => {
        if (mail.state !== 'started' || mail.fence !== handling.fence) return;
        if (stopped) this.#breakOff(draft, mail);
        else this.#end(draft, mail, failure, handling);
        this.#host.leases.release(draft, handling.message);
      });
    } finally {
      // what could not be written down is an orphan from here on, and looked after like one
      this.#host.leases.drop(handling.message);
    }
    return failure === undefined || stopped ? undefined : { error: failure };
  }

  /** A handling whose process is gone: queued again when it only observed, `interrupted` otherwise. */
  async recover(mail: Mail): Promise<void> {
    const { journal, leases } = this.#host;
    const { fence, message } = mail;
    const insist = await leases.orphaned(message.id);
    if (insist === undefined) return;
    await journal.tryCommit((draft) => {
      if (mail.state !== 'started' || mail.fence !== fence || leases.holds(message.id)) return;
      insist(draft);
      this.#breakOff(draft, mail);
      leases.release(draft, message.id);
    });
  }

  #breakOff(draft: Draft, mail: Mail): void {
    // an order is not begun again that could not be given any more
    const isVoid = mail.key !== undefined && draft.fold.keyring.isRevoked(mail.key);
    const again = !isVoid && mail.fence < MOST_ATTEMPTS && onlyObserved(mail, this.#agents.get(mail.message.to)!.spec);
    draft.add({ kind: 'step', of: mail.message.id, to: again ? 'pending' : 'interrupted', fence: mail.fence });
  }

  #end(draft: Draft, mail: Mail, failure: unknown, handling: Handling): void {
    const to: State = failure === undefined ? 'executed' : 'failed';
    const result = failure === undefined ? {} : { result: draft.content(reasonOf(failure), handling.own) };
    if (failure === undefined) writeMemory(draft, handling);
    draft.add({ kind: 'step', of: mail.message.id, to, fence: mail.fence, ...result });
  }

  #refusal({ spec, door }: Hosted, mail: Mail, fold: Fold): string | undefined {
    const { from } = mail.message;
    return refusalAt(door, {
      from,
      trust: trustOf(shownLabel(spec, mail)),
      isOrder: fold.keyring.isPerson(mail.signer) && mail.signer === from,
    });
  }

  async #handle(handling: Handling, mail: Mail): Promise<void> {
    const { spec } = handling;
    const { id, from, text, material } = mail.message;
    // read again, so that bytes that were changed in the store fail here, aloud
    const letter = await this.#letter(text);
    const letters = await Promise.all(material.map((part) => this.#letter(part)));
    if (spec.role === 'intake') {
      const message = Object.freeze({ id, ...letter, from, material: Object.freeze(letters) });
      await spec.handle(message as never, intakeSession(handling) as never);
      return;
    }
    const refs = letters.map((one, i) => forwarded(one, material[i]!.label, handling));
    const order = Object.freeze({ id, from, text: letter.text, material: Object.freeze(refs) });
    await spec.handle(order as never, actionSession(handling) as never);
  }

  async #letter(content: Mail['message']['text']): Promise<Letter> {
    return Object.freeze(readLetter(await this.#host.journal.read(content)));
  }
}

/** An intake agent is shown everything; an action agent only the signer's own words, the rest stays behind Refs. */
function shownLabel(spec: AgentSpec, { message }: Mail): Label {
  const { text, material } = message;
  return spec.role === 'action' ? text.label : material.reduce((all, part) => join(all, part.label), text.label);
}

function forwarded(letter: Letter, label: Label, session: Handling): object {
  const field = (value: string): unknown => makeRef({ value, label, session });
  return Object.freeze({
    from: field(letter.from),
    address: field(letter.address ?? ''),
    subject: field(letter.subject ?? ''),
    text: field(letter.text),
  });
}

const conversationOf = ({ message }: Mail): string => `${message.from}\0${message.to}`;

/** Nothing beyond observing, reporting and proposing has been tried by it: doing it again repeats nothing. */
function onlyObserved({ tried }: Mail, { registry }: AgentSpec): boolean {
  const observing = new Set<string>();
  for (const name of registry.names) {
    const { contract } = registry.get(name)!;
    if (EFFECTS[contract.effect].tier === 'observe') observing.add(digestOf(contract));
  }
  return tried.every((contract) => observing.has(contract) || isOwnObserving(contract));
}

function reasonOf(error: unknown): string {
  return `${SallyportError.isInstance(error) ? `${error.code}: ` : ''}${wordsOf(error)}`;
}
