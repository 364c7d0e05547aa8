// What a form of the page asks for, as the act that is to be signed. Anything that is not exactly such a form is refused.
import { type Act, type Json, type ReviewItem, SallyportError, type Verdicts } from '@sallyport/core';
import { unblock } from '../block.js';
import { meant } from './address.js';
import { MOST_AT_ONCE } from '../together.js';
import { readChange } from './spelling.js';

/** The fields of a form, in their order. */
export type Fields = readonly (readonly [name: string, value: string])[];

const MOST_FIELDS = 2_000;

/** Reads what the script sends: `{ act, fields }`, and nothing else. Throws `BAD_INPUT`. */
export function readForm(given: unknown): { readonly act: string; readonly fields: Fields } {
  const { act, fields, ...rest } = recordOf(given);
  if (typeof act !== 'string' || !Array.isArray(fields) || fields.length > MOST_FIELDS || Object.keys(rest).length > 0)
    throw bad('is { act, fields }');
  return { act, fields: fields.map(pairOf) };
}

/** The act that a form asks for. `itemOf`: the proposal that is edited, as it stands. Throws `BAD_INPUT`. */
export async function actOf(
  { act, fields }: { readonly act: string; readonly fields: Fields },
  itemOf: (id: string) => Promise<ReviewItem>,
): Promise<Act> {
  const form = new Form(fields);
  switch (act) {
    case 'approve':
    case 'deny':
      return form.answers(act);
    case 'edit':
      return { edit: await form.changes(itemOf) };
    case 'send':
      return { send: { to: form.name('to'), text: form.words('text') } };
    case 'forward':
      return { forward: { message: form.name('message'), to: form.name('to'), ...form.some('note'), ...form.part() } };
    case 'adopt':
      return {
        adopt: { message: form.name('message'), to: form.name('to'), text: unblock(form.words('text').split('\n')) },
      };
    case 'withdraw':
      return { withdraw: { id: form.name('id'), ...form.some('reason') } };
    case 'freeze':
      return { freeze: { agent: form.name('agent'), ...form.some('reason') } };
    case 'revoke':
      return { revoke: { grant: form.name('grant'), ...form.some('reason') } };
    default:
      throw bad('asks for something that this page does not do');
  }
}

class Form {
  readonly #fields: Fields;
  constructor(fields: Fields) {
    this.#fields = fields;
  }
  #all(name: string): readonly string[] {
    return this.#fields.filter(([key]) => key === name).map(([, value]) => value);
  }
  /** Words as they were typed, with plain line ends. */
  words(name: string): string {
    const [words, ...others] = this.#all(name);
    if (words === undefined || others.length > 0) throw bad(`has one "${name}"`);
    return words.replaceAll('\r\n', '\n');
  }
  /** An id or a name, which the page had escaped. */
  name(name: string): string {
    return meant(this.words(name));
  }
  /** Words that may be missing. */
  some<K extends string>(name: K): { readonly [P in K]?: string } {
    const words = this.#all(name).length === 0 ? '' : this.words(name);
    // `as`: the key is the one that was asked for
    return (words === '' ? {} : { [name]: words }) as { readonly [P in K]?: string };
  }
  /** The words that were left standing of a message; the whole message where nobody chose any. */
  part(): { readonly part?: string } {
    return this.#all('what').includes('part') ? { part: unblock(this.words('part').split('\n')) } : {};
  }
  answers(verdict: 'approve' | 'deny'): readonly Verdicts[] {
    const [ids, digests] = [this.#all('id'), this.#all('digest')];
    if (ids.length === 0 || ids.length !== digests.length)
      throw bad('names each proposal with the digest that was drawn');
    if (ids.length > MOST_AT_ONCE) throw bad(`answers at most ${MOST_AT_ONCE} proposals at once`);
    return ids.map((id, i) => ({ id: meant(id), verdict, digest: meant(digests[i] ?? ''), ...this.some('reason') }));
  }
  async changes(
    itemOf: (id: string) => Promise<ReviewItem>,
  ): Promise<{ id: string; changes: { [name: string]: Json } }> {
    const id = this.name('id');
    const { parts, digest } = await itemOf(id);
    if (this.name('digest') !== digest) throw bad('was drawn of another proposal: look at it again');
    const changes = parts.flatMap(({ name, value }, i): [string, Json][] => {
      const change = readChange(value, this.words(`arg-${i}`), name);
      return change === undefined ? [] : [[name, change.value]];
    });
    if (changes.length === 0) throw bad('changes something: nothing was changed');
    return { id, changes: Object.fromEntries(changes) };
  }
}

function pairOf(pair: unknown): readonly [string, string] {
  const [name, value, ...rest] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
  if (typeof name !== 'string' || typeof value !== 'string' || rest.length > 0)
    throw bad('has fields of two texts each');
  return [name, value];
}

/** A plain record, without a key that means something to JavaScript. */
export function recordOf(given: unknown): { readonly [key: string]: unknown } {
  const isRecord = typeof given === 'object' && given !== null && !Array.isArray(given);
  if (!isRecord || Object.hasOwn(given, '__proto__')) throw bad('is a plain object');
  // `as`: it is an object, and no list
  return given as { readonly [key: string]: unknown };
}

const bad = (what: string): SallyportError =>
  new SallyportError('BAD_INPUT', `the page's form was not understood: one ${what}; load the page again`);
