// What a person signs here, each behind its own question: approvals and denials.
import { approveWords } from '../../approve.js';
import { batchView } from '../../batch.js';
import type { ReviewItem } from '@sallyport/core';
import { quoted, render, unrender } from '../../escape.js';
import { paceOf } from '../../pace.js';
import type { QueueView } from '../../queue.js';
import { flagLines, textScreen } from '../../screen.js';
import { oddOf, type View, viewOf } from '../../view.js';
import { counted } from '../../words.js';
import { BAR, type Line } from '../../wrap.js';
import { WRONG_CODES } from '../../terminal/show.js';
import { drawn, line, type Pen } from '../draw.js';
import type { Seat } from '../seat.js';
import { Ask } from './ask.js';
import { Form } from './form.js';

interface Approval {
  readonly item: ReviewItem;
  readonly view: View;
  /** Which folded parts were opened and read. */
  readonly opened: readonly string[];
  /** How many lines have not been on the screen. */
  readonly unseen: number;
}

/** Asks whether exactly this may run. What was not read, or needs care, takes a code. */
export function askApproval(seat: Seat, approval: Approval): void {
  const { item, view } = approval;
  const tries = seat.wrongCodes.get(item.digest) ?? 0;
  if (tries >= WRONG_CODES) return seat.say(`${WRONG_CODES} wrong codes: it is left alone in this sitting`, 'bad');
  const { sure, lines } = wordsOf(seat, approval);
  seat.go(
    new Ask(seat, {
      title: 'approve this?',
      lines: (pen) => drawn(lines, pen),
      does: `signs that ${view.executor} may run exactly this`,
      ...(sure !== undefined && { code: { text: view.digest.short, why: sure } }),
      wrong: () => {
        const wrong = (seat.wrongCodes.get(item.digest) ?? 0) + 1;
        seat.wrongCodes.set(item.digest, wrong);
        if (wrong < WRONG_CODES) return;
        seat.back(2);
        seat.say(`${WRONG_CODES} wrong codes: it is left alone in this sitting`, 'bad');
      },
      act: async () => {
        await seat.desk.approve(item.id, { digest: item.digest });
        seat.approved.push(seat.context().now);
        return `approved and signed: ${view.executor} may run exactly this${view.undo === undefined ? '' : '; until it starts, u takes it back'}.`;
      },
      pages: 2,
    }),
  );
}

/** The facts once more, and why one key is not enough. */
function wordsOf(seat: Seat, { view, opened, unseen }: Approval): { readonly sure?: string; readonly lines: Line[] } {
  const control = approveWords(view, opened);
  const pace = paceOf(seat.approved, seat.context().now);
  const whys = [
    ...(control.code === undefined ? [] : [control.words.replace(/: [^:]*$/, '')]),
    ...(unseen > 0 ? [`${counted(unseen, 'line')} of it ${unseen === 1 ? 'has' : 'have'} not been on the screen`] : []),
    ...(pace.stop ? ['you approve faster than anybody reads'] : []),
  ];
  const lines = [
    ...(view.flow ? [line(view.flow.words, 'bad', '!! ')] : []),
    line(view.sentence, 'strong'),
    line(`${view.requester} asks · ${view.expires.words}`),
    line(`${view.risk.word}: ${view.risk.because} · ${view.count}`, view.risk.tone),
    ...view.fields
      .filter(({ control: aims }) => aims)
      .flatMap(({ name, value }) => aimLines(name, value?.fold?.head ?? value?.lines ?? [])),
    ...flagLines(oddOf(view), ''),
    ...(pace.words === undefined ? [] : [line(pace.words, pace.tone)]),
    line(`digest ${view.digest.full}`, 'dim'),
  ];
  return { lines, ...(whys.length > 0 && { sure: whys.join('; ') }) };
}

const aimLines = (name: string, lines: readonly string[]): Line[] => [
  line(`${name} decides where it lands:`),
  ...lines.map((text) => line(text, 'plain', BAR)),
];

interface Batch {
  readonly queue: QueueView;
  readonly ids: readonly string[];
  /** One by itself is read as any other. */
  readonly alone: (item: ReviewItem) => void;
}

/** Asks whether all of these may run: each is shown whole, and all of it has to be on the screen first. */
export function askBatch(seat: Seat, { queue, ids, alone }: Batch): void {
  const { fault, items, words } = batchView(queue, ids);
  if (fault !== undefined) return seat.say(fault, 'warn');
  const wanted = items
    .map(({ id }) => seat.facts.pending.find((item) => item.id === unrender(id)))
    .filter((item) => item !== undefined);
  if (wanted.length === 1) return alone(wanted[0]!);
  const views = wanted.map((item) => viewOf(item, seat.context()));
  const digests = [
    line(words, 'strong'),
    ...views.flatMap(({ digest, id }) => [line(id), line(`digest ${digest.full}`, 'dim', '  ')]),
  ];
  const { stop, words: warning } = paceOf(seat.approved, seat.context().now);
  const lines = (pen: Pen): readonly string[] => [
    ...drawn([...(warning === undefined ? [] : [line(warning, 'warn')]), ...digests], pen),
    ...views.flatMap((view, i) => [
      '',
      ...textScreen(view, { ...pen, whole: true, title: `${i + 1} of ${views.length}` }),
    ]),
  ];
  seat.go(
    new Ask(seat, {
      title: `approve these ${views.length}?`,
      lines,
      does: `signs that all ${views.length} may run, each exactly as shown`,
      ...(stop && { code: { text: views[0]!.digest.short, why: 'you approve faster than anybody reads' } }),
      act: async () => {
        await seat.desk.decide(wanted.map(({ id, digest }) => ({ id, digest, verdict: 'approve' as const })));
        seat.approved.push(...wanted.map(() => seat.context().now));
        return `approved and signed: all ${wanted.length} may run, each exactly as shown.`;
      },
    }),
  );
}

/** Asks for a reason, and denies. */
export function askDenial(seat: Seat, items: readonly ReviewItem[], onDone?: () => void): void {
  const what = items.length === 1 ? `proposal ${render(items[0]!.id)}` : counted(items.length, 'proposal');
  const names = [...new Set(items.map(({ executor }) => quoted(executor)))];
  const pages = onDone === undefined ? 2 : 1;
  seat.go(
    new Form(seat, {
      title: `deny ${what}`,
      intro: [
        line(`${names.join(', ')} will not run this. Whoever asked is told the reason.`),
        ...items.map(({ digest, id, tool }) =>
          line(`${quoted(tool.name)} · ${render(id)} · digest ${render(digest)}`, 'dim'),
        ),
      ],
      fields: [{ label: 'reason (none: just Enter)', isLong: true }],
      word: 'deny and sign',
      decides: true,
      done: async ([reason = '']) => {
        const isDone = await seat.attempt(async () => {
          await seat.desk.decide(
            items.map(({ id, digest }) => ({ id, digest, verdict: 'deny' as const, ...(reason !== '' && { reason }) })),
          );
          return 'denied: it will not run.';
        });
        if (isDone) seat.back(pages);
        if (isDone) onDone?.();
      },
    }),
  );
}
