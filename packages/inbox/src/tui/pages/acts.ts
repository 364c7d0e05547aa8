// What a person signs here, each behind its own question: approvals, denials, stops and standing grants.
import { approveWords } from '../../approve.js';
import { batchView } from '../../batch.js';
import type { GrantLimits, ReviewItem } from '../../core.js';
import { quoted, render, unrender } from '../../escape.js';
import { offerView } from '../../grant.js';
import { paceOf } from '../../pace.js';
import type { QueueView } from '../../queue.js';
import { textScreen } from '../../screen.js';
import { type View, viewOf } from '../../view.js';
import { counted } from '../../words.js';
import { BAR, type Line } from '../../wrap.js';
import { WRONG_CODES } from '../../terminal/show.js';
import { drawn, GAP, line, type Pen } from '../draw.js';
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
        return `approved and signed: ${view.executor} may run exactly this${view.undo === undefined ? '' : `; ${view.undo.words}`}.`;
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
  const odd = [...view.flags, ...view.fields.flatMap(({ flags }) => flags)].filter(({ level }) => level !== 'note');
  const lines = [
    ...(view.flow ? [line(view.flow.words, 'bad', '!! ')] : []),
    line(view.sentence, 'strong'),
    line(`${view.requester} asks · ${view.expires.words}`),
    line(`${view.risk.word}: ${view.risk.because} · ${view.count}`, view.risk.tone),
    ...view.fields
      .filter(({ control: aims }) => aims)
      .flatMap(({ name, value }) => aimLines(name, value?.fold?.head ?? value?.lines ?? [])),
    ...odd.map(({ level, text }) => line(text, level === 'alarm' ? 'bad' : 'warn', level === 'alarm' ? '!! ' : '!  ')),
    ...(pace.words === undefined ? [] : [line(pace.words, pace.tone)]),
    line(`digest ${view.digest.full}`, 'dim'),
  ];
  return { lines, ...(whys.length > 0 && { sure: whys.join('; ') }) };
}

const aimLines = (name: string, lines: readonly string[]): Line[] => [
  line(`${name} decides where it lands:`),
  ...lines.map((text) => line(text, 'plain', BAR)),
];

/** Asks whether all of these may run: each is shown whole, and all of it has to be on the screen first. */
export function askBatch(seat: Seat, queue: QueueView, ids: readonly string[]): void {
  const { fault, items, words } = batchView(queue, ids);
  if (fault !== undefined) return seat.say(fault, 'warn');
  const wanted = items
    .map(({ id }) => seat.facts.pending.find((item) => item.id === unrender(id)))
    .filter((item) => item !== undefined);
  const views = wanted.map((item) => viewOf(item, seat.context()));
  const digests = [
    line(words, 'strong'),
    ...views.map(({ digest, id }) => line(`${id} · digest ${digest.full}`, 'dim')),
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
  const pages = onDone === undefined ? 2 : 1;
  seat.go(
    new Form(seat, {
      title: `deny ${what}`,
      intro: [
        line('It will not run. Whoever asked is told the reason.'),
        ...items.map(({ digest, id }) => line(`${render(id)} · digest ${render(digest)}`, 'dim')),
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

/** Asks whether an approval is taken back. */
export function askWithdrawal(seat: Seat, item: ReviewItem): void {
  const view = viewOf(item, seat.context());
  seat.go(
    new Ask(seat, {
      title: 'take it back?',
      lines: (pen) =>
        drawn([line(view.sentence, 'strong'), ...(view.undo ? [line(view.undo.words, 'warn')] : [])], pen),
      does: 'takes the approval back: it will not run',
      act: async () => {
        await seat.desk.withdraw(item.id);
        return 'taken back: it will not run.';
      },
      pages: 2,
    }),
  );
}

/** Asks for a reason, and whether the agent is to stop. */
export function askFreeze(seat: Seat, agent: string): void {
  const lines = [
    line(
      `${quoted(agent)} stops: what it asked for and what it was to do ends now, and nothing starts until it is thawed.`,
      'bad',
    ),
  ];
  seat.go(
    new Form(seat, {
      title: `freeze ${quoted(agent)}`,
      intro: [...lines, GAP],
      fields: [{ label: 'reason (none: just Enter)', isLong: true }],
      done: async ([reason = '']) => {
        const act = async (): Promise<string> => {
          await (reason === '' ? seat.desk.freeze?.(agent) : seat.desk.freeze?.(agent, reason));
          return `${quoted(agent)} is stopped.`;
        };
        seat.go(
          new Ask(seat, {
            title: `freeze ${quoted(agent)}?`,
            lines: (pen) => drawn(lines, pen),
            does: 'stops it and signs',
            act,
            pages: 2,
          }),
        );
      },
    }),
  );
}

/** Asks whether a stopped agent goes on. Only a key that may permit. */
export function askThaw(seat: Seat, agent: string): void {
  const act = async (): Promise<string> => {
    await seat.desk.lift?.(agent);
    return `${quoted(agent)} goes on.`;
  };
  const lines = [line(`${quoted(agent)} is stopped. Thawed, it takes mail and asks for things again.`, 'warn')];
  seat.go(
    new Ask(seat, {
      title: `thaw ${quoted(agent)}?`,
      lines: (pen) => drawn(lines, pen),
      does: 'lets it go on and signs',
      act,
    }),
  );
}

/** Asks how often and how long the like of this is approved beforehand, and whether it is. */
export function askGrant(seat: Seat, item: ReviewItem): void {
  seat.go(
    new Form(seat, {
      title: 'standing grant',
      intro: [
        line(
          'Approves beforehand what this agent asks for with this tool and exactly these control arguments. It takes the owner’s key.',
        ),
        GAP,
      ],
      fields: [
        { label: 'how many times', text: '10' },
        { label: 'how long (7d, 12h)', text: '7d' },
      ],
      done: async ([times = '', until = '']) => {
        const uses = /^\d{1,7}$/.test(times) ? Number(times) : 0;
        if (uses < 1) return seat.say('how many times is a whole number', 'warn');
        const { sentence, bounds, fault } = offerView(item, { uses, until });
        if (fault !== undefined) return seat.say(fault, 'bad');
        const lines = [
          line(sentence, 'bad'),
          ...bounds.flatMap(({ name, words, values }) => [
            line(`${name} ${words}`),
            ...values.lines.map((text) => line(text, 'plain', BAR)),
          ]),
        ];
        const act = async (): Promise<string> => {
          // `as`: whether it is a duration, the desk says
          const limits = { uses, until } as GrantLimits;
          await seat.desk.grant?.({ agent: item.requester, like: item.id }, limits);
          return 'granted and signed; 4 lists what is granted.';
        };
        seat.go(
          new Ask(seat, {
            title: 'grant this?',
            lines: (pen) => drawn(lines, pen),
            does: 'grants it and signs',
            act,
            pages: 2,
          }),
        );
      },
    }),
  );
}
