/** Finds the list in a file that holds other things too, and the keys that were meant to be it. */
import { isAlias, isMap, isScalar, type Pair, type ParsedNode, type YAMLMap } from 'yaml';
import { printable } from './file-error.js';
import type { YamlSource } from './source.js';

/** The value of the key, and where the key stands. */
export interface FoundList {
  readonly node: ParsedNode | null;
  readonly offset: number;
}

/** Words for the same thing, or for its opposite, which stands in the same list with an exclamation mark. */
const ALLOW = ['allow', 'allows', 'allowed', 'allowedlist', 'whitelist', 'safelist', 'passlist', 'permitlist'];
const DENY = ['deny', 'denied', 'denylist', 'blocklist', 'blacklist'];

/**
 * The list of a file, at `allowlist:` or `agent.allowlist:`, or undefined when there is none. Other keys are none of its
 * business, except those that hide the list: one that is nearly `allowlist`, one that is there twice, an alias, a merge.
 * Throws an AllowlistFileError for these, and where both places have a list.
 */
export function findAllowlist(source: YamlSource): FoundList | undefined {
  const root = source.document.contents;
  if (root === null || (isScalar(root) && root.source === '' && !root.tag && !root.anchor)) return undefined;
  if (!isMap(root) || root.tag)
    throw source.fault(root.range[0], {
      what: 'the file is no map of keys',
      remedy: 'begin the list with allowlist: on a line of its own',
    });
  const keys = keysOf(source, root);
  const [agentKey, agent] = keys.get('agent') ?? [0, null];
  if (isAlias(agent) || (agent?.tag && isMap(agent)))
    throw source.fault(agentKey, { what: 'agent is an alias or has a tag', remedy: 'write out what it holds' });
  const inner = isMap(agent) ? keysOf(source, agent).get('allowlist') : undefined;
  const outer = keys.get('allowlist');
  if (inner && outer)
    throw source.fault(inner[0], { what: 'there is another allowlist at the top', remedy: 'keep one of them' });
  const found = inner ?? outer;
  return found && { offset: found[0], node: found[1] };
}

type Keys = ReadonlyMap<string, readonly [offset: number, value: ParsedNode | null]>;

/** The keys of a map that could hold the list, as they are written. */
function keysOf(source: YamlSource, map: YAMLMap): Keys {
  const keys = new Map<string, readonly [number, ParsedNode | null]>();
  // The map was parsed: its nodes have ranges, and no pair was made by hand.
  for (const { key, value } of map.items as readonly Pair<ParsedNode, ParsedNode | null>[]) {
    if (isAlias(key)) throw source.fault(key.range[0], { what: 'a key is an alias', remedy: 'write the key out' });
    if (!isScalar(key)) continue;
    const offset = key.range[0];
    const name = key.type === 'PLAIN' ? (key.source ?? '') : String(key.value);
    const fault = keys.has(name)
      ? { what: 'the key is there twice', remedy: 'keep one of them' }
      : faultOf(name, value);
    if (fault) throw source.fault(offset, fault);
    if ((key.tag || key.anchor) && (name === 'allowlist' || name === 'agent'))
      throw source.fault(offset, { what: `the key ${name} has a tag or an anchor`, remedy: 'remove it' });
    keys.set(name, [offset, value]);
  }
  return keys;
}

function faultOf(name: string, value: ParsedNode | null): { what: string; remedy: string } | undefined {
  const shown = printable(name);
  if (name === 'allowlist' || name === 'agent') return undefined;
  if (name === '<<') return { what: '<< merges keys from elsewhere', remedy: 'write them out' };
  if (name === '__proto__' || name === 'constructor' || name === 'prototype')
    return { what: `${shown} is no key`, remedy: 'remove it' };
  const folded = fold(name);
  if (DENY.includes(folded)) return { what: `${shown} is not read`, remedy: 'write "!name" entries in allowlist' };
  if (ALLOW.includes(folded) || distance(folded, 'allowlist') <= 2)
    return { what: `${shown} is not read`, remedy: 'did you mean allowlist?' };
  if (distance(folded, 'agent') <= 1 && holdsList(value))
    return { what: `${shown} is not read`, remedy: 'did you mean agent?' };
  return undefined;
}

function holdsList(value: ParsedNode | null): boolean {
  if (!isMap(value)) return false;
  return value.items.some(({ key }) => isScalar(key) && distance(fold(String(key.value)), 'allowlist') <= 2);
}

/** A key as it would be heard: without case, marks, blanks and punctuation. Letters of another script stand for any. */
function fold(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}\p{P}\p{S}\p{Z}\p{C}]/gu, '')
    .replace(/0/g, 'o')
    .replace(/[1|]/g, 'l')
    .replace(/[^a-z0-9]/gu, '?');
}

/** How many letters must be changed, added or removed (Levenshtein); `?` is any letter. 9 stands for all far ones. */
function distance(text: string, word: string): number {
  if (Math.abs(text.length - word.length) > 2) return 9;
  let row = Array.from({ length: word.length + 1 }, (_, j) => j);
  for (const [i, letter] of [...text].entries()) {
    const next = [i + 1];
    for (let j = 0; j < word.length; j++) {
      const same = letter === '?' || letter === word[j];
      // Inside of both rows.
      next.push(Math.min((row[j] as number) + (same ? 0 : 1), (row[j + 1] as number) + 1, (next[j] as number) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 9;
}
