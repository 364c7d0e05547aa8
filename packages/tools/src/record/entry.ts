// What one call of a record tool becomes: an id, a time, and its arguments, as JSON.
import { createHash, randomBytes } from 'node:crypto';
import { SallyportError } from '@sallyport/core';
import type { RunContext } from '@sallyport/core/tool';
import type { DocumentOperations } from './operations.js';
import type { Recorded } from './record-schema.js';

/** The same for every attempt at one approved call. The key itself is not shown to the world. */
export function idFor(tool: string, key: string | undefined): string {
  if (key === undefined) return randomBytes(16).toString('hex');
  return createHash('sha256').update(`sallyport/${tool}/v1\n`).update(key).digest('hex').slice(0, 32);
}

/**
 * Keeps one document, named after its id.
 *
 * @throws SallyportError `ONCE_CONFLICT` where the same call kept something else before.
 */
export async function keep(
  tool: string,
  operations: DocumentOperations,
  { input, context }: { readonly input: object; readonly context: RunContext },
): Promise<Recorded> {
  const id = idFor(tool, context.idempotencyKey);
  const document = { id, at: new Date().toISOString(), ...input };
  const bytes = Buffer.from(`${JSON.stringify(document, null, 2)}\n`);
  const kept = await operations.create(`${id}.json`, bytes, context.signal);
  if (kept === undefined || isSame(kept, document)) return { id };
  const message = `${tool}: this call has kept something else before, under ${id}: ask again, as another call`;
  throw new SallyportError('ONCE_CONFLICT', message, { tool, id });
}

/** The same but for its time. */
function isSame(kept: Uint8Array, document: object): boolean {
  try {
    const there: unknown = JSON.parse(Buffer.from(kept).toString('utf8'));
    return (
      typeof there === 'object' && JSON.stringify({ ...there, at: '' }) === JSON.stringify({ ...document, at: '' })
    );
  } catch {
    return false;
  }
}
