// Scripted people: they answer at a real desk with a real key, so that nothing in the trust path is mocked.
import type { Json } from '../canonical.js';
import { SallyportError } from '../errors.js';
import type { Desk } from '../review/desk.js';
import type { ReviewItem } from '../review/item.js';

/** One answer. `skip` leaves it pending. */
export type ScriptedAnswer =
  | 'approve'
  | 'deny'
  | 'skip'
  | { readonly deny: string }
  | { readonly edit: { readonly [name: string]: Json } };
/** An answer, or how to find one. */
export type ScriptLine = ScriptedAnswer | ((item: ReviewItem) => ScriptedAnswer);

/** A person as a test writes them. It also serves as `createRuntime({ reviewer })`. */
export interface ScriptedReviewer {
  /** Everything that was put before them, in order. */
  readonly seen: readonly ReviewItem[];
  /** Answers whatever is pending and was not seen yet. Says whether it did anything. */
  answer(desk: Desk): Promise<boolean>;
  review(desk: Desk, options: { readonly signal: AbortSignal }): Promise<void>;
}

/** Answers in the order of the script; what comes after its last line stays pending. */
export function scriptedReviewer(lines: readonly ScriptLine[]): ScriptedReviewer {
  const left = [...lines];
  return reviewer((item) => {
    const line = left.shift() ?? 'skip';
    return typeof line === 'function' ? line(item) : line;
  });
}

/** A tired person: approves everything that is put before them. */
export const approveEverything = (): ScriptedReviewer => reviewer(() => 'approve');
/** A careful person: denies everything that is put before them. */
export const denyEverything = (): ScriptedReviewer => reviewer(() => 'deny');
/** Nobody is there: everything stays pending. */
export const nobody = (): ScriptedReviewer => reviewer(() => 'skip');

function reviewer(decide: (item: ReviewItem) => ScriptedAnswer): ScriptedReviewer {
  const seen: ReviewItem[] = [];
  const answers = new Map<string, ScriptedAnswer>();
  const done = new Set<string>();
  const answer = async (desk: Desk): Promise<boolean> => {
    const fresh = (await desk.pending()).filter(({ id }) => !done.has(id));
    for (const item of fresh) {
      if (!answers.has(item.id)) {
        seen.push(item);
        answers.set(item.id, decide(item));
      }
      // where the desk dies over it, they say the same when it is put before them again
      await act(desk, item, answers.get(item.id)!).catch(unlessGone);
      done.add(item.id);
    }
    return fresh.length > 0;
  };
  const review = async (desk: Desk, { signal }: { readonly signal: AbortSignal }): Promise<void> => {
    const changes = desk.watch({ signal });
    await answer(desk);
    for await (const _change of changes) await answer(desk);
  };
  return Object.freeze({ seen, answer, review });
}

async function act(desk: Desk, { id, digest }: ReviewItem, answer: ScriptedAnswer): Promise<void> {
  if (answer === 'skip') return;
  if (answer === 'approve') return desk.approve(id, { digest });
  if (answer === 'deny') return desk.deny(id);
  if ('deny' in answer) return desk.deny(id, answer.deny);
  // what a person has rewritten, they have seen: it is approved as they wrote it
  const edited = await desk.edit(id, answer.edit);
  await desk.approve(edited);
}

/** Somebody else was quicker, or its time ran out meanwhile: that is no fault of the script. */
function unlessGone(error: unknown): void {
  const gone = SallyportError.isInstance(error) && (error.code === 'ALREADY_DECIDED' || error.code === 'GATE_EXPIRED');
  if (!gone) throw error;
}
