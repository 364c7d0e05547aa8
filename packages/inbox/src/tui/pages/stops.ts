// What a person stops or loosens here, each behind its own question: withdrawals, frozen agents, standing grants.
import type { GrantLimits, ReviewItem } from '@sallyport/core';
import { quoted } from '../../escape.js';
import { offerView } from '../../grant.js';
import { viewOf } from '../../view.js';
import { barred, drawn, line, type Pen } from '../draw.js';
import type { Seat } from '../seat.js';
import { Ask } from './ask.js';
import { Form } from './form.js';

/** Asks whether an approval is taken back. `pages`: how many are left with the question. */
export function askWithdrawal(seat: Seat, item: ReviewItem, pages: number): void {
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
      pages,
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
      intro: lines,
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

/** Asks how often and how long the like of this is approved beforehand, and whether it is. It takes a key that may permit. */
export function askGrant(seat: Seat, item: ReviewItem): void {
  const intro =
    'Approves beforehand what this agent asks for with this tool and exactly these control arguments. It takes the owner’s key.';
  seat.go(
    new Form(seat, {
      title: 'standing grant',
      intro: [line(intro)],
      fields: [
        { label: 'how many times', text: '10' },
        { label: 'how long (7d, 12h)', text: '7d' },
      ],
      done: async ([times = '', until = '']) => {
        const uses = /^\d{1,7}$/.test(times) ? Number(times) : 0;
        if (uses < 1) return seat.say('how many times is a whole number', 'warn');
        offer(seat, item, { uses, until });
      },
    }),
  );
}

function offer(seat: Seat, item: ReviewItem, limits: { readonly uses: number; readonly until: string }): void {
  const { sentence, bounds, fault } = offerView(item, limits);
  if (fault !== undefined) return seat.say(fault, 'bad');
  const aims = bounds.flatMap(({ name, words, values }) => [line(`${name} ${words}`), ...values.lines.map(barred)]);
  const lines = [line(sentence, 'bad'), ...aims];
  const act = async (): Promise<string> => {
    // `as`: whether it is a duration, the desk says
    await seat.desk.grant?.({ agent: item.requester, like: item.id }, limits as GrantLimits);
    return 'granted and signed; 4 lists what is granted.';
  };
  const draw = (pen: Pen): readonly string[] => drawn(lines, pen);
  seat.go(new Ask(seat, { title: 'grant this?', lines: draw, does: 'grants it and signs', act, pages: 2 }));
}
