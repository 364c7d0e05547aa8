// Whether the journal is whole, and everything in it is signed by somebody who may.
import { verifyJournal, type Verification } from '@sallyport/core/archive';
import type { Signed } from '@sallyport/core';
import { render } from '@sallyport/inbox';
import type { House } from '../open.js';
import { fault, type Finding } from './finding.js';

/** So many are named one by one. */
const NAMED = 10;

export async function journalFindings({ root, store }: House, checkpoint?: Signed): Promise<readonly Finding[]> {
  const found = await verifyJournal({ root, store, ...(checkpoint && { checkpoint }) });
  return [...wholeness(found), ...unsigned(found), ...bytes(found)];
}

function wholeness({ broken, rollback }: Verification): readonly Finding[] {
  return [
    ...(broken === undefined
      ? []
      : [
          fault(
            'journal',
            `the journal is broken at entry ${broken.seq}: ${render(broken.what)}`,
            broken.seq === 1
              ? 'see that this TrustRoot belongs to this store, or put a whole copy back'
              : 'put a whole copy back',
          ),
        ]),
    ...(rollback === undefined ? [] : [fault('journal', render(rollback), 'put the newest copy back')]),
  ];
}

const unsigned = ({ faults }: Verification): readonly Finding[] => [
  ...faults
    .slice(0, NAMED)
    .map(({ seq, what }) =>
      fault('unsigned', `entry ${seq} of the journal ${render(what)}`, 'it counts for nothing: find out who wrote it'),
    ),
  ...rest('unsigned', faults.length),
];

const bytes = ({ contents }: Verification): readonly Finding[] => [
  ...contents
    .slice(0, NAMED)
    .map(({ seq, what }) =>
      fault('contents', `what entry ${seq} of the journal speaks of ${render(what)}`, 'put a whole copy back'),
    ),
  ...rest('contents', contents.length),
];

const rest = (check: string, count: number): readonly Finding[] =>
  count <= NAMED ? [] : [fault(check, `and ${count - NAMED} more`, 'verify lists them')];
