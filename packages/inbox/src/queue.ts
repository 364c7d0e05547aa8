// What waits for a person, in an order that keeps the dangerous and the odd ones in sight.
import { type ReviewItem, SallyportError } from './core.js';
import { quoted, render } from './escape.js';
import { passage } from './fold.js';
import { frozen } from './frozen.js';
import { jsonLines } from './json-lines.js';
import { knownNames, type ViewContext } from './known.js';
import { RISKS, type Risk } from './risk.js';
import { drawUp, type View } from './view.js';
import { counted } from './words.js';

/**
 * One proposal of a queue. `id` and `digest` are what a decision names; `aims` are its control arguments; `alarm` is to be said
 * first.
 */
export interface Waiting {
  readonly alarm?: string;
  readonly sentence: string;
  readonly risk: Risk;
  readonly id: string;
  readonly digest: string;
  readonly aims: readonly string[];
  readonly expires: string;
  readonly careful: boolean;
}

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
}

export interface QueueView {
  readonly total: number;
  readonly words: string;
  /** Riskiest first; among equals the smallest group, so that the odd one out comes before the many. */
  readonly groups: readonly Group[];
  /** What cannot be shown, and so must not be approved. */
  readonly broken: readonly { readonly id: string; readonly fault: string }[];
}

const AIM = {
  most: { lines: 1, characters: 200 },
  head: { lines: 1, characters: 100 },
  tail: { lines: 1, characters: 60 },
};

/** What one handling asks is one task; what no message is behind is one by itself. */
export const taskOf = ({ id, message }: ReviewItem): string =>
  message === undefined ? `one ${id}` : `of ${message.id}`;

interface Drawn {
  readonly item: ReviewItem;
  readonly view: View;
}

/**
 * Groups and orders what is pending. Nothing is left out: every proposal stands in its group with its own id, digest
 * and control arguments. Must not throw.
 */
export function viewQueue(items: readonly ReviewItem[], context: ViewContext): QueueView {
  const names = knownNames(context);
  const drawn: Drawn[] = [];
  const broken: { id: string; fault: string }[] = [];
  for (const item of items) {
    try {
      drawn.push({ item, view: drawUp(item, names, context.now) });
    } catch (error) {
      broken.push({ id: render(item.id), fault: faultOf(error) });
    }
  }
  const ordered = groupsOf(drawn).sort(
    (a, b) => rankOf(a) - rankOf(b) || a.length - b.length || soonestOf(a) - soonestOf(b),
  );
  const groups = ordered.map(groupView);
  return frozen({ total: items.length, words: queueWords(items.length, groups, broken.length), groups, broken });
}

/** The questions of each task that asks several; of the others, those that differ in their arguments only. */
function groupsOf(drawn: readonly Drawn[]): Drawn[][] {
  const tasks = grouped(drawn, ({ item }) => taskOf(item));
  const keyOf = ({ item, view }: Drawn): string => {
    const { requester, executor, tool } = item;
    if (tasks.get(taskOf(item))!.length > 1) return taskOf(item);
    return JSON.stringify([requester, executor, tool.name, tool.contract, view.risk]);
  };
  return [...grouped(drawn, keyOf).values()];
}

function grouped(drawn: readonly Drawn[], keyOf: (one: Drawn) => string): ReadonlyMap<string, Drawn[]> {
  const groups = new Map<string, Drawn[]>();
  for (const one of drawn) {
    const [key, group] = [keyOf(one), groups.get(keyOf(one))];
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

const levelOf = ({ view }: Drawn): number => RISKS.indexOf(view.risk.level);
const rankOf = (group: readonly Drawn[]): number => Math.min(...group.map(levelOf));
const soonestOf = (group: readonly Drawn[]): number => Math.min(...group.map(({ item }) => item.expires));

function groupView(group: readonly Drawn[]): Group {
  const riskiest = group.toSorted((a, b) => levelOf(a) - levelOf(b))[0]!.view;
  const of = (name: 'requester' | 'executor' | 'tool'): string =>
    [...new Set(group.map(({ view }) => view[name]))].join(', ');
  const [requester, executor, tool] = [of('requester'), of('executor'), of('tool')];
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
    items: group.map(({ item, view }) => waiting(item, view)),
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

function waiting(item: ReviewItem, { expires, careful, flow, sentence, risk }: View): Waiting {
  const aims = item.parts
    .filter(({ control }) => control)
    .map(({ name, value }) => {
      const shown =
        typeof value === 'string'
          ? quoted(value)
          : jsonLines(value)
              .map((line) => line.trim())
              .join(' ');
      const { fold } = passage([shown], AIM);
      return `${quoted(name)} ${fold ? [...fold.head, fold.words, ...fold.tail].join(' ') : shown}`;
    });
  return {
    ...(flow && { alarm: flow.words }),
    id: render(item.id),
    digest: render(item.digest),
    ...{ sentence, risk, aims, expires: expires.words, careful },
  };
}
