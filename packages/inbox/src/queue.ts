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

/** One proposal of a queue. `id` and `digest` are what a decision names; `aims` are its control arguments. */
export interface Waiting {
  readonly id: string;
  readonly digest: string;
  readonly aims: readonly string[];
  readonly expires: string;
  readonly careful: boolean;
}

/** Proposals that differ in their arguments only: one agent, one executor, one contract, one risk. */
export interface Group {
  readonly words: string;
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

/**
 * Groups and orders what is pending. Nothing is left out: every proposal stands in its group with its own id, digest
 * and control arguments. Must not throw.
 */
export function viewQueue(items: readonly ReviewItem[], context: ViewContext): QueueView {
  const names = knownNames(context);
  const groups = new Map<string, { view: View; items: Waiting[]; soonest: number }>();
  const broken: { id: string; fault: string }[] = [];
  for (const item of items) {
    try {
      const view = drawUp(item, names, context.now);
      const key = JSON.stringify([item.requester, item.executor, item.tool.name, item.tool.contract, view.risk]);
      const group = groups.get(key) ?? { view, items: [], soonest: item.expires };
      group.items.push(waiting(item, view));
      group.soonest = Math.min(group.soonest, item.expires);
      groups.set(key, group);
    } catch (error) {
      broken.push({ id: render(item.id), fault: faultOf(error) });
    }
  }
  const ordered = [...groups.values()].sort(
    (a, b) =>
      RISKS.indexOf(a.view.risk.level) - RISKS.indexOf(b.view.risk.level) ||
      a.items.length - b.items.length ||
      a.soonest - b.soonest,
  );
  return frozen({
    total: items.length,
    words: queueWords(items.length, ordered.length, broken.length),
    groups: ordered.map(({ view, items: those }) => ({
      words: `${counted(those.length, 'proposal')}: ${view.requester} asks ${view.executor} to run ${view.tool}`,
      risk: view.risk,
      requester: view.requester,
      executor: view.executor,
      tool: view.tool,
      items: those,
    })),
    broken,
  });
}

/** Why something cannot be shown, escaped. */
export function faultOf(error: unknown): string {
  if (SallyportError.isInstance(error)) return render(`${error.code}: ${error.message}`);
  return render(error instanceof Error ? error.message : 'an unknown fault');
}

function queueWords(total: number, kinds: number, broken: number): string {
  if (total === 0) return 'nothing waits for you';
  const words = `${counted(total, 'proposal')} of ${counted(kinds, 'kind')} ${total === 1 ? 'waits' : 'wait'} for you`;
  return broken === 0 ? words : `${words}; ${broken} cannot be shown`;
}

function waiting(item: ReviewItem, { expires, careful }: View): Waiting {
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
  return { id: render(item.id), digest: render(item.digest), aims, expires: expires.words, careful };
}
