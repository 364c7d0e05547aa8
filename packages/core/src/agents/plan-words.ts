// A plan in words: what the journal says of its steps, and what a model is told of them.
import type { Json } from '../canonical.js';
import type { PlannedStep, PlannedTerm, Sourced } from './plan.js';
import type { Selector } from './step.js';

/** One step of a plan. What is behind a Ref is not the plan's to tell: `held` says what is said of it. */
export const saidOf = (
  { terms, args }: PlannedStep,
  planned: readonly PlannedStep[],
  held: (value: Sourced) => Json,
): { readonly [key: string]: Json } => ({
  tool: terms.seal.contract.name,
  times: terms.times,
  args: Object.fromEntries([...args].map(([name, term]) => [name, said(term, planned, held)])),
});

function said(term: PlannedTerm, planned: readonly PlannedStep[], held: (value: Sourced) => Json): Json {
  const from = ({ step, choose, path }: Selector): Json => ({
    step: planned.findIndex(({ terms }) => terms.step === step) + 1,
    ...(path === undefined ? { code: String(choose).toWellFormed().slice(0, 1_000) } : { path }),
  });
  if (term.is === 'picked') return { from: from(term.selector) };
  if (term.is === 'value') return term.isHeld ? held(term) : { is: term.value };
  const { allowed } = term;
  if (allowed === 'anyone') return 'anything';
  return { among: typeof allowed !== 'string' && 'choose' in allowed ? from(allowed) : allowed };
}
