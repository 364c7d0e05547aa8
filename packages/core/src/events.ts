// Events: what happened, for dashboards and logs. The journal is never a listener, and nothing waits for one.
import { EventEmitter } from 'eventemitter3';
import { isGrant, type Answer, type Body, type State } from './record/body.js';
import type { Fault, Folded } from './record/standing.js';

/** What each event says. Ids and names only: no outsider's text is in them. */
export interface EventMap {
  /** A message is in the journal: mail, a report, an order. */
  message: { readonly id: string; readonly from: string; readonly to: string };
  /** Somebody wants something done. */
  proposal: { readonly id: string; readonly requester: string; readonly executor: string };
  /** A person has answered. */
  decision: { readonly proposal: string; readonly by: string; readonly answer: Answer };
  /** A person has approved something beforehand: a standing grant. */
  grant: { readonly agent: string; readonly by: string };
  /** Soon a proposal runs out that nobody has decided: told once, by whoever would execute it. */
  expiring: { readonly proposal: string; readonly expires: number };
  /** A proposal has waited so long that more people may approve it now: told by whoever has let them in. */
  escalated: { readonly proposal: string; readonly executor: string };
  /** A proposal or a handling has moved on. */
  step: { readonly of: string; readonly to: State };
  /** Something or somebody was stopped, or a stop was lifted. */
  stop: { readonly target: string; readonly by: string };
  lift: { readonly target: string; readonly by: string };
  /** A record in the store that does not count: somebody wrote it who may not. */
  fault: Fault;
  /** Something went wrong in the background. Without a listener it is a warning of the process. */
  error: { readonly error: unknown; readonly what: string };
}
export type EventName = keyof EventMap;

export class Events {
  readonly #emitter = new EventEmitter();

  /** Calls back until the returned function is called. A listener that throws disturbs nobody else. */
  on<E extends EventName>(event: E, listener: (payload: EventMap[E]) => void): () => void {
    const guarded = (payload: EventMap[E]): void => {
      try {
        listener(payload);
      } catch (error) {
        process.emitWarning(
          `a listener of '${event}' threw: ${error instanceof Error ? error.message : String(error)}`,
          'SallyportWarning',
        );
      }
    };
    this.#emitter.on(event, guarded);
    return () => void this.#emitter.off(event, guarded);
  }

  emit<E extends EventName>(event: E, payload: EventMap[E]): void {
    const heard = this.#emitter.emit(event, payload);
    if (event === 'error' && !heard) {
      const { error, what } = payload as EventMap['error'];
      process.emitWarning(`${what}: ${error instanceof Error ? error.message : String(error)}`, 'SallyportWarning');
    }
  }

  /** Tells of one line of the journal. */
  tell({ fault, record }: Folded): void {
    if (fault !== undefined) this.emit('fault', fault);
    if (record !== undefined) this.#tellBody(record.body, record.signer);
  }

  #tellBody(body: Body, signer: string): void {
    switch (body.kind) {
      case 'message':
        return this.emit('message', { id: body.id, from: body.from, to: body.to });
      case 'proposal':
        return this.emit('proposal', { id: body.id, requester: body.requester, executor: body.executor });
      case 'decision':
        for (const item of body.items) {
          if (isGrant(item)) this.emit('grant', { agent: item.agent, by: signer });
          else this.emit('decision', { proposal: item.proposal, by: signer, answer: item.answer });
        }
        return undefined;
      case 'step':
        return this.emit('step', { of: body.of, to: body.to });
      case 'stop':
        return this.emit('stop', { target: body.target, by: signer });
      case 'permit':
        return 'lift' in body.subject ? this.emit('lift', { target: body.subject.lift, by: signer }) : undefined;
    }
  }
}
