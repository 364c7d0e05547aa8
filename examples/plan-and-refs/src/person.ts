// The person at the desk: a careful one, who approves what she has ordered and nothing else, and one who approves everything.
import type { ReviewItem } from '@sallyport/core';
import { WANTED } from './jobs.js';
import { aimOf, aimsOf, type Act } from './office.js';

/** Says whether an act is to happen. */
export type Person = (item: ReviewItem) => boolean;

const wanted = aimsOf(WANTED);

/** She compares with what she knows. For the new account of her provider she looks at the letter that it sent. */
export const careful: Person = (item) => wanted.has(aimOf(actOf(item)));
export const tired: Person = () => true;

/** What would be done. */
export const actOf = ({ tool, parts }: ReviewItem): Act => ({
  name: tool.name,
  input: Object.fromEntries(parts.map(({ name, value }) => [name, value])),
});
