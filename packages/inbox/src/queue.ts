// What waits for a person, in an order that keeps the dangerous and the odd ones in sight.
import { type ReviewItem, SallyportError } from '@sallyport/core';
import { byRisk, type Drawn, groupedBy, type Target, targetsOf } from './alike.js';
import { type Together, togetherOf } from './together.js';
import { render } from './escape.js';
import { frozen } from './frozen.js';
import { knownNames, type ViewContext } from './known.js';
import type { Risk } from './risk.js';
import { drawUp } from './view.js';
import { type Waiting, waiting } from './waiting.js';
import { counted } from './words.js';

export type { Waiting } from './waiting.js';

/**
 * The questions of one task, whatever they ask; or proposals that differ in their arguments only: one agent, one executor, one
 * contract, one risk.
 */
export interface Group {
  /** Said of the questions of one task: the message whose handling asks them. They are one review, decided at once. */
  readonly task?: string;
  readonly words: string;
  /** The highest among them. */
  readonly risk: Risk;
  readonly requester: string;
  readonly executor: string;
  readonly tool: string;
  readonly items: readonly Waiting[];
  /** The same items by where they land, the odd one before the many; what is alike to the letter is one row. */
  readonly targets: readonly Target[];
  /** Those that can be answered under one signature. */
  readonly together: Together;
}

export interface QueueView {
  readonly total: number;
  readonly words: string;
  /** Riskiest first; among equals the smallest group, so that the odd one out comes before the many. */
  readonly groups: readonly Group[];
  /** What cannot be shown, and so must not be approved. */
  readonly broken: readonly { readonly id: string; readonly fault: string }[];
}

/** What one handling asks is one task; what no message is behind is one by itself. */
export const taskOf = ({ id, message }: ReviewItem): string =>
  message === undefined ? `one ${id}` : `of ${message.id}`;

/**
 * Groups and orders what is pending. Nothing is left out: every proposal stands in its group with its own id, digest
 * and control arguments. Must not throw.
 *
 * @example
 * ```ts
 * import type { Desk } from '@sallyport/core';
 * import { viewQueue } from '@sallyport/inbox';
 *
 * const words = async (desk: Desk): Promise<string> =>
 *   viewQueue(await desk.pending(), { known: ['bob@example.com'], now: Date.now() }).words; // '3 proposals of 1 kind wait for you'
 * ```
 */
export function viewQueue(items: readonly ReviewItem[], context: ViewContext): QueueView {
  const names = knownNames(context);
  const drawn: Drawn[] = [];
  const broken: { id: string; fault: string }[] = [];
  for (const item of items) {
    try {
      const view = drawUp(item, names, context.now);
      drawn.push({ item, view, row: waiting(item, view) });
    } catch (error) {
      broken.push({ id: render(item.id), fault: faultOf(error) });
    }
  }
  const groups = groupsOf(drawn).sort(byRisk).map(groupView);
  return frozen({ total: items.length, words: queueWords(items.length, groups, broken.length), groups, broken });
}

/** The questions of each task that asks several; of the others, those that differ in their arguments only. */
function groupsOf(drawn: readonly Drawn[]): Drawn[][] {
  const tasks = groupedBy(drawn, ({ item }) => taskOf(item));
  const keyOf = ({ item, view }: Drawn): string => {
    const { requester, executor, tool } = item;
    if (tasks.get(taskOf(item))!.length > 1) return taskOf(item);
    return JSON.stringify([requester, executor, tool.name, tool.contract, view.risk]);
  };
  return [...groupedBy(drawn, keyOf).values()];
}

function groupView(group: readonly Drawn[]): Group {
  const riskiest = group.toSorted((a, b) => byRisk([a], [b]))[0]!.view;
  const of = (name: 'requester' | 'executor' | 'tool'): string =>
    [...new Set(group.map(({ view }) => view[name]))].join(', ');
  const [requester, executor, tool] = [of('requester'), of('executor'), of('tool')];
  const items = group.map(({ row }) => row);
  const { message } = group[0]!.item;
  const isTask =
    group.length > 1 && message !== undefined && group.every(({ item }) => item.message?.id === message.id);
  const task = isTask ? `${counted(group.length, 'question')} of one task` : counted(group.length, 'proposal');
  return {
    ...(isTask && { task: render(message.id) }),
    words: `${task}: ${requester} asks ${executor} to run ${tool}`,
    risk: riskiest.risk,
    requester,
    executor,
    tool,
    items,
    targets: targetsOf(group),
    together: togetherOf(items),
  };
}

/** Why something cannot be shown, escaped. */
export function faultOf(error: unknown): string {
  if (SallyportError.isInstance(error)) return render(`${error.code}: ${error.message}`);
  return render(error instanceof Error ? error.message : 'an unknown fault');
}

function queueWords(total: number, groups: readonly Group[], broken: number): string {
  if (total === 0) return 'nothing waits for you';
  const tasks = groups.filter(({ task }) => task !== undefined).length;
  const kinds = groups.length - tasks;
  const what = [tasks > 0 && counted(tasks, 'task'), (kinds > 0 || tasks === 0) && counted(kinds, 'kind')];
  const words = `${counted(total, 'proposal')} of ${what.filter(Boolean).join(' and ')} ${total === 1 ? 'waits' : 'wait'} for you`;
  return broken === 0 ? words : `${words}; ${broken} cannot be shown`;
}
