// Reading in quarantine: what is behind a Ref becomes a typed value that is again a Ref. Whoever reads it can do nothing but answer.
import { toJson, type Json } from '../canonical.js';
import { isLow, join, type Label } from '../content/label.js';
import { makeRef } from '../content/ref.js';
import type { Ref } from '../content/ref-type.js';
import { SallyportError, wordsOf } from '../errors.js';
import { freeze } from '../primordials.js';
import { problemWith } from '../tools/input.js';
import { readSchema, type LiveSchema } from '../tools/schema.js';
import type { Failure } from './execute.js';
import type { Handling } from './handling.js';
import { bindSession, isStray } from './handling.js';
import { writeOwn } from './own-contracts.js';
import { opened } from './resolve.js';

/** What a reader is given beside the content: `converse()` takes it, and offers the model nothing at all. */
export interface Quarantine {
  readonly role: 'quarantine';
  /** Of what is read. */
  readonly watermark: Label;
  /** What an answer has to look like (JSON Schema). */
  readonly schema: Json;
  /** Aborted when the session ends. */
  readonly signal: AbortSignal;
}

export interface Reading {
  /** A Ref, or plain arrays and objects that hold some. */
  readonly given: unknown;
  readonly schema: unknown;
  readonly reader: unknown;
}

const RESULT = { text: 1024 * 1024, what: 'what a reader returned' } as const;

/** Throws `READ_FAILED`, `BAD_INPUT`, `NOT_A_REF`, `SESSION_OVER`; `NOT_ALLOWED` where the reader uses its session. */
export async function read(handling: Handling, { given, schema, reader }: Reading): Promise<Ref<unknown>> {
  handling.mustBeAlive();
  const { spec } = handling;
  const live = schemaOf(handling, schema);
  if (typeof reader !== 'function')
    throw new SallyportError('BAD_INPUT', `'${spec.name}' reads without a reader: a function of what is to be read`, {
      agent: spec.name,
    });
  const { value, label: content } = opened(handling, given, handling.own);
  const ended = await attempt(handling, { value, label: content, live, reader });
  handling.mustBeAlive();
  const label = answerLabel(handling, content);
  const failed = 'code' in ended;
  const result = handling.host.journal.secrets.hide(failed ? { code: ended.code, detail: ended.detail } : ended.value);
  // on record like a call of its own, with what it brought
  await handling.host.journal.commit((draft) => {
    handling.mustBeOurs(draft.fold);
    writeOwn(draft, handling, { name: 'read', args: { schema: live.json }, failed, result: { value: result, label } });
  });
  if (!failed) return makeRef({ value: result, label, session: handling, schema: live.json });
  const what =
    ended.code === 'THREW'
      ? `a reader of '${spec.name}' threw`
      : `what a reader of '${spec.name}' answered does not fit its schema`;
  throw new SallyportError(
    'READ_FAILED',
    `${what}: facts.detail says how, behind a Ref, for it may say it in outsiders' words`,
    // `as`: it was made of a failure, a few lines above
    {
      agent: spec.name,
      code: ended.code,
      detail: makeRef({ value: (result as { detail: Json }).detail, label, session: handling }),
    },
  );
}

/**
 * Whose an answer is: the content's. The reader and the schema are the session's own, though: once outsiders have told it
 * something, they may have told it what to have answered, and when.
 */
function answerLabel({ own }: Handling, content: Label): Label {
  return isLow(own) ? join(content, own) : content;
}

function schemaOf({ spec }: Handling, schema: unknown): LiveSchema {
  try {
    return readSchema(schema, 'output');
  } catch (cause) {
    throw new SallyportError(
      'BAD_INPUT',
      `'${spec.name}' reads with a schema that is none: ${wordsOf(cause)}`,
      {},
      { cause },
    );
  }
}

interface Attempt {
  readonly value: Json;
  readonly label: Label;
  readonly live: LiveSchema;
  readonly reader: Function;
}

/** What goes wrong in there is told in outsiders' words, and stays behind a Ref like what goes well. */
async function attempt(
  handling: Handling,
  { value, label, live, reader }: Attempt,
): Promise<{ readonly value: Json } | Failure> {
  const { signal } = handling;
  // a signal of its own: what a reader hangs on the session's would be there for the session to read
  const own = AbortSignal.any([signal]);
  const quarantine: Quarantine = freeze({ role: 'quarantine', watermark: label, schema: live.json, signal: own });
  bindSession(quarantine, handling);
  let answer: unknown;
  try {
    // `as`: what a reader is; it returns what the schema is asked about. `async`: the `then` of what it returns is its code, too
    answer = await handling.aside(async () =>
      (reader as (value: Json, quarantine: Quarantine) => unknown)(value, quarantine),
    );
  } catch (error) {
    signal.throwIfAborted();
    // said anew: it has been in the reader's hand, which may have written into it
    if (isStray(error)) throw handling.stray();
    return { code: 'THREW', detail: wordsOf(error) };
  }
  try {
    const json = toJson(answer ?? null, RESULT);
    const problem = problemWith(live, json);
    return problem === undefined ? { value: json } : { code: 'BAD_OUTPUT', detail: problem };
  } catch (error) {
    return { code: 'BAD_OUTPUT', detail: wordsOf(error) };
  }
}
