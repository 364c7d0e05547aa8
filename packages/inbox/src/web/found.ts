// What a search has found, keys and grants: raw names made fit to be drawn.
import type { EnrolledPrincipal, Found, Hit, StandingGrant } from '@sallyport/core';
import { quoted, render } from '../escape.js';
import { jsonLines } from '../json-lines.js';
import { ago, clockTime, counted, grouped, trustWords, type Trust } from '../words.js';

/** A hit, escaped: the pieces of its snippet in turn unmarked and marked. */
export interface HitView {
  readonly what: string;
  readonly who: string;
  readonly when: string;
  readonly trust: Trust;
  readonly pieces: readonly string[];
  readonly key: string;
  readonly kind: string;
  readonly seq: number;
}

export interface FoundView {
  readonly words: string;
  readonly hits: readonly HitView[];
}

export function foundView({ hits, unverified }: Found, now: number): FoundView {
  const left = unverified === 0 ? '' : `; ${grouped(unverified)} left out: the journal does not bear them out`;
  return { words: `${counted(hits.length, 'entry', 'entries')}${left}`, hits: hits.map((hit) => hitView(hit, now)) };
}

function hitView({ seq, kind, at, from, to, id, tool, trust, snippet }: Hit, now: number): HitView {
  const pieces: string[] = [];
  let end = 0;
  for (const [start, stop] of snippet.marks) {
    pieces.push(render(snippet.text.slice(end, start)), render(snippet.text.slice(start, stop)));
    end = stop;
  }
  pieces.push(render(snippet.text.slice(end)));
  return {
    what: `${render(kind)}${tool === undefined ? '' : ` ${quoted(tool)}`}`,
    who: `${quoted(from)}${to === undefined ? '' : ` to ${quoted(to)}`}`,
    when: ago(at, now),
    ...{ trust: trustWords(trust), pieces, key: render(id), kind: render(kind), seq },
  };
}

export interface PersonView {
  readonly name: string;
  readonly says: string;
  readonly keys: readonly { readonly id: string; readonly says: string; readonly isRevoked: boolean }[];
}

export const personView = ({ name, agents, keys }: EnrolledPrincipal): PersonView => ({
  name: quoted(name),
  says: agents === undefined ? 'a person' : `a runtime, which speaks for ${agents.map(quoted).join(', ') || 'nobody'}`,
  keys: keys.map(({ id, may, isRevoked, ...key }) => ({
    id: render(id),
    says: `${'passkey' in key && key.passkey !== undefined ? 'a passkey' : 'a key file'}; may sign ${may.map(render).join(', ')}`,
    isRevoked,
  })),
});

export interface GrantView {
  readonly key: string;
  readonly words: string;
  readonly bounds: readonly string[];
  readonly left: string;
  readonly by: string;
}

export const grantView = (
  { id, agent, tool, bounds, by, at, until, uses, left }: StandingGrant,
  now: number,
): GrantView => ({
  key: render(id),
  words: `${quoted(agent)} may have ${tool.name === undefined ? `contract ${render(tool.contract)}` : quoted(tool.name)} run without being asked for`,
  bounds: Object.entries(bounds).map(
    ([name, values]) =>
      `${quoted(name)}: ${values
        .map((value) =>
          jsonLines(value)
            .map((line) => line.trim())
            .join(' '),
        )
        .join(' or ')}`,
  ),
  left: `${grouped(left)} of ${counted(uses, 'use')} left, until ${clockTime(until)}`,
  by: `granted by ${quoted(by)} ${ago(at, now)}`,
});
