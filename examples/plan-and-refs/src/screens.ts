// What a person sees of a question, as text: drawn as every screen draws it, but for what differs from run to run.
import type { ReviewItem } from '@sallyport/core';
import { viewOf } from '@sallyport/inbox';
import { textScreen } from '@sallyport/inbox/terminal';
import { INVOICES, PAYEES } from './office.js';

/** What the owner knows: her agent, her customers, and the accounts that she has paid into before. */
const KNOWN = ['alice', 'office_agent', ...INVOICES.map(({ customer }) => customer), ...PAYEES.map(({ iban }) => iban)];

export const screenOf = (item: ReviewItem, title: string): readonly string[] => {
  const view = viewOf(item, { known: KNOWN, now: item.asked });
  return textScreen({ ...view, digest: { full: '…', short: '…' } }, { title, whole: true });
};
