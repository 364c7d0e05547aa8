// The plain model loop: the session's tools, report and propose are offered to a model until it has no more calls to make.
import type { Id, Json } from '../canonical.js';
import { heldBy } from '../content/ref.js';
import type { Ref } from '../content/ref-type.js';
import { SallyportError } from '../errors.js';
import { isRecord } from '../json.js';
import { forbid } from './forbid.js';
import { handlingOf, type Handling } from './handling.js';
import type { Model, ModelCall, ModelTool, Turn } from './model.js';
import type { Quarantine } from './read.js';
import type { ActionSession, IntakeSession } from './session.js';
import type { TrustLevel } from '../trust.js';

export interface ConverseOptions {
  /** Rounds of the loop; 16 unless said. */
  readonly rounds?: number;
  /** The agent that proposals go to, where the model is not to choose. */
  readonly executor?: string;
  /** What an action agent's model may pass on unread, as `{"$ref": "name"}`, at any depth of an argument: name it in the prompt. */
  readonly refs?: Readonly<Record<string, Ref<unknown>>>;
  /** JSON Schema of its last words, for a model that can be held to one: say in the prompt that they are to be JSON. */
  readonly answer?: Json;
}

/** As deep as an input may be. */
const DEEPEST = 64;

type AnySession = IntakeSession<TrustLevel> | ActionSession<TrustLevel> | Quarantine;

const TEXT = { type: 'string' } as const;
const object = (properties: { readonly [key: string]: Json }): Json => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

const REPORT: ModelTool = { name: 'report', description: 'reports to the owner', input: object({ text: TEXT }) };
const REVEAL: ModelTool = {
  name: 'reveal',
  description: 'opens a ref, as {"$ref": "…"}; whatever is done afterwards asks a person first',
  input: object({ ref: object({ $ref: TEXT }) }),
};

/**
 * Runs a model against a session. What it says is never trusted: each call goes through the choke point, and a call that is
 * refused comes back to the model as a failed turn. Under a plan it is offered what is planned. Returns the model's last words.
 *
 * @throws whatever the model port throws, and the session's signal's reason when aborted.
 * @example
 * ```ts
 * import { converse, IntakeAgent, type IntakeSession, type Message, type Model } from '@sallyport/core';
 *
 * class Reader extends IntakeAgent<'low'> {
 *   readonly #model: Model;
 *   constructor(model: Model) {
 *     super({ name: 'reader', trust: 'low', tools: [], allowlist: ['*'] });
 *     this.#model = model;
 *   }
 *   protected async handle(message: Message, session: IntakeSession<'low'>) {
 *     await converse(session, this.#model, `Report what this says:\n${message.text}`);
 *   }
 * }
 * ```
 */
export async function converse(
  session: object,
  model: Model,
  prompt: string,
  options: ConverseOptions = {},
): Promise<string> {
  const handling = handlingOf(session);
  // `as`: handlingOf has found the handling of this very object, so it is one of the two sessions
  const loop = new Loop(session as AnySession, handling, options);
  const turns: Turn[] = [{ role: 'user', text: prompt }];
  const { answer } = options;
  for (let round = 0; round < (options.rounds ?? 16); round += 1) {
    if (loop.isQuarantine) handling.mustGoOn();
    else handling.mustBeAlive();
    const reply = await model.respond(turns, loop.offers, {
      signal: handling.signal,
      ...(answer !== undefined && { answer }),
    });
    turns.push({ role: 'model', text: reply.text, calls: reply.calls });
    if (reply.calls.length === 0) return reply.text;
    turns.push(...(await Promise.all(reply.calls.map((call) => loop.answer(call)))));
  }
  return '';
}

class Loop {
  readonly offers: readonly ModelTool[];
  readonly #session: AnySession;
  readonly #handling: Handling;
  readonly #options: ConverseOptions;
  /** What the model may pass on without having read it. */
  readonly #refs = new Map<string, object>();

  constructor(session: AnySession, handling: Handling, options: ConverseOptions) {
    this.#session = session;
    this.#handling = handling;
    this.#options = options;
    for (const [name, ref] of Object.entries(options.refs ?? {})) this.#refs.set(name, ref);
    this.offers = Object.freeze(offersOf(session, handling, options));
  }

  get isQuarantine(): boolean {
    return this.#session.role === 'quarantine';
  }

  async answer({ id, name, input }: ModelCall): Promise<Turn> {
    try {
      return { role: 'tool', call: id, name, result: this.#show(await this.#do(name, input)), failed: false };
    } catch (error) {
      this.#handling.signal.throwIfAborted();
      if (!SallyportError.isInstance(error)) throw error;
      return { role: 'tool', call: id, name, result: { error: error.code, message: error.message }, failed: true };
    }
  }

  async #do(name: string, input: Json): Promise<unknown> {
    const fields = fieldsOf(name, input);
    const session = this.#session;
    if (session.role === 'quarantine') return forbid(this.#handling, name, session.watermark);
    if (name === 'report') return session.report(fields['text'] as string);
    if (session.role === 'action' && name === 'reveal') return session.reveal(this.#refOf(fields['ref']) as never);
    if (session.role === 'intake' && name === 'propose') return this.#propose(session, fields);
    const seal = this.#handling.spec.registry.get(name);
    if (seal === undefined) return forbid(this.#handling, name);
    const given = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, this.#withRefs(value)]));
    // `as`: the choke point asks the ledger and the schema; what a model wrote has no type
    return session.role === 'action'
      ? session.call(seal.tool as never, given as never)
      : session.call(seal.tool as never, fields as never);
  }

  async #propose(session: IntakeSession<TrustLevel>, fields: Fields): Promise<Json> {
    const listed = this.#handling.spec.proposes.get(String(fields['contract']));
    if (listed === undefined) return forbid(this.#handling, fields['contract']);
    const executor = this.#options.executor ?? String(fields['to']);
    // `as`: proposeTo() checks the contract against the list, and the arguments against its schema and bounds
    return session.propose(executor, listed.contract as never, fields['args'] as never, {
      why: String(fields['why'] ?? ''),
    });
  }

  /** A Ref goes to the model as a token; everything else as it is. */
  #show(value: unknown): Json {
    if (typeof value !== 'object' || value === null) return (value ?? null) as Json;
    if (heldBy(value) !== undefined) {
      let token = `ref-${this.#refs.size + 1}`;
      // a name that the developer has given away stays theirs
      while (this.#refs.has(token)) token = `${token}-1`;
      this.#refs.set(token, value);
      return { $ref: token };
    }
    if (Array.isArray(value)) return value.map((item) => this.#show(item));
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, this.#show(field)]));
  }
  /** A token that was given out stands for its Ref, however deep it stands; whatever else says `$ref` is left as it is. */
  #withRefs(value: unknown, depth = 0): unknown {
    const ref = this.#refOf(value);
    // what is deeper is refused anyway
    if (ref !== undefined || depth === DEEPEST) return ref ?? value;
    if (Array.isArray(value)) return value.map((item) => this.#withRefs(item, depth + 1));
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, this.#withRefs(field, depth + 1)]));
  }
  #refOf(value: unknown): object | undefined {
    if (!isRecord(value) || !Object.hasOwn(value, '$ref') || Object.keys(value).length !== 1) return undefined;
    const { $ref: token } = value as { readonly $ref: unknown };
    return typeof token === 'string' ? this.#refs.get(token) : undefined;
  }
}

/** Whoever reads in quarantine is offered nothing: it answers, in words. */
function offersOf(session: AnySession, handling: Handling, options: ConverseOptions): readonly ModelTool[] {
  if (session.role === 'quarantine') return [];
  if (session.role === 'action') return [...session.tools, REPORT, REVEAL];
  return [...session.tools, REPORT, ...proposeTool(session.proposes, executorsFor(handling, options))];
}

type Fields = { readonly [key: string]: Json };

function fieldsOf(name: string, input: Json): Fields {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new SallyportError('BAD_INPUT', `'${name}' takes one JSON object of named arguments`, { tool: name });
  }
  return input as Fields;
}

/** Whom a model may choose to propose to: any agent of the TrustRoot that is not known to act on nothing. */
function executorsFor({ host }: Handling, { executor }: ConverseOptions): readonly Id[] {
  if (executor !== undefined) return [executor];
  return host.journal.fold.keyring.agents.filter((name) => !host.intake.has(name));
}

function proposeTool(proposes: readonly ModelTool[], executors: readonly Id[]): readonly ModelTool[] {
  if (proposes.length === 0) return [];
  const listed = proposes.map(
    ({ name, description, input }) => `${name}: ${description}; args ${JSON.stringify(input)}`,
  );
  const input = object({
    to: { enum: executors },
    contract: { enum: proposes.map(({ name }) => name) },
    args: { type: 'object' },
    why: TEXT,
  });
  return [{ name: 'propose', description: `asks a person to have an agent do something. ${listed.join('. ')}`, input }];
}
