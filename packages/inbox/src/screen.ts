// Draws views as lines of plain text: for a terminal, a log or a test. Pure: the same view gives the same lines.
import type { Row } from './alike.js';
import type { Change, Field, Source } from './field.js';
import type { Flag } from './flags.js';
import type { FlowView } from './flow.js';
import type { Passage } from './fold.js';
import type { LetterView, ReportView } from './letter.js';
import type { QueueView } from './queue.js';
import type { View } from './view.js';
import type { Tone } from './words.js';
import { BAR, columns, GOES_ON, type Line, wrap } from './wrap.js';

export interface ScreenOptions {
  /** In columns; 80 unless told. */
  readonly width?: number;
  /** ANSI colours. Without them nothing is lost: every colour is a word too. */
  readonly color?: boolean;
  /** Show what is folded as well. */
  readonly whole?: boolean;
  /** What stands in the line at the top. */
  readonly title?: string;
}

/**
 * Draws a proposal. Every line of foreign text stands behind a bar; nothing is cut off.
 *
 * @example
 * ```ts
 * import { textScreen, type View } from '@sallyport/inbox';
 *
 * const print = (view: View): void => console.log(textScreen(view, { width: 80, color: true }).join('\n'));
 * ```
 */
export function textScreen(view: View, options: ScreenOptions = {}): string[] {
  const { whole = false, title = `proposal ${view.id}` } = options;
  const lines = [
    ...(view.flow ? flowLines(view.flow, whole) : []),
    own(view.sentence, 'strong'),
    own(`${view.requester} asks · ${view.asked} · ${view.expires.words}`, view.expires.over ? 'bad' : 'plain'),
    own(`${view.risk.word}: ${view.risk.because} · ${view.count}`, view.risk.tone),
    own(`digest ${view.digest.full}`, 'dim'),
    ...(view.replaces === undefined ? [] : [own(view.replaces, 'warn')]),
    ...(view.decided === undefined ? [] : [own(view.decided, 'warn')]),
    ...view.approvals.map((approval) => own(approval, 'plain')),
    ...(view.missing === undefined ? [] : [own(view.missing, 'warn')]),
    ...(view.undo === undefined ? [] : [own(view.undo.words, 'calm')]),
    ...flagLines(view.flags),
    ...view.fields.flatMap((field) => fieldLines(field, whole)),
    ...(view.message ? [gap, ...letterLines(view.message, 'behind it: a message from', whole)] : []),
    gap,
    own(`why: ${view.why.says}`, 'warn'),
    ...passageLines(view.why, whole),
    own(`  written at ${view.why.trust.word}`, view.why.trust.tone),
  ];
  return draw(title, lines, options);
}

/** Draws a report, mail or an order, with what was forwarded with it. */
export function reportScreen(view: ReportView, options: ScreenOptions = {}): string[] {
  const { whole = false, title = `message ${view.id}` } = options;
  const lines = [
    ...letterLines(view.letter, 'a message from', whole),
    own(`  sent ${view.sent}`, 'dim'),
    ...stateLines(view.state, whole),
    ...view.material.flatMap((letter) => [gap, ...letterLines(letter, 'forwarded with it: a message from', whole)]),
  ];
  return draw(title, lines, options);
}

/** What has become of a message. */
export const stateLines = (state: ReportView['state'], whole: boolean): Line[] =>
  state ? [own(`  ${state.words}`, state.tone), ...(state.reason ? passageLines(state.reason, whole) : [])] : [];

/** Draws what waits, riskiest first, every proposal with its own id, digest and aim. */
export function queueScreen(queue: QueueView, options: ScreenOptions = {}): string[] {
  const lines = queue.groups.flatMap(({ words, risk, targets, task }) => [
    gap,
    own(`${risk.word}: ${words}`, risk.tone),
    ...targets.flatMap(({ rows }) => rows.flatMap((row) => rowLines(row, task !== undefined))),
  ]);
  const broken = queue.broken.map(({ id, fault }) => own(`! ${id} cannot be shown: ${fault}`, 'bad'));
  return draw(options.title ?? 'waiting', [own(queue.words, 'strong'), ...lines, ...broken], options);
}

/** What is alike to the letter is said once; each still has its id, its end and its digest. */
function rowLines({ words, items }: Row, isTask: boolean): Line[] {
  return [
    ...(words === undefined ? [] : [own(`  ${words}:`, 'strong')]),
    ...items.flatMap(({ alarm, id, digest, aims, expires, careful, ...one }, i) => [
      ...(alarm === undefined || i > 0 ? [] : flagLines([{ level: 'alarm', text: alarm }])),
      own(`  ${id} · ${expires}${careful ? ' · look twice' : ''}`, careful ? 'warn' : 'plain'),
      ...(isTask && i === 0 ? [own(`  ${one.sentence} ${one.risk.word}`, one.risk.tone)] : []),
      ...(i > 0 ? [] : [...aims, ...(one.rest === '' ? [] : [one.rest])].map((what) => own(`  ${what}`, 'plain'))),
      own(`  digest ${digest}`, 'dim'),
    ]),
  ];
}

export const gap: Line = { lead: '', text: '', tone: 'plain' };
export const own = (text: string, tone: Tone): Line => ({ lead: '', text, tone });

const FLAG_TONES = { alarm: 'bad', warn: 'warn', note: 'calm' } as const satisfies Record<Flag['level'], Tone>;
const FLAG_LEADS = { alarm: '!! ', warn: '!  ', note: '-  ' } as const satisfies Record<Flag['level'], string>;
/** What is odd, each behind the sign of its level. */
export const flagLines = (flags: readonly Pick<Flag, 'level' | 'text'>[], before = '  '): Line[] =>
  flags.map(({ level, text }) => ({ lead: before + FLAG_LEADS[level], text, tone: FLAG_TONES[level] }));

function flowLines({ words, carries, outsiders, folded }: FlowView, whole: boolean): Line[] {
  const alarm: Line = { lead: FLAG_LEADS.alarm, text: words, tone: 'bad' };
  if (!folded || !whole) return [alarm];
  const each =
    (lead: string) =>
    (text: string): Line => ({ lead, text, tone: 'bad' });
  return [alarm, ...carries.map(each('  private: ')), ...outsiders.map(each('  had a say: '))];
}

function fieldLines({ name, control, value, change, flags }: Field, whole: boolean): Line[] {
  const role = control ? ' · decides where it lands' : '';
  const [one, ...others] = value?.sources ?? [];
  const told = one?.trust === value?.trust.trust && others.length === 0;
  const trust = value && !told ? ` · ${value.trust.word}` : '';
  const head = `${name}${role} · ${value?.kind ?? 'taken out by the edit'}${trust}${change ? ` · ${change.what}` : ''}`;
  return [
    gap,
    own(head, 'strong'),
    ...(value ? passageLines(value, whole) : []),
    ...(value?.sources ?? []).map(sourceLine),
    ...flagLines(flags),
    ...(change ? changeLines(change, whole) : []),
  ];
}

function sourceLine({ name, word, tone, private: secret }: Source): Line {
  return { lead: '  ', text: `from ${name} (${word}${secret ? ', private' : ''})`, tone };
}

function changeLines({ what, line, went, came, was }: Change, whole: boolean): Line[] {
  if (what === 'added') return [own('  the edit added it', 'warn')];
  const where = what === 'removed' ? 'it was' : `from line ${line} it was`;
  const kind = was === undefined ? '' : ` (${was.kind}, ${was.trust.word})`;
  const now = what === 'changed' ? [own('  and is now', 'good'), ...passageLines(came, whole, '  + ', 'good')] : [];
  return [own(`  ${where}${kind}`, 'bad'), ...passageLines(went, whole, '  - ', 'bad'), ...now];
}

export function letterLines(letter: LetterView, intro: string, whole: boolean): Line[] {
  const { from, address, subject, trust, text, flags } = letter;
  const sender = address === undefined ? from : `${from}, delivered from ${address}`;
  return [
    own(`${intro} ${sender} (${trust.word})`, trust.tone),
    ...(subject === undefined ? [] : [own(`  subject ${subject}`, 'plain')]),
    ...passageLines(text, whole),
    ...flagLines(flags),
  ];
}

export function passageLines({ lines, fold }: Passage, whole: boolean, before = '', tone: Tone = 'plain'): Line[] {
  const barred = (text: string): Line => ({ lead: before + BAR, text, tone });
  if (!fold || whole) return lines.map(barred);
  const [first, ...rest] = fold.tail;
  const tail = first === undefined ? [] : [{ ...barred(first), lead: before + (fold.within ? GOES_ON : BAR) }];
  return [...fold.head.map(barred), own(`  ${fold.words}`, 'warn'), ...tail, ...rest.map(barred)];
}

const ANSI: Readonly<Record<Tone, string>> = {
  plain: '',
  strong: '\u001b[1m',
  dim: '\u001b[2m',
  good: '\u001b[32m',
  calm: '\u001b[36m',
  warn: '\u001b[33m',
  bad: '\u001b[31m',
};

export function draw(title: string, lines: readonly Line[], { width = 80, color = false }: ScreenOptions): string[] {
  const rest = Math.min(width, 120) - columns(title) - 7;
  const top: Line = { lead: '── ', text: `${title} ──`, tone: 'dim' };
  const [first = '', ...more] = wrap(top, width);
  const rule = more.length === 0 && rest > 0 ? '─'.repeat(rest) : '';
  const drawn = lines.flatMap((line) => wrap(line, width).map((text) => paint(text, line.tone, color)));
  return [...[first + rule, ...more].map((text) => paint(text, 'dim', color)), ...drawn];
}

/** Colours a line of a screen. The codes are ours: escaped text holds none. */
export function paint(text: string, tone: Tone, color: boolean): string {
  const code = color ? ANSI[tone] : '';
  return code === '' || text === '' ? text : `${code}${text}\u001b[0m`;
}
