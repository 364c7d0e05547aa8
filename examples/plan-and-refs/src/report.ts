// The run in words: the table, the one review, and whether every claim holds. The same each time, so that the README can hold it.
import { render } from '@sallyport/inbox';
import { aimOf } from './office.js';
import type { Row, Told } from './story.js';

export function linesOf({ rows, wanted, ordered, screens, claims }: Told): readonly string[] {
  const broken = claims.filter(({ holds }) => !holds);
  return [
    `${wanted} acts that the owner ordered, ${ordered} that strangers wrote into mails and an invitation`,
    '',
    line(HEAD),
    ...rows.map((row) => line(cellsOf(row))),
    '',
    ...besides(rows),
    '',
    'the questions that are left:',
    ...screens.flatMap((screen) => ['', ...screen.map((text) => `  ${text}`.trimEnd())]),
    '',
    ...broken.map(({ promise, says }) => `NOT SO  ${promise}: ${says}`),
    broken.length === 0
      ? `all ${claims.length} claims hold`
      : `${broken.length} of ${claims.length} claims do not hold`,
  ];
}

const HEAD = ['', 'questions', 'reviews', 'done', 'off the plan', 'attacks'] as const;

const cellsOf = ({ way, questions, reviews, done, offPlan, attacks }: Row): readonly string[] => [
  way,
  ...[questions, reviews, done, offPlan ?? '–', attacks].map(String),
];
/** Names to the left, numbers to the right, below the last letter of their heads. */
const line = ([way = '', ...numbers]: readonly string[]): string =>
  way.padEnd(36) + numbers.map((number, i) => number.padStart((HEAD[i + 1]?.length ?? 0) + 2)).join('');

/** What a stranger brought about within the plan. */
function besides(rows: readonly Row[]): readonly string[] {
  const first = rows.find((row) => row.besides.length > 0);
  return (first?.besides ?? []).map((act) => `besides, within the plan: ${render(aimOf(act))}`);
}
