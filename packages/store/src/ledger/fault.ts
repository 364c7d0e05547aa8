// Faults of a ledger: which file, why, and the remedy.
import { SallyportError } from '@sallyport/core/store';

export function ledgerFault(place: string, why: string, remedy: string, cause?: unknown): SallyportError {
  const facts = { ledger: place, ...(cause !== undefined && { code: codeOf(cause) }) };
  return new SallyportError('LEDGER_FAILED', `the ledger '${place}' ${why}: ${remedy}`, facts, { cause });
}

// what node:fs throws is an Error with a code; anything else has none
export const codeOf = (error: unknown): string => (error as { readonly code?: string } | null)?.code ?? 'unknown';
