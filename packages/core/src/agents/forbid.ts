// What was reached for and is not there: refused, and journalled like every other refusal (LOG-1).
import { canonical, hashOf, type Id } from '../canonical.js';
import { newId } from '../clock.js';
import type { Label } from '../content/label.js';
import { quote, SallyportError, wordsOf } from '../errors.js';
import type { AnyContract } from '../tools/contract.js';
import type { Handling } from './handling.js';

const LONGEST = 200;

/** Writes down that an agent wanted a tool it does not hold, and throws `TOOL_FORBIDDEN`. `label`: of whoever wanted it. */
export async function forbid(handling: Handling, tool: unknown, label = handling.own): Promise<never> {
  const { spec } = handling;
  const name = nameOf(tool);
  const reason = `'${spec.name}' does not hold ${quote(name)}: list the tool itself in tools, or its contract in proposes`;
  const id = await refuse(handling, name, { reason, label });
  throw new SallyportError('TOOL_FORBIDDEN', reason, { agent: spec.name, tool: name, id });
}

/** Prepares the input of a call or a proposal. What cannot be taken is written down as refused, and thrown again. */
export async function takeIn<T>(handling: Handling, { name }: AnyContract, prepare: () => T): Promise<T> {
  try {
    return prepare();
  } catch (error) {
    if (SallyportError.isInstance(error)) await refuse(handling, name, { reason: wordsOf(error), label: handling.own });
    throw error;
  }
}

/** A refusal on record that holds no arguments: there are none that could be taken. Returns its id. */
async function refuse(
  handling: Handling,
  name: string,
  { reason, label }: { readonly reason: string; readonly label: Label },
): Promise<Id> {
  const { spec, host, message } = handling;
  // nothing but the name that was asked for: there may be no contract behind it
  const stub = { name };
  const contract = hashOf(stub);
  const id = newId();
  await host.journal.commit((draft) => {
    handling.mustBeOurs(draft.fold);
    draft.keep('contract', contract, () => canonical(stub));
    const why = draft.content(reason, label);
    const asked = { id, requester: spec.name, executor: spec.name, message, contract, args: {}, parts: {}, why };
    draft.add({ kind: 'proposal', ...asked, expires: draft.now }, { tool: name });
    draft.add({ kind: 'step', of: id, to: 'refused', fence: 0, result: why });
  });
  return id;
}

function nameOf(tool: unknown): string {
  const name = typeof tool === 'object' && tool !== null ? Object.getOwnPropertyDescriptor(tool, 'name')?.value : tool;
  return typeof name === 'string' ? name.toWellFormed().slice(0, LONGEST) : 'something without a name';
}
