// Writes the turns of a session as messages of the AI SDK. Providers want their own answers back as they gave them, with
// reasoning and signatures that the port does not carry; those are kept beside the calls, for as long as the calls live.
import type { AssistantModelMessage, JSONValue, ModelMessage, ToolModelMessage, ToolResultPart } from 'ai';
import type { Json, ModelCall, Reply, Turn } from '@sallyport/core';

type ModelTurn = Extract<Turn, { role: 'model' }>;
type ToolTurn = Extract<Turn, { role: 'tool' }>;
interface Given {
  readonly calls: readonly ModelCall[];
  readonly messages: readonly AssistantModelMessage[];
}

export class Conversation {
  // Keyed on the very objects: another session, or a copy of a turn, finds nothing here.
  readonly #given = new WeakMap<ModelCall, Given>();

  /** Keeps what the provider gave, for the turn that will quote this reply; returns the reply. */
  remember(reply: Reply, messages: readonly ModelMessage[]): Reply {
    const [first] = reply.calls;
    const own = messages.filter((message) => message.role === 'assistant').map(withObjectInputs);
    if (first !== undefined) this.#given.set(first, { calls: reply.calls, messages: own });
    return reply;
  }

  /** The same messages for the same turns. Results that follow each other are one message. */
  messagesOf(turns: readonly Turn[]): readonly ModelMessage[] {
    const messages: ModelMessage[] = [];
    for (const turn of turns) {
      const last = messages.at(-1);
      if (turn.role === 'user') messages.push({ role: 'user', content: turn.text });
      else if (turn.role === 'model') messages.push(...(this.#asGiven(turn) ?? [written(turn)]));
      else if (last?.role === 'tool') last.content.push(resultPart(turn));
      else messages.push({ role: 'tool', content: [resultPart(turn)] } satisfies ToolModelMessage);
    }
    return messages;
  }

  #asGiven(turn: ModelTurn): readonly AssistantModelMessage[] | undefined {
    const given = turn.calls[0] && this.#given.get(turn.calls[0]);
    const isSame =
      given?.calls.length === turn.calls.length && given.calls.every((call, at) => call === turn.calls[at]);
    return isSame ? given?.messages : undefined;
  }
}

function written({ text, calls }: ModelTurn): AssistantModelMessage {
  const words = text === '' ? [] : [{ type: 'text' as const, text }];
  const parts = calls.map(({ id, name, input }) => ({
    ...{ type: 'tool-call' as const, toolCallId: id, toolName: name, input: objectOf(input) },
  }));
  return { role: 'assistant', content: [...words, ...parts] };
}

function resultPart({ call, name, result, failed }: ToolTurn): ToolResultPart {
  // `as`: the same JSON, which the SDK's type would let it change.
  const value = result as JSONValue;
  const output =
    typeof value === 'string'
      ? { type: failed ? ('error-text' as const) : ('text' as const), value }
      : { type: failed ? ('error-json' as const) : ('json' as const), value };
  return { type: 'tool-result', toolCallId: call, toolName: name, output };
}

function withObjectInputs(message: AssistantModelMessage): AssistantModelMessage {
  if (typeof message.content === 'string') return message;
  const content = message.content.map((part) =>
    part.type === 'tool-call' ? { ...part, input: objectOf(part.input) } : part,
  );
  return { ...message, content };
}

/** Providers refuse a history in which an input is no object; the session has refused the call already and said why. */
const objectOf = (input: unknown): unknown =>
  typeof input === 'object' && input !== null && !Array.isArray(input) ? input : ({} satisfies Json);
