// Conversations as the page lists and draws them: who one talks with, the latest of it, and every message in its order.
import type { DeskMessage } from '../desk-port.js';
import { block } from '../block.js';
import type { ReviewItem } from '../core.js';
import { quoted, render } from '../escape.js';
import { passage, type Limits } from '../fold.js';
import { frozen } from '../frozen.js';
import { reportView, type ReportView } from '../letter.js';
import { knownNames, type ViewContext } from '../known.js';
import { flagsOfName, type Flag } from '../flags.js';
import { ago } from '../words.js';

/** Somebody to talk with, or to read. `name` is quoted, `key` is escaped and not quoted. */
export interface Partner {
  readonly key: string;
  readonly name: string;
  readonly kind: 'agent' | 'person' | 'outside';
  /** The beginning of the latest message, and when it came. */
  readonly latest?: { readonly text: string; readonly ago: string };
  readonly waiting: number;
  readonly isFrozen: boolean;
  readonly flags: readonly Flag[];
}

/** One entry of a conversation. */
export interface Turn {
  readonly report: ReportView;
  readonly isMine: boolean;
  readonly to: string;
  /** Said of one that was not handled as it should have been. */
  readonly odd?: string;
}

export interface Talked {
  readonly person: string;
  readonly messages: readonly DeskMessage[];
  readonly agents: readonly string[];
  readonly people: readonly string[];
  readonly frozen: readonly string[];
  readonly pending: readonly ReviewItem[];
}

const SNIPPET: Limits = {
  most: { lines: 1, characters: 90 },
  head: { lines: 1, characters: 80 },
  tail: { lines: 0, characters: 0 },
};

/** Agents first, then people, then whoever wrote from outside; those with the latest word first. */
export function partnersOf(talked: Talked, context: ViewContext): readonly Partner[] {
  const { person, messages, agents, people } = talked;
  const latest = new Map<string, DeskMessage>();
  for (const message of messages) for (const name of [message.from, message.to]) latest.set(name, message);
  const names = [...new Set([...agents, ...people, ...latest.keys()])].filter((name) => name !== person);
  const at = (name: string): number => latest.get(name)?.seq ?? 0;
  const known = knownNames(context);
  const kindOf = (name: string): Partner['kind'] =>
    agents.includes(name) ? 'agent' : people.includes(name) ? 'person' : 'outside';
  const partners = names
    .sort((a, b) => at(b) - at(a))
    .map((name): Partner => {
      const message = latest.get(name);
      return {
        key: render(name),
        name: quoted(name),
        kind: kindOf(name),
        ...(message && { latest: { text: snippet(message), ago: ago(message.at, context.now) } }),
        waiting: talked.pending.filter(({ requester }) => requester === name).length,
        isFrozen: talked.frozen.includes(name),
        flags: kindOf(name) === 'outside' ? flagsOfName(name, known) : [],
      };
    });
  return frozen(partners);
}

/** The conversation with one of them, oldest first. */
export function turnsWith(name: string, { messages, person }: Talked, context: ViewContext): readonly Turn[] {
  return messages
    .filter(({ from, to }) => from === name || to === name)
    .map((message) => ({
      report: reportView(message, context),
      isMine: message.from === person,
      to: quoted(message.to),
      ...oddOf(message),
    }));
}

/** What became of a message that was not handled as it should have been. */
export function oddOf({ state, reason }: DeskMessage): { readonly odd?: string } {
  if (state === 'executed' || state === 'started') return {};
  if (state === 'pending') return { odd: 'not handled yet' };
  return { odd: `it is ${render(state)}${reason === undefined ? '' : `: ${quoted(reason)}`}` };
}

function snippet({ letter }: DeskMessage): string {
  const { fold, lines } = passage([block(letter.text).find((line) => line !== '') ?? ''], SNIPPET);
  return fold ? `${fold.head[0] ?? ''}…` : (lines[0] ?? '');
}
