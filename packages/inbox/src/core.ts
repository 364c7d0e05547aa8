// What the screens take from core, in one place.
export { SallyportError } from '../../core/src/errors.js';
export { EFFECTS, TRUST } from '../../core/src/trust.js';
export type { Json } from '../../core/src/canonical.js';
export type { Label } from '../../core/src/content/label.js';
export type { Letter, State } from '../../core/src/record/body.js';
export type { ReviewItem, ReviewPart } from '../../core/src/review/item.js';
export type { Effect, TrustLevel } from '../../core/src/trust.js';
