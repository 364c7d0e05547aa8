// What the screens take from core, in one place.
export { EFFECTS, SallyportError, TRUST } from '@sallyport/core';
export type { Effect, Json, Label, Letter, ReviewItem, ReviewPart, State, TrustLevel, Verdicts } from '@sallyport/core';
