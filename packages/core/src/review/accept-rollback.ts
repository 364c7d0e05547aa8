// A new epoch: a person says that a part of the journal is lost, so that whoever has seen it goes on all the same.
import type { Hash } from '../canonical.js';
import { quote, SallyportError } from '../errors.js';
import type { Journal } from '../record/journal.js';

/** Accepts what is named, and what this journal's own ledger misses. Throws `UNKNOWN_ID` where there is neither. */
export async function acceptRollback(journal: Journal, lost: readonly Hash[]): Promise<void> {
  const own = await journal.catchUp().then(
    () => [],
    (error: unknown) => [acceptOf(error)],
  );
  const all = [...new Set([...lost, ...own])];
  if (all.length === 0)
    throw new SallyportError('UNKNOWN_ID', 'nothing is lost here: name what another process misses');
  for (const hash of all) mustBeHash(hash);
  await journal.overrule((draft) => {
    for (const lift of all) draft.add({ kind: 'permit', subject: { lift } });
  });
  await journal.catchUp();
}

/** What a process that refuses says is to be accepted. Throws what is another error. */
function acceptOf(error: unknown): Hash {
  const accept = SallyportError.isInstance(error) && error.code === 'JOURNAL_ROLLED_BACK' && error.facts['accept'];
  if (typeof accept === 'string') return accept;
  throw error;
}

function mustBeHash(hash: unknown): void {
  if (typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash)) return;
  throw new SallyportError(
    'BAD_INPUT',
    `${quote(hash)} names nothing that could be lost: it is what the process that refuses says, 64 hexadecimal digits`,
  );
}
