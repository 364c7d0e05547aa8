// The model port: one method. What a model says is never trusted; it only chooses among what the session offers.
import type { Json } from '../canonical.js';

/** A call that the model wants made. `input` is what it wrote, unchecked. */
export interface ModelCall {
  readonly id: string;
  readonly name: string;
  readonly input: Json;
}

/** One turn of the conversation with the model. */
export type Turn =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'model'; readonly text: string; readonly calls: readonly ModelCall[] }
  | {
      readonly role: 'tool';
      readonly call: string;
      readonly name: string;
      readonly result: Json;
      readonly failed: boolean;
    };

/** What the model may call: a name and the JSON Schema of its input. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  readonly input: Json;
}

/** What came back: words, calls, or both. No calls ends the conversation. */
export interface Reply {
  readonly text: string;
  readonly calls: readonly ModelCall[];
}

/** What a model is asked with. */
export interface Asking {
  readonly signal: AbortSignal;
  /**
   * JSON Schema of the last words, where they are to be one JSON value. It is said in words, too: a model need not look at it,
   * and one that can be held to a schema may be. Nobody takes its word for it.
   */
  readonly answer?: Json;
}

/**
 * A language model, or something that plays one.
 *
 * @example
 * ```ts
 * import type { Model } from '@sallyport/core';
 *
 * const parrot: Model = {
 *   respond: async (turns) => ({ text: JSON.stringify(turns.at(-1)), calls: [] }),
 * };
 * ```
 */
export interface Model {
  /** Rejects with the signal's reason when aborted. */
  respond(turns: readonly Turn[], tools: readonly ModelTool[], options: Asking): Promise<Reply>;
}
