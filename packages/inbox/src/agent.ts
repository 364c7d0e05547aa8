// Agents that were stopped, and principals with their keys: who knows of the stop, and who may sign what.
import type { EnrolledPrincipal, FrozenAgent } from '@sallyport/core';
import { block } from './block.js';
import { quoted, render } from './escape.js';
import { BACKGROUND, type Passage, passage } from './fold.js';
import { frozen } from './frozen.js';
import type { ViewContext } from './known.js';
import { ago, clockTime, type Tone, type Trust, trustWords } from './words.js';

/** A stopped agent. `key` is escaped, and `unrender` gives back the name. */
export interface FrozenView {
  readonly key: string;
  readonly name: string;
  readonly words: string;
  readonly tone: Tone;
  readonly by: string;
  readonly reason?: Passage;
  /** The runtimes that have said that they know, and those that are still to: quoted names. */
  readonly acknowledged: readonly string[];
  readonly missing: readonly string[];
}

/**
 * Draws up a stopped agent: plain, frozen JSON, every string escaped. Must not throw.
 *
 * @example
 * ```ts
 * import type { Desk } from '@sallyport/core';
 * import { frozenView, type FrozenView } from '@sallyport/inbox';
 *
 * const stopped = async (desk: Desk): Promise<FrozenView[]> =>
 *   (await desk.frozen()).map((one) => frozenView(one, { now: Date.now() }));
 * ```
 */
export function frozenView(stopped: FrozenAgent, { now }: Pick<ViewContext, 'now'>): FrozenView {
  const { agent, by, reason, at, state } = stopped;
  const [acknowledged, missing] = [stopped.acknowledged.map(quoted), stopped.missing.map(quoted)];
  const waitsFor = missing.join(' and ') || 'somebody';
  const words =
    state === 'frozen'
      ? `${quoted(agent)} is frozen: nothing of it starts until it is thawed`
      : `${quoted(agent)} is being frozen: ${waitsFor} ${missing.length > 1 ? 'have' : 'has'} not said so yet, and what was under way may still start`;
  return frozen({
    ...{ key: render(agent), name: quoted(agent), words, tone: state === 'frozen' ? 'calm' : 'warn' },
    by: `stopped by ${by === undefined ? 'somebody without a key' : quoted(by)} ${ago(at, now)}, ${clockTime(at)}`,
    ...(reason !== undefined && { reason: passage(block(reason), BACKGROUND) }),
    acknowledged,
    missing,
  });
}

/** A key, and what it may sign. `id` is escaped. */
export interface KeyView {
  readonly id: string;
  readonly words: string;
  readonly revoked: boolean;
}

/** A person or a runtime. `key` is escaped, and `unrender` gives back the name. */
export interface PersonView {
  readonly key: string;
  readonly name: string;
  readonly words: string;
  /** How far its words are trusted at most. */
  readonly trust: Trust;
  readonly keys: readonly KeyView[];
}

/**
 * Draws up somebody who may sign: plain, frozen JSON, every string escaped. Must not throw.
 *
 * @example
 * ```ts
 * import type { Desk } from '@sallyport/core';
 * import { personView, type PersonView } from '@sallyport/inbox';
 *
 * const everybody = async (desk: Desk): Promise<PersonView[]> => (await desk.people()).map(personView);
 * ```
 */
export function personView({ name, ceiling, agents, keys }: EnrolledPrincipal): PersonView {
  const speaks = agents?.map(quoted).join(', ') || 'nobody';
  return frozen({
    ...{ key: render(name), name: quoted(name), trust: trustWords(ceiling) },
    words: agents === undefined ? 'a person' : `a runtime, which speaks for ${speaks}`,
    keys: keys.map(({ id, may, isRevoked, passkey }) => {
      const what = passkey === undefined ? 'a key file' : `a passkey of ${quoted(passkey.origin)}`;
      const signs = may.map(render).join(', ') || 'nothing';
      return {
        id: render(id),
        words: `${what}, may sign: ${signs}${isRevoked ? '; revoked' : ''}`,
        revoked: isRevoked,
      };
    }),
  });
}
