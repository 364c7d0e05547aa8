// What a report quotes: content that nobody has read here goes to the owner as it is, under its own label.
import { canonical } from '../canonical.js';
import type { Label } from '../content/label.js';
import { SallyportError } from '../errors.js';
import { isArray } from '../primordials.js';
import type { Letter } from '../record/body.js';
import type { Handling } from './handling.js';

const MOST_QUOTED = 100;

interface Quotation {
  readonly letter: Letter;
  readonly label: Label;
}

/** What is behind each Ref, as a letter of whoever wrote it. Nobody has read it here. */
export function quotations(handling: Handling, quoting: unknown): readonly Quotation[] {
  const { host, spec } = handling;
  if (!isArray(quoting) || quoting.length > MOST_QUOTED)
    throw new SallyportError(
      'BAD_INPUT',
      `'${spec.name}' quotes something else than a list of at most ${MOST_QUOTED} Refs`,
      { agent: spec.name },
    );
  return quoting.map((ref) => {
    const { value, label } = handling.open(ref);
    const text = typeof value === 'string' ? value : canonical(value);
    if (text.length > host.caps.message)
      throw new SallyportError('TOO_LARGE', `what '${spec.name}' quotes has over ${host.caps.message} characters`, {
        agent: spec.name,
      });
    return { letter: { from: Object.keys(label.from).join(', '), text }, label };
  });
}
