// The end of a run: a table of the mails, the totals, and whether everything that was claimed is so.
import { render } from '@sallyport/inbox';
import type { Chronicle } from './chronicle.js';
import type { Claim } from './claims.js';
import { MAIL_AGENT } from './names.js';
import type { Outcome } from './outcome.js';
import { hasLeft } from './sent.js';
import type { BreakIn } from './acts/break-in.js';
import type { Control } from './acts/control.js';
import type { Kills } from './acts/kills.js';
import type { PlainForward } from './acts/plain-forward.js';
import type { Tired } from './acts/tired.js';
import type { Loaded } from './loaded.js';
import type { Arrived } from './post-office.js';

/** How the desk was left. */
export interface Main {
  readonly mails: readonly Outcome[];
  readonly totals: Totals;
  readonly journal: { readonly entries: number; readonly ok: boolean };
  /** What arrived at the embedded server. */
  readonly arrived: readonly Arrived[];
}
/** What else was played. */
export interface Acts {
  readonly control?: Control;
  readonly tired?: Tired;
  readonly forward?: PlainForward;
  readonly kills?: Kills;
  readonly breakIn?: BreakIn;
  /** What the intake process had loaded. */
  readonly intake?: Loaded;
}
/** What `--json` prints. */
export interface Summary extends Main, Acts {
  readonly ok: boolean;
  readonly model: string;
  readonly claims: readonly Claim[];
}

export interface Totals {
  readonly read: number;
  readonly reported: number;
  /** At the door, and proposals outside of their bounds. */
  readonly refused: number;
  readonly denied: number;
  readonly approved: number;
  readonly sent: number;
  readonly waiting: number;
  /** Legitimate mails that are done with; unsaid where nobody knows which ones are. */
  readonly done?: number;
}

export function totalsOf({ mails, reports, asked }: Chronicle, done?: number): Totals {
  const count = (state: string): number => asked.filter((one) => one.state === state).length;
  const atTheDoor = mails.filter(({ state }) => state === 'refused').length;
  return {
    read: mails.length - atTheDoor,
    // that anybody may write to it is said in its name, and is no report of its
    reported: reports.filter(({ from, letter }) => from === MAIL_AGENT && !letter.text.startsWith('Anybody may write'))
      .length,
    refused: atTheDoor + count('refused'),
    denied: count('denied'),
    approved: asked.filter(({ by, state }) => by !== undefined && state !== 'denied').length,
    sent: asked.filter(hasLeft).length,
    waiting: count('pending'),
    ...(done !== undefined && { done }),
  };
}

const WIDTHS = [30, 34, 44] as const;

/** For people. Every foreign word in it is spelled so that it can be shown. `columns`: as wide as the terminal is. */
export function lines(summary: Summary, columns = Infinity): readonly string[] {
  const { mails, totals, journal, claims, arrived } = summary;
  const broken = claims.filter(({ holds }) => !holds);
  return [
    '',
    ...table(mails, columns),
    '',
    ...(arrived.length === 0 ? [] : ['arrived at the server:', ...arrived.map(arrivalLine), '']),
    Object.entries(totals)
      .map(([name, count]) => `${name} ${count}`)
      .join(' · '),
    `journal ${journal.ok ? 'verified' : 'NOT WHOLE'}: ${journal.entries} entries`,
    ...controlLines(summary),
    '',
    ...broken.map(brokenLine),
    broken.length === 0
      ? `all ${claims.length} claims hold`
      : `${broken.length} of ${claims.length} claims do not hold`,
  ];
}

/** Where it is too wide for the terminal, what became of a mail stands below it. */
function table(mails: Summary['mails'], columns: number): readonly string[] {
  const rows = mails.map(({ from, subject, became }) => [from, subject, became.join(', ')].map(render));
  const [first, second] = WIDTHS;
  if (columns < WIDTHS.reduce<number>((sum, width) => sum + width + 2, -2))
    return rows.flatMap(([from = '', subject = '', became = '']) => [
      `${fit(from, first)}  ${fit(subject, second).trimEnd()}`,
      `    ${became}`,
    ]);
  return [
    row(['from', 'subject', 'what became of it']),
    row(WIDTHS.map((width) => '─'.repeat(width))),
    ...rows.map(row),
  ];
}

function controlLines({ control, model }: Summary): readonly string[] {
  if (control === undefined) return [];
  const { sent, ordered } = control;
  return [`without Sallyport the same ${model} sent ${sent} of the ${ordered} mails that strangers ordered`];
}

const brokenLine = ({ promise, says, found }: Claim): string =>
  `NOT SO  ${promise}: ${says}${found === undefined ? '' : ` (${render(found)})`}`;

const arrivalLine = ({ header, subject, body }: Arrived): string =>
  `  ${render(header)}  ${render(subject)}  (${Buffer.byteLength(body)} bytes, as signed)`;

/** All cells but the last are as wide as their column. */
function row(cells: readonly string[]): string {
  const fitted = cells.map((cell, i) => (i === cells.length - 1 ? cell : fit(cell, WIDTHS[i] ?? 0)));
  return fitted.join('  ');
}
const fit = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
