// What was reached for and is not there: refused, and journalled like every other refusal (LOG-1).
import { canonical, hashOf } from '../canonical.js';
import { newId } from '../clock.js';
import { quote, SallyportError } from '../errors.js';
import type { Handling } from './handling.js';

const LONGEST = 200;

/** Writes down that an agent wanted a tool it does not hold, and throws `TOOL_FORBIDDEN`. */
export async function forbid(handling: Handling, tool: unknown): Promise<never> {
  const { spec, host, label, message } = handling;
  const name = nameOf(tool);
  const reason = `'${spec.name}' does not hold ${quote(name)}: list the tool itself in tools, or its contract in proposes`;
  // there is no contract to point to, only a name that somebody wrote
  const stub = { name };
  const contract = hashOf(stub);
  const id = newId();
  await host.journal.commit((draft) => {
    handling.mustBeOurs(draft.fold);
    draft.keep('contract', contract, canonical(stub));
    const why = draft.content(reason, label);
    const asked = { id, requester: spec.name, executor: spec.name, message, contract, args: {}, parts: {}, why };
    draft.add({ kind: 'proposal', ...asked, expires: draft.now });
    draft.add({ kind: 'step', of: id, to: 'refused', fence: 0, result: why });
  });
  throw new SallyportError('TOOL_FORBIDDEN', reason, { agent: spec.name, tool: name, id });
}

function nameOf(tool: unknown): string {
  const name = typeof tool === 'object' && tool !== null ? Object.getOwnPropertyDescriptor(tool, 'name')?.value : tool;
  return typeof name === 'string' ? name.toWellFormed().slice(0, LONGEST) : 'something without a name';
}
