// The runtime: puts the parts together, and works the queue. One per process.
import { Executions } from '../agents/executions.js';
import type { Handling } from '../agents/handling.js';
import { Handlings } from '../agents/handlings.js';
import type { Host } from '../agents/host.js';
import type { Id } from '../canonical.js';
import { nextTurn } from '../clock.js';
import { SallyportError } from '../errors.js';
import { Events, type EventMap, type EventName } from '../events.js';
import type { Channel, Delivery } from '../mail/channel.js';
import { Contacts } from '../mail/contacts.js';
import { Mailroom } from '../mail/mailroom.js';
import { acknowledge } from '../record/acknowledge.js';
import type { Journal } from '../record/journal.js';
import { Leases } from '../record/lease.js';
import type { Action, Mail } from '../record/standing.js';
import { currentOf } from '../review/outcome.js';
import { Warnings } from '../review/warnings.js';
import type { Settings } from './options.js';

/** A piece of work under way. */
interface Task {
  /** A handling that is being started takes a place, before there is anything to look at. */
  isStarting?: boolean;
  handling?: Handling | undefined;
}

const RETRY_MS = 1_000;
/** Said so that no DOMException is made for it, each time something happens. */
const OVER = 'the wait is over';

/** One process of a Sallyport: it takes deliveries, runs its agents' handlings, and what people have approved of them. */
export class Runtime {
  readonly #settings: Settings;
  readonly #journal: Journal;
  readonly #events = new Events();
  readonly #warnings = new Warnings(this.#events);
  readonly #handlings: Handlings;
  readonly #executions: Executions;
  readonly #mailroom: Mailroom;
  readonly #tasks = new Map<Id, Task>();
  readonly #stop = new AbortController();
  readonly #onClose: (() => Promise<void>)[] = [];
  readonly #pokes = new Set<() => void>();
  /** When each orphan may be looked at again. */
  readonly #looks = new Map<Id, number>();
  #dirty = false;

  /** Use `createRuntime()`. */
  constructor(settings: Settings, journal: Journal) {
    this.#settings = settings;
    this.#journal = journal;
    const { root, clock, signer, agents, channels, caps, policy, expires } = settings;
    const contacts = new Contacts(settings.contacts, root);
    const leases = new Leases({ journal: this.#journal, clock, span: settings.lease });
    const host: Host = {
      journal: this.#journal,
      leases,
      owner: root.owner,
      policy,
      expires,
      caps,
      recordOnly: settings.recordOnly,
      intake: new Set([...agents].filter(([, { spec }]) => spec.role === 'intake').map(([name]) => name)),
      contactAddresses: () => contacts.addresses,
    };
    this.#handlings = new Handlings(host, agents);
    this.#executions = new Executions(host, agents);
    const doors = new Map([...agents].map(([name, { door }]) => [name, door]));
    this.#mailroom = new Mailroom({ journal: this.#journal, contacts, channels, doors, caps, host: signer.name });
    const unsubscribe = this.#journal.subscribe((folded) => {
      this.#events.tell(folded);
      this.#poke();
    });
    this.onClose(async () => unsubscribe());
  }

  /**
   * Calls back when something happens, until the returned function is called. It is told of what this runtime reads: while
   * `run()` or `idle()` is under way, and with each delivery.
   */
  on<E extends EventName>(event: E, listener: (payload: EventMap[E]) => void): () => void {
    return this.#events.on(event, listener);
  }

  /** Takes one delivery of a channel. Durable when it resolves, with the message's id; see {@link Channel} for the errors. */
  async deliver(channel: string, delivery: Delivery): Promise<Id> {
    this.#mustBeOpen();
    return this.#mailroom.deliver(channel, delivery);
  }

  /** Listens on the channels and works the queue until `signal` aborts; resolves when everything under way has ended. */
  async run({ signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    this.#mustBeOpen();
    const until = AbortSignal.any([this.#stop.signal, ...(signal ? [signal] : [])]);
    const channels = this.#settings.channels.map((channel) => this.#listen(channel, until));
    while (!until.aborted) {
      await this.#round(until).catch((error: unknown) => this.#fault(error, 'the queue could not be read', until));
      await this.#changed(until);
    }
    await Promise.all([...channels, this.#settle()]);
  }

  /** Works the queue until nothing can go on without a person; what was approved and may still be taken back goes on by itself. */
  async idle(): Promise<void> {
    this.#mustBeOpen();
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const { started, orphans } = await this.#round(signal);
      if (started) continue;
      const isBusy = orphans || [...this.#tasks.values()].some((task) => this.#isBusy(task));
      if (!isBusy && !this.#executions.isHolding(this.#journal.fold, this.#journal.now)) return;
      await this.#changed(signal);
    }
  }

  /** Stops the handlings under way, waits for them, and lets go. A store that was passed in stays open. */
  async close(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort(new SallyportError('CLOSED', 'the runtime is closing'));
    await this.#settle();
    for (const work of this.#onClose.reverse()) await work();
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
  /** Has something done when the runtime closes, last come first. */
  onClose(work: () => Promise<void>): void {
    this.#onClose.push(work);
  }

  /** Starts whatever can be started. `orphans`: there is work whose process has not been heard of, perhaps to be taken over. */
  async #round(signal: AbortSignal): Promise<{ readonly started: boolean; readonly orphans: boolean }> {
    await this.#journal.catchUp();
    const { frozen } = this.#journal.fold;
    if (frozen.size > 0) await acknowledge(this.#journal, this.#settings.signer.name);
    this.#dirty = false;
    const { fold, now } = this.#journal;
    const mails = this.#handlings.orphans(fold);
    const actions = this.#executions.orphans(fold);
    const orphans = new Set([...mails.map(({ message }) => message.id), ...actions.map(({ proposal }) => proposal.id)]);
    for (const id of this.#looks.keys()) if (!orphans.has(id)) this.#looks.delete(id);
    for (const mail of mails) this.#look(mail.message.id, () => this.#handlings.recover(mail), signal);
    for (const action of actions)
      this.#look(action.proposal.id, () => this.#executions.recover(action, signal), signal);
    const { ready, looked } = this.#executions.ready(fold, now);
    this.#warnings.tell(looked, now);
    const approved = ready.map((action) =>
      this.#start(action.proposal.id, () => this.#execute(action, signal), signal),
    );
    const taken = [...this.#tasks.values()].filter((task) => task.isStarting || (task.handling && this.#isBusy(task)));
    // one that fails again and again must not stand in the way of the others
    const next = this.#handlings
      .ready(fold)
      .filter(({ message }) => !this.#tasks.has(message.id))
      .slice(0, Math.max(0, this.#settings.concurrency - taken.length));
    const queued = next.map((mail) => this.#start(mail.message.id, (task) => this.#handle(task, mail, signal), signal));
    return { started: [...approved, ...queued].includes(true), orphans: orphans.size > 0 };
  }

  /** Looks after work of a process that may be gone: now and then, for it may as well be alive. */
  #look(id: Id, work: () => Promise<void>, signal: AbortSignal): void {
    const { clock, lease } = this.#settings;
    if (clock.now() < (this.#looks.get(id) ?? 0)) return;
    if (this.#start(id, work, signal)) this.#looks.set(id, clock.now() + lease / 2);
  }

  #start(id: Id, work: (task: Task) => Promise<void>, signal: AbortSignal): boolean {
    if (this.#tasks.has(id) || signal.aborted) return false;
    const task: Task = {};
    this.#tasks.set(id, task);
    void work(task)
      .catch((error: unknown) => this.#fault(error, `work on ${id} broke off`, signal))
      .finally(() => {
        this.#tasks.delete(id);
        this.#poke();
      });
    return true;
  }

  async #execute(action: Action, signal: AbortSignal): Promise<void> {
    const { id, executor } = action.proposal;
    if ((await this.#executions.work(action, signal)) === 'escalated')
      this.#events.emit('escalated', { proposal: id, executor });
  }
  async #handle(task: Task, mail: Mail, signal: AbortSignal): Promise<void> {
    task.isStarting = true;
    task.handling = await this.#handlings.start(mail, signal).finally(() => (task.isStarting = false));
    if (task.handling === undefined) return;
    const failed = await this.#handlings.run(task.handling);
    const { to } = mail.message;
    if (failed)
      this.#events.emit('error', { ...failed, what: `handle() of '${to}' threw, at the message ${mail.message.id}` });
  }
  async #listen(channel: Channel, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await channel.listen((delivery) => this.deliver(channel.name, delivery), signal);
        return;
      } catch (error) {
        if (!signal.aborted) await this.#fault(error, `the channel '${channel.name}' broke off`, signal);
      }
    }
  }

  /** Says that something went wrong, and leaves it alone for a moment. */
  async #fault(error: unknown, what: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    this.#events.emit('error', { error, what });
    await this.#settings.clock.sleep(RETRY_MS, signal).catch(() => undefined);
  }

  /** Can it go on by itself? One that waits for a person cannot, until that person has decided. */
  #isBusy({ handling }: Task): boolean {
    if (handling === undefined || handling.isRunning || handling.waiting.size === 0) return true;
    const { fold } = this.#journal;
    return [...handling.waiting].some((id) => currentOf(fold, id).state !== 'pending');
  }

  /** Resolves at the next change of anything: the journal, the work under way, the clock. */
  async #changed(signal: AbortSignal): Promise<void> {
    if (this.#dirty || signal.aborted) return;
    const done = new AbortController();
    const either = AbortSignal.any([signal, done.signal]);
    const poked = new Promise<void>((resolve) => this.#pokes.add(resolve));
    const { lease, clock } = this.#settings;
    const next = (this.#executions.nextDue ?? Infinity) - this.#journal.now;
    await Promise.race([
      poked,
      this.#journal.change(either),
      clock.sleep(Math.min(Math.max(next, 1), lease / 2), either),
    ]).catch(() => undefined);
    done.abort(OVER);
    // one look for all that happens in this turn of the event loop
    await nextTurn();
  }
  #poke(): void {
    this.#dirty = true;
    for (const poke of this.#pokes) poke();
    this.#pokes.clear();
  }

  async #settle(): Promise<void> {
    while (this.#tasks.size > 0) await new Promise<void>((resolve) => this.#pokes.add(resolve));
  }
  #mustBeOpen(): void {
    if (this.#stop.signal.aborted) throw new SallyportError('CLOSED', 'this runtime has been closed: make another one');
  }
}
