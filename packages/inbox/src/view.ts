// What a reviewer's screen shows of a proposal: computed facts first, every argument whole, all of it escaped and frozen.
import type { ReviewItem } from '@sallyport/core';
import { block } from './block.js';
import { quoted, render } from './escape.js';
import { type Field, fieldsOf } from './field.js';
import { type Flag, flagsOfName } from './flags.js';
import { type FlowView, flowView } from './flow.js';
import { BACKGROUND, type Passage, passage } from './fold.js';
import { frozen } from './frozen.js';
import { knownNames, type ViewContext } from './known.js';
import { type LetterView, letterView } from './letter.js';
import { riskOf, type Risk } from './risk.js';
import { saidIn } from './said.js';
import type { KnownNames } from './scripts.js';
import { undoOf, type UndoView } from './undo.js';
import { ago, type Countdown, countdown, counted, doesWhat, grouped, type Trust, trustWords } from './words.js';

/**
 * A proposal, ready to be drawn: plain, frozen JSON. Every string in it is safe to print on one line and was escaped
 * once; a web page still puts it through `html`. Nothing is left out: what is folded has all its lines beside it.
 */
export interface View {
  /** To be said first of all: private content would leave, where somebody untrusted had a say. */
  readonly flow?: FlowView;
  readonly id: string;
  readonly state: string;
  /** Who asks, who would do it, with what tool: quoted names. */
  readonly requester: string;
  readonly executor: string;
  readonly tool: string;
  /** What will happen, computed from the tool's effect. Never the agent's words. */
  readonly sentence: string;
  readonly risk: Risk;
  readonly digest: { readonly full: string; readonly short: string };
  readonly asked: string;
  readonly expires: Countdown;
  /** How many arguments there are, and how many of them decide where the effect lands. */
  readonly count: string;
  readonly flags: readonly Flag[];
  readonly fields: readonly Field[];
  /** Said of an edited proposal: what it replaces. */
  readonly replaces?: string;
  readonly decided?: string;
  /** Who has approved it so far, each with when, and by which standing grant where it was one. */
  readonly approvals: readonly string[];
  /** What its executor says is missing. */
  readonly missing?: string;
  /** The message whose handling asked for it. */
  readonly message?: BehindView;
  /** Said of what can be taken back for a while after it was approved. */
  readonly undo?: UndoView;
  /** The agent's own words, last. */
  readonly why: Passage & { readonly says: string; readonly trust: Trust };
  /** Is an argument folded, or a name of `flow`? Then an approve control says so. */
  readonly folded: boolean;
  /** Is something not what it looks like? */
  readonly alarm: boolean;
  /** Does approving need more than one key: something private would leave, is folded, or is not what it looks like? */
  readonly careful: boolean;
}

/**
 * The message behind a proposal. `id` and the names of `thread` are escaped, and `unrender` gives them back: they open it, and
 * the conversation that it stands in.
 */
export interface BehindView extends LetterView {
  readonly id: string;
  readonly thread: { readonly sender: string; readonly agent: string };
}

const AGENT_SAYS = 'the agent says (possibly written under outside influence)';
const SHORT = 8;

/**
 * Draws up the view of a proposal.
 *
 * @throws SallyportError `NOT_JSON` or `TOO_LARGE` when an argument cannot be shown: then it must not be approved.
 * @example
 * ```ts
 * import type { ReviewItem } from '@sallyport/core';
 * import { viewOf } from '@sallyport/inbox';
 *
 * const sentenceOf = (item: ReviewItem): string => viewOf(item, { known: ['bob@example.com'], now: Date.now() }).sentence;
 * ```
 */
export function viewOf(item: ReviewItem, context: ViewContext): View {
  return drawUp(item, knownNames(context), context.now);
}

/** {@link viewOf}, for many items and one context. */
export function drawUp(item: ReviewItem, names: KnownNames, now: number): View {
  const { parts, replaces, message, decided, tool } = item;
  const place = { effect: tool.effect, known: names, said: saidIn(item) };
  const fields = fieldsOf(parts, replaces?.parts, place);
  const flags = [...flagsOfItem(item), ...flagsOfPeople(item, names)];
  const alarm = [...flags, ...fields.flatMap((field) => field.flags)].some(({ level }) => level === 'alarm');
  const flow = item.flow && flowView(item.flow);
  const folded = flow?.folded === true || fields.some(({ value, change }) => Boolean(value?.fold ?? change?.went.fold));
  return frozen({
    ...(flow && { flow }),
    id: render(item.id),
    state: render(item.state),
    requester: quoted(item.requester),
    executor: quoted(item.executor),
    tool: quoted(tool.name),
    sentence: `${quoted(item.executor)} will run ${quoted(tool.name)}: it ${doesWhat(tool.effect)}.`,
    risk: riskOf(item, alarm),
    digest: { full: render(item.digest), short: render(item.digest.slice(0, SHORT)) },
    asked: ago(item.asked, now),
    expires: countdown(item.expires, now),
    count: countOf(item),
    flags,
    fields,
    ...(replaces && { replaces: `edited: it replaces proposal ${render(replaces.id)}; what changed is marked` }),
    ...(decided && { decided: decidedBy(decided) }),
    approvals: item.approvals.map((one) => approvedBy(one, now)),
    ...(item.missing !== undefined && { missing: `its executor says: ${quoted(item.missing)}` }),
    ...(message && { message: behindIt(message, item.requester, names) }),
    ...undoOf(item, now),
    why: { ...passage(block(item.why.text), BACKGROUND), says: AGENT_SAYS, trust: trustWords(item.why.trust) },
    folded,
    alarm,
    careful: folded || alarm || flow !== undefined,
  });
}

/** What is odd about it and its arguments: all that a reviewer should look at twice. */
export const oddOf = ({ flags, fields }: View): Flag[] =>
  [...flags, ...fields.flatMap((field) => field.flags)].filter(({ level }) => level !== 'note');

function behindIt(message: NonNullable<ReviewItem['message']>, agent: string, names: KnownNames): BehindView {
  const { id, letter, trust } = message;
  const thread = { sender: render(letter.from), agent: render(agent) };
  return { ...letterView(letter, trust, names), id: render(id), thread };
}

function countOf({ parts }: ReviewItem): string {
  const control = parts.filter((part) => part.control).length;
  const all = counted(parts.length, 'argument');
  return control === 0 ? all : `${all}, ${grouped(control)} ${control === 1 ? 'decides' : 'decide'} where it lands`;
}

function flagsOfItem({ deniedLately, state }: ReviewItem): Flag[] {
  const flags: Flag[] = [];
  if (deniedLately > 0) {
    const text = `refused ${grouped(deniedLately)} similar in the last 5 minutes (same agent, same tool)`;
    flags.push({ level: 'warn', kind: 'state', text });
  }
  if (state !== 'pending')
    flags.push({ level: 'note', kind: 'state', text: `it is ${render(state)}: nothing is left to decide` });
  return flags;
}

function flagsOfPeople({ requester, executor, tool }: ReviewItem, names: KnownNames): Flag[] {
  return [
    ...flagsOfName(requester, names, 'who asks:'),
    ...flagsOfName(executor, names, 'who would do it:'),
    ...flagsOfName(tool.name, names, 'the tool:'),
  ];
}

function approvedBy({ by, at, grant }: ReviewItem['approvals'][number], now: number): string {
  const how = grant === undefined ? '' : `, beforehand, by the standing grant ${render(grant)}`;
  return `approved by ${quoted(by)} ${ago(at, now)}${how}`;
}

function decidedBy({ by, answer, reason }: NonNullable<ReviewItem['decided']>): string {
  const said = `${answer === 'approve' ? 'approved' : 'denied'} by ${quoted(by)}`;
  return reason === undefined ? said : `${said}: ${quoted(reason)}`;
}
