// Mails as they left, told apart by everything that a person signed: recipient, subject and body, to the byte.
import type { Asked } from './chronicle.js';
import type { Arrived } from './post-office.js';

/** Recipient, subject and body as one text that no other three make. */
export const keyOf = ({
  to,
  subject,
  body,
}: {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
}): string => JSON.stringify([to, subject, body]);

/** What arrived. The envelope and the header must name the same one recipient. */
export const keyOfArrived = ({ to, header, subject, body }: Arrived): string =>
  to.length === 1 && to[0] === header ? keyOf({ to: header, subject, body }) : `to ${to.join()} and ${header}`;

/** What was asked for, from the bytes that the journal vouches for. */
export function keyOfAsked({ args }: Asked): string {
  const field = (name: string): string => (typeof args[name] === 'string' ? args[name] : '');
  return keyOf({ to: field('to'), subject: field('subject'), body: field('body') });
}

/** Mails that have left, or may have: sent, as far as anybody knows. */
export const hasLeft = ({ state, tool }: Asked): boolean => tool === 'send_email' && state === 'executed';
