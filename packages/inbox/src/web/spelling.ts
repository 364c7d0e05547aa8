// Arguments as somebody edits them: text as it is typed, everything else as JSON, and what cannot be seen spelled out.
import { type Json, SallyportError } from '@sallyport/core';
import { block, unblock } from '../block.js';
import { isUnsafe, quoted } from '../escape.js';

/** A value in a text field. `isSpelled`: what cannot be seen stands there as escapes, and is read back from them. */
export interface Editable {
  readonly text: string;
  readonly as: 'text' | 'spelled text' | 'JSON';
}

/** How a value stands in a field: with nothing in it that could not be seen. */
export function editable(value: Json): Editable {
  if (typeof value !== 'string') return { text: visibleJson(value), as: 'JSON' };
  const spelled = block(value).join('\n');
  return { text: spelled, as: spelled === value ? 'text' : 'spelled text' };
}

/** What somebody has made of a value; undefined: nothing. Throws `BAD_INPUT` for what is not JSON where it must be. */
export function readChange(value: Json, typed: string, name: string): { readonly value: Json } | undefined {
  const { text, as } = editable(value);
  if (typed === text) return undefined;
  if (as === 'text') return { value: typed };
  if (as === 'spelled text') return { value: unblock(typed.split('\n')) };
  try {
    // `as`: what JSON.parse returns is JSON
    return { value: JSON.parse(typed) as Json };
  } catch {
    throw new SallyportError(
      'BAD_INPUT',
      `what was typed for ${quoted(name)} is not JSON: text in it stands in "quotes"`,
    );
  }
}

/** JSON with escapes, which JSON knows, for what cannot be seen. */
function visibleJson(value: Json): string {
  return [...JSON.stringify(value, null, 2)].map((c) => (c === '\n' || !isUnsafe(c) ? c : escapes(c))).join('');
}

const escapes = (c: string): string =>
  Array.from({ length: c.length }, (_, i) => `\\u${c.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');
