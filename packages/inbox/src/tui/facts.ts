// What was read of the desk: everything that the pages show, read together, and which of it is new.
import type { DeskMessage, EnrolledPrincipal, FrozenAgent, Notice, ReviewItem, StandingGrant } from '@sallyport/core';
import type { DeskPort } from '../desk-port.js';

const noticeKey = ({ id, what }: Notice): string => `${id} ${what}`;

const OVER: ReadonlySet<string> = new Set(['executed', 'refused']);

export class Facts {
  pending: readonly ReviewItem[] = [];
  /** Approved, and not started: what can be taken back for a while is among it. */
  approved: readonly ReviewItem[] = [];
  messages: readonly DeskMessage[] = [];
  notices: readonly Notice[] = [];
  people: readonly EnrolledPrincipal[] = [];
  grants: readonly StandingGrant[] = [];
  frozen: readonly FrozenAgent[] = [];
  readonly #desk: DeskPort;
  readonly #read = new Set<string>();
  readonly #noticed = new Set<string>();
  #isFirst = true;

  constructor(desk: DeskPort) {
    this.#desk = desk;
  }

  /** Reads it all anew. Rejects when the desk cannot be read. */
  async refresh(): Promise<void> {
    const desk = this.#desk;
    const [pending, unfinished, messages, notices, people, grants, frozen] = await Promise.all([
      desk.pending(),
      desk.unfinished?.(),
      this.#readMessages(),
      desk.notices(),
      desk.people?.() ?? [],
      desk.grants?.() ?? [],
      desk.frozen?.() ?? [],
    ]);
    Object.assign(this, { pending, messages, notices, people, grants, frozen });
    this.approved = unfinished?.approved ?? [];
    if (this.#isFirst) this.#markOld();
    this.#isFirst = false;
  }

  /** Those that are not over, and what has come since: the others stay as they are. */
  async #readMessages(): Promise<readonly DeskMessage[]> {
    const open = this.messages.findIndex(({ state }) => !OVER.has(state));
    const kept = open < 0 ? this.messages : this.messages.slice(0, open);
    const after = kept.at(-1)?.seq ?? -1;
    const read = await this.#desk.messages({ after: Math.max(0, after) });
    return [...kept, ...read.filter(({ seq }) => seq > after)];
  }

  /** What came for the person since they last wrote, or during this sitting, and was not opened. */
  get unread(): readonly DeskMessage[] {
    return this.messages.filter((message) => this.isUnread(message));
  }
  isUnread({ to, id }: DeskMessage): boolean {
    return to === this.#desk.person && !this.#read.has(id);
  }
  /** It was opened. */
  read(id: string): void {
    this.#read.add(id);
  }

  get newNotices(): number {
    return this.notices.filter((notice) => !this.#noticed.has(noticeKey(notice))).length;
  }
  noticed(): void {
    for (const notice of this.notices) this.#noticed.add(noticeKey(notice));
  }

  /** Names of all agents, of those at least that somebody speaks for. */
  get agents(): readonly string[] {
    return [...new Set(this.people.flatMap(({ agents = [] }) => agents))].sort();
  }

  #markOld(): void {
    const own = this.messages.findLast(({ from }) => from === this.#desk.person)?.seq ?? 0;
    for (const { id, seq } of this.messages) if (seq < own) this.#read.add(id);
  }
}
