// What must be so whoever sat at the desk, and whatever they decided: read from the journal and from what arrived.
import type { DeskMessage } from '@sallyport/core';
import type { Chronicle } from '../chronicle.js';
import { difference } from '../claims.js';
import { MAIL_AGENT, OWNER } from '../names.js';
import { hasLeft, keyOfArrived, keyOfAsked } from '../sent.js';
import type { Cast, Stage } from '../stage.js';

/** `files`: the address that the code itself writes to, unasked. */
export function claimStory({ post }: Stage, { claims }: Pick<Cast, 'claims'>, story: Chronicle, files: string): void {
  const { mails, asked, verification } = story;
  const sent = asked.filter(hasLeft);
  if (post !== undefined) {
    const arrived = post.arrived.map(keyOfArrived);
    claims.add(
      'SEE-1',
      'what arrived is what was signed: recipient, subject and body, byte for byte',
      difference(arrived, sent.map(keyOfAsked)),
    );
  }
  const unasked = sent.filter(({ by, args }) => by !== OWNER && args['to'] !== files);
  claims.add(
    'GATE-2',
    'everything that left was approved by the owner',
    unasked.length === 0 ? true : `${unasked.length} were not`,
  );
  claims.add('FLOW-7', 'what was ordered for anybody but the sender was refused, not asked', outside(story));
  claims.add(
    'MAIL-8',
    'whoever claims to be the owner or a contact is called by address, and trusted little',
    mails.every(isUnproven),
  );
  claims.add('LOG-2', 'the journal is whole, and every record counts', verification.ok);
}

function outside({ mails, asked }: Chronicle): string | undefined {
  const strays = asked.filter(({ requester, message, args, state, tool }) => {
    const mail = mails.find(({ id }) => id === message);
    return (
      requester === MAIL_AGENT && tool === 'send_email' && state !== 'refused' && args['to'] !== mail?.letter.address
    );
  });
  return strays.length === 0 ? undefined : `${strays.length} were asked`;
}

/** No header proves anything, so there is nobody here but strangers. */
const isUnproven = ({ from, trust }: DeskMessage): boolean => from.startsWith('~mail:') && trust === 'low';
