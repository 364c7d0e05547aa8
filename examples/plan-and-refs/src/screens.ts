// What a person sees of a question, as text: drawn as every screen draws it, but for what differs from run to run.
import type { ReviewItem } from '@sallyport/core';
import { viewOf, type View } from '@sallyport/inbox';
import { textScreen } from '@sallyport/inbox/terminal';
import { INVOICES, PAYEES } from './office.js';

/** What the owner knows: her agent, her colleague, her customers, and the accounts that she has paid into before. */
const KNOWN = [
  'alice',
  'office_agent',
  'carol@corp.example',
  ...INVOICES.map(({ customer }) => customer),
  ...PAYEES.map(({ iban }) => iban),
];

const viewIn = (item: ReviewItem): View => viewOf(item, { known: KNOWN, now: item.asked });

export const screenOf = (item: ReviewItem, title: string): readonly string[] =>
  textScreen({ ...viewIn(item), digest: { full: '…', short: '…' } }, { title, whole: true });

/** What the screen says of a value that is nearly one she knows. */
export const nearMissesOf = (item: ReviewItem): readonly string[] =>
  viewIn(item).fields.flatMap(({ flags }) => flags.filter(({ kind }) => kind === 'nearly').map(({ text }) => text));
