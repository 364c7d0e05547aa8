// What became of each mail, in a few words: what the table at the end shows.
import type { DeskMessage } from '@sallyport/core';
import type { Asked, Chronicle } from './chronicle.js';

export interface Outcome {
  readonly from: string;
  readonly subject: string;
  /** What became of it, in the order of the journal. Foreign words in it are not escaped. */
  readonly became: readonly string[];
  /** The rules that refused something, each once. */
  readonly rules: readonly string[];
}

export function outcomes({ mails, asked, orders }: Chronicle): readonly Outcome[] {
  return mails.map((mail) => {
    const about = asked.filter(({ message }) => message === mail.id);
    const order = orders.find(({ material }) => material.some(({ letter }) => isSame(letter, mail.letter)));
    const handed = order === undefined ? [] : asked.filter(({ message }) => message === order.id);
    const rule = mail.state === 'refused' ? ruleIn(mail.reason) : undefined;
    const became = [
      ...(rule === undefined ? [] : [`refused at the door: ${rule}`]),
      ...about.map(words),
      ...(order === undefined ? [] : ['handed on']),
      ...handed.map(words),
    ].filter((word) => word !== undefined);
    const rules = about.filter(({ state }) => state === 'refused').map(({ reason }) => ruleIn(reason));
    return {
      from: mail.letter.address ?? mail.from,
      subject: mail.letter.subject ?? '',
      became: became.length === 0 ? ['reported'] : [...new Set(became)],
      rules: [...new Set([...(rule === undefined ? [] : [rule]), ...rules])],
    };
  });
}

const isSame = (a: DeskMessage['letter'], b: DeskMessage['letter']): boolean => JSON.stringify(a) === JSON.stringify(b);

function words({ state, reason, replaces }: Asked): string | undefined {
  if (state === 'executed') return replaces === undefined ? 'sent' : 'sent as rewritten';
  if (state === 'pending') return 'waits';
  if (state === 'denied') return `denied: ${reason ?? 'without a word'}`;
  // what a person has rewritten goes on under another id
  if (state === 'replaced') return undefined;
  if (state === 'failed') return `failed: ${reason ?? 'nobody knows why'}`;
  return state === 'refused' ? `stopped: ${ruleIn(reason)}` : state;
}

/** The rule itself, out of the sentence that names it. */
function ruleIn(reason = 'no reason was written down'): string {
  return /refused by (\S+)$/.exec(reason)?.[1] ?? reason;
}
