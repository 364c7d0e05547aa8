// What became of each mail, in a few words: what the table at the end shows.
import type { DeskMessage } from '@sallyport/core';
import type { Asked, Chronicle } from './chronicle.js';

export interface Outcome {
  readonly from: string;
  readonly subject: string;
  /** What became of it, the most telling first. */
  readonly became: readonly string[];
  /** The rules that stopped something, each once. */
  readonly rules: readonly string[];
}

export function outcomes({ mails, asked, orders }: Chronicle): readonly Outcome[] {
  return mails.map((mail) => {
    const about = asked.filter(({ message }) => message === mail.id);
    const order = orders.find(({ material }) => material.some(({ letter }) => sameLetter(letter, mail.letter)));
    const handed = order === undefined ? [] : asked.filter(({ message }) => message === order.id);
    const became = [
      ...(mail.state === 'refused' ? ['refused at the door'] : []),
      ...(order === undefined ? [] : ['handed on']),
      ...[...about, ...handed].map(words).filter((word) => word !== undefined),
    ];
    const reasons = [mail, ...about]
      .filter(({ state }) => state === 'refused')
      .map(({ reason }) => ruleIn(reason ?? ''));
    return {
      from: mail.letter.address ?? mail.from,
      subject: mail.letter.subject ?? '',
      became: became.length === 0 ? ['reported'] : [...new Set(became)],
      rules: [...new Set(reasons)],
    };
  });
}

const sameLetter = (a: DeskMessage['letter'], b: DeskMessage['letter']): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

function words({ state, reason, requester, replaces }: Asked): string | undefined {
  if (state === 'executed') return replaces === undefined ? 'sent' : 'sent as rewritten';
  if (state === 'pending') return 'waits';
  if (state === 'denied') return `denied: ${reason ?? 'without a word'}`;
  // what a person has rewritten went out under another id
  if (state === 'replaced') return undefined;
  return state === 'refused' ? `stopped: ${requester} may not ask for it` : state;
}

/** The rule itself, out of the sentence that names it. */
function ruleIn(reason: string): string {
  const [, listed] = /refused by (\S+)$/.exec(reason) ?? [];
  return listed ?? reason;
}
