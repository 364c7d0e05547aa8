// Looks on: what the journal of a test says was tried, read and is still waiting, whichever process wrote it.
import { hashOf, type Id, type Json } from '../canonical.js';
import { quote, SallyportError } from '../errors.js';
import type { ApprovalRules } from '../people/approvers.js';
import { Journal, type JournalOptions } from '../record/journal.js';
import type { Action } from '../record/standing.js';
import { nextDue } from '../review/approvals.js';
import { readContract } from '../review/contract-record.js';
import { isEffect } from '../trust.js';
import type { Attempt, Observed } from './attempts.js';

export class Observer implements Observed {
  readonly #journal: Journal;
  #attempts: readonly Attempt[] = [];
  #read = 0;

  constructor(options: JournalOptions) {
    this.#journal = new Journal({ ...options, kept: Infinity });
  }

  /** Where the journal ends. */
  async end(): Promise<number> {
    await this.#journal.catchUp();
    return this.#journal.fold.head.seq;
  }

  /** When something is next due of a proposal, after `now`: it runs out, at the latest. `rulesOf`: of its executor, where it is known. */
  nextDue(now: number, rulesOf: (executor: Id) => ApprovalRules | undefined): number {
    const waiting = this.#journal.fold.in('pending', 'approved');
    const times = waiting
      .map((action) => {
        const rules = rulesOf(action.proposal.executor);
        return rules === undefined ? action.proposal.expires : nextDue(action, rules, now);
      })
      .filter((time) => time > now);
    return times.reduce((first, time) => Math.min(first, time), Infinity);
  }

  /** Is something approved that may wait until it cannot be taken back any more? */
  async isHolding(): Promise<boolean> {
    const approved = this.#journal.fold.in('approved');
    const found = await Promise.all(approved.map(({ proposal }) => readContract(this.#journal, proposal.contract)));
    return found.some(({ data }) => data.undo !== undefined);
  }

  /** Takes down what there is to be seen now. */
  async look(): Promise<void> {
    await this.#journal.catchUp();
    const { actions, mails } = this.#journal.fold;
    this.#read = [...mails.values()].filter(({ fence }) => fence > 0).length;
    this.#attempts = Object.freeze(await Promise.all([...actions.values()].map((action) => this.#attemptOf(action))));
  }

  attempts(what?: string): readonly Attempt[] {
    return what === undefined
      ? this.#attempts
      : this.#attempts.filter(({ tool, effect }) => tool === what || effect === what);
  }
  reached(what?: string): readonly Attempt[] {
    return this.attempts(what).filter(({ reached }) => reached);
  }
  get read(): number {
    return this.#read;
  }

  async #attemptOf({ proposal, state, fence, result, reason }: Action): Promise<Attempt> {
    const { id, requester, executor, message, contract, args } = proposal;
    const text = await this.#journal.row('contract', contract);
    const data = JSON.parse(text ?? 'null') as { readonly name: string; readonly effect?: unknown } | null;
    if (data === null || hashOf(data as Json) !== contract)
      throw new SallyportError('JOURNAL_BROKEN', `the contract ${quote(contract)} is not in the store`);
    const isClosed = state === 'refused' || state === 'rejected' || state === 'expired';
    const words = isClosed && result !== undefined ? String(await this.#journal.read(result)) : reason;
    return Object.freeze({
      ...{ id, tool: data.name, effect: isEffect(data.effect) ? data.effect : undefined },
      ...{ requester, executor, state, reached: fence > 0, args },
      ...(message !== undefined && { message }),
      ...(words !== undefined && { reason: words }),
    });
  }
}
