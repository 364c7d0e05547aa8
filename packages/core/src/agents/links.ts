// Links from low content are taken out of what leaves the machine, before it is judged (FLOW-6). Control arguments are judged instead.
import type { Json } from '../canonical.js';
import { changed, changedFields, inertText, NO_LINKS, OwnLinks, type Change } from '../content/inert.js';
import { isLow, type Label } from '../content/label.js';
import { quote, SallyportError } from '../errors.js';
import { controlKeys, recordOf } from '../review/contract-record.js';
import type { Args } from '../review/proposal.js';
import type { AnyContract } from '../tools/contract.js';
import { prepareInput, type Prepared } from '../tools/input.js';
import type { Handling } from './handling.js';
import { tooLarge } from './resolve.js';

/** The arguments of a call, and the label of each. */
interface Labelled {
  readonly args: Args;
  readonly labels: Readonly<Record<string, Label>>;
  /** Where it stands in a plan, where it does. */
  readonly place?: object | string | undefined;
}

/**
 * A call as it will be judged, shown and run. Where its contract says `egress`, the arguments below `medium` that do not
 * decide where it lands hold no links but those in the words of the person whose message is handled.
 *
 * @throws SallyportError `BAD_INPUT` where the schema does not take what is left; `TOO_LARGE`.
 */
export function withoutLinks<C extends Labelled>(handling: Handling, contract: AnyContract, call: C): C {
  if (!contract.egress) return call;
  const { args, labels } = call;
  const control = new Set(controlKeys(recordOf(contract).data, args));
  const free = Object.keys(args).filter((name) => !control.has(name));
  const low = new Set(free.filter((name) => isLow(labels[name]!)));
  // the names of arguments are the session's words, whatever stands behind them; those of a plan are the plan's
  const named = new Set(typeof call.place !== 'object' && isLow(handling.own) ? free : []);
  if (low.size === 0 && named.size === 0) return call;
  const change = changeFor(contract, ownLinks(handling));
  const inert = changedFields(args, ({ key, item }) => ({
    key: named.has(key) ? change.key(key) : key,
    item: low.has(key) ? changed(item, change) : item,
  }));
  if (inert === args) return call;
  const before = Object.keys(args);
  const renamed = Object.fromEntries(Object.keys(inert).map((name, i) => [name, labels[before[i]!]!]));
  // `as`: contract() lets no input through that is not an object of named arguments
  const taken = takenAgain(contract, inert, free).value as Args;
  return { ...call, args: taken, labels: renamed };
}

/** The arguments of a proposal, prepared as {@link prepareInput} does, all of them the session's words. */
export function prepareProposal(handling: Handling, contract: AnyContract, input: unknown): Prepared {
  const prepared = prepareInput(contract, input);
  // `as`: contract() lets no input through that is not an object of named arguments
  const args = prepared.value as Args;
  const labels = Object.fromEntries(Object.keys(args).map((name) => [name, handling.own]));
  const inert = withoutLinks(handling, contract, { args, labels });
  return inert.args === args ? prepared : prepareInput(contract, inert.args);
}

/** The links in the words that a person has signed and that this session handles; never those in what they forwarded. */
function ownLinks({ host, message, letter }: Handling): OwnLinks {
  const { fold } = host.journal;
  const mail = fold.mails.get(message);
  const isOwn = mail !== undefined && fold.keyring.isPerson(mail.signer) && mail.signer === mail.message.from;
  return isOwn && !isLow(mail.message.text.label) ? new OwnLinks(letter.text) : NO_LINKS;
}

function changeFor(contract: AnyContract, own: OwnLinks): Change {
  let declared: ReadonlySet<string> | undefined;
  const text = (words: string): string => inertText(words, own);
  const key = (name: string): string => {
    const inert = text(name);
    if (inert === name) return name;
    // what the schema calls a field is the developer's word
    declared ??= declaredIn(recordOf(contract).data.input);
    return declared.has(name) ? name : inert;
  };
  return { text, key };
}

/** Every name that a schema gives a field, however deep. */
function declaredIn(schema: Json): ReadonlySet<string> {
  const names = new Set<string>();
  const todo: Json[] = [schema];
  while (todo.length > 0) {
    const next = todo.pop();
    if (typeof next !== 'object' || next === null) continue;
    for (const [word, part] of Object.entries(next)) {
      todo.push(part as Json);
      if (word !== 'properties' || typeof part !== 'object' || part === null) continue;
      for (const name of Object.keys(part)) names.add(name);
    }
  }
  return names;
}

/** Asks the schema once more. What it says of the rest is not repeated: the rest may come from behind a Ref. */
function takenAgain(contract: AnyContract, args: Args, free: readonly string[]): Prepared {
  try {
    return prepareInput(contract, args);
  } catch (error) {
    if (SallyportError.isInstance(error) && error.code === 'TOO_LARGE')
      throw tooLarge(`the input of '${contract.name}' without its links`);
    if (!SallyportError.isInstance(error) || error.code !== 'BAD_INPUT') throw error;
    throw new SallyportError(
      'BAD_INPUT',
      `'${contract.name}' does not take this input without the links in it, and content below medium trust sends no links: ` +
        `name the argument that must be one (of ${free.map(quote).join(', ')}) in control, so that a person is asked, ` +
        `or have the link said in the order itself`,
      { tool: contract.name },
    );
  }
}
