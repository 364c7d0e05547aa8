// A model that follows a script: what it says is written down in the test, and so it needs no network and no luck.
import { toJson, type Json } from '../canonical.js';
import type { Model, ModelCall, ModelTool, Reply, Turn } from '../agents/model.js';

/** A call that the script has the model make. */
export interface ScriptedCall {
  readonly call: string;
  /** Unsaid: no arguments. */
  readonly input?: Json;
}
/** One answer: words, which end the conversation; a call; or several calls at once. */
export type ScriptedReply = string | ScriptedCall | readonly ScriptedCall[];
/** An answer, or how to find one in what has been said so far. */
export type ModelLine = ScriptedReply | ((turns: readonly Turn[]) => ScriptedReply);

/** What a model was asked. */
export interface Question {
  readonly turns: readonly Turn[];
  readonly tools: readonly ModelTool[];
}

/** A model that remembers what it was asked. */
export interface ScriptedModel extends Model {
  /** In order, over all its conversations. */
  readonly asked: readonly Question[];
}

/**
 * Answers in the order of the script, and starts again with each conversation; after its last line it says nothing more.
 * A plan is a conversation of its own: give `planWith()` a model of its own.
 *
 * @example
 * ```ts
 * import { scriptedModel } from '@sallyport/core/testing';
 *
 * scriptedModel([
 *   { call: 'read_page', input: { url: 'https://shop.example' } },
 *   (turns) => ({ call: 'report', input: { text: JSON.stringify(turns.at(-1)) } }),
 *   'Done.',
 * ]);
 * ```
 */
export function scriptedModel(script: readonly ModelLine[]): ScriptedModel {
  const lines = [...script];
  const asked: Question[] = [];
  const respond: Model['respond'] = async (turns, tools, { signal }) => {
    signal.throwIfAborted();
    asked.push(Object.freeze({ turns: Object.freeze([...turns]), tools }));
    const said = turns.filter(({ role }) => role === 'model').length;
    const line = lines[said] ?? '';
    return replyOf(typeof line === 'function' ? line(turns) : line, said);
  };
  return Object.freeze({
    respond,
    get asked() {
      return Object.freeze([...asked]);
    },
  });
}

function replyOf(reply: ScriptedReply, said: number): Reply {
  if (typeof reply === 'string') return { text: reply, calls: [] };
  const list = Array.isArray(reply) ? reply : [reply as ScriptedCall];
  const calls = list.map(({ call, input = {} }: ScriptedCall, at): ModelCall => {
    const id = `call_${said + 1}_${at + 1}`;
    return { id, name: call, input: toJson(input, { what: `the input of the scripted call of ${call}` }) };
  });
  return { text: '', calls };
}
