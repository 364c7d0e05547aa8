/** The entries of a list in a YAML file, each as the rule that it shows; what would be read as another rule is a fault. */
import { isAlias, isMap, isScalar, isSeq, type ParsedNode, type YAMLSeq } from 'yaml';
import { printable } from './file-error.js';
import type { Complaint, YamlSource } from './source.js';

/** The rules of one list, in its order. */
export interface YamlPatterns {
  readonly patterns: readonly string[];
  /** Where each of them stands: offsets in the text. */
  readonly offsets: readonly number[];
  /** What was read otherwise than YAML has it, or looks like a slip. */
  readonly warnings: readonly string[];
}

/** An entry that stands for a rule, or why it does not. */
type Entry = { readonly rule: string; readonly warning?: string } | Complaint;

/**
 * Reads a list of patterns. Throws an AllowlistFileError where it is no list, and where an entry is not plainly a text:
 * a number, an empty entry, a map, a list; a tag, an anchor, an alias; text over several lines. An unquoted `!spam_*`,
 * which YAML takes for a tag without a value, is read as the rule that it shows, with a warning.
 */
export function readPatterns(source: YamlSource, node: ParsedNode | null, offset: number): YamlPatterns {
  const list = listOf(source, node, offset);
  const patterns: string[] = [];
  const offsets: number[] = [];
  const warnings: string[] = [];
  for (const item of list.items as readonly ParsedNode[]) {
    const entry = entryOf(source, item);
    const start = startOf(source, item);
    if ('what' in entry) throw source.fault(start, entry);
    patterns.push(entry.rule);
    offsets.push(start);
    if (entry.warning) warnings.push(`${source.at(start)}: ${entry.warning}`);
  }
  return Object.freeze({ patterns: Object.freeze(patterns), offsets: Object.freeze(offsets), warnings });
}

function listOf(source: YamlSource, node: ParsedNode | null, offset: number): YAMLSeq.Parsed {
  const start = node ? startOf(source, node) : offset;
  if (!isSeq<ParsedNode>(node))
    throw source.fault(start, {
      what: 'the allowlist is no list',
      remedy: 'write one entry a line, each after a hyphen, or [] for the owner alone',
    });
  if (node.tag || node.anchor)
    throw source.fault(start, { what: 'the allowlist has a tag or an anchor', remedy: 'remove it' });
  // Tags are judged entry by entry.
  const warning = source.document.warnings.find(
    ({ code, pos }) => code !== 'TAG_RESOLVE_FAILED' && pos[0] >= node.range[0] && pos[0] <= node.range[2],
  );
  if (warning) throw source.fault(warning.pos[0], { what: `is doubtful (${warning.message})`, remedy: 'correct it' });
  return node;
}

function entryOf(source: YamlSource, node: ParsedNode): Entry {
  if (isAlias(node)) return { what: '* begins an alias in YAML', remedy: quoted(`*${node.source}`) };
  if (!isScalar(node))
    return {
      what: `an entry is a ${isMap(node) ? 'map' : 'list'}`,
      remedy: 'write names, in quotes if they hold : or [',
    };
  const raw = source.text.slice(node.range[0], node.range[1]);
  if (node.anchor) return { what: '& begins an anchor in YAML', remedy: quoted(`&${node.anchor}`) };
  if (node.tag) return taggedEntry(source, node.tag, node.range[0], raw);
  if (typeof node.value !== 'string') {
    if (raw === '') return { what: 'the entry is empty', remedy: 'write a name, or remove it' };
    return { what: `${short(raw)} is no text in YAML`, remedy: quoted(raw) };
  }
  if (/[\r\n]/.test(raw)) return { what: 'the entry goes over several lines', remedy: 'write one entry a line' };
  if (node.comment && /^[^\s#]/.test(node.comment))
    return { rule: node.value, warning: `#${printable(node.comment)} is a comment, no part of the entry` };
  return { rule: node.value };
}

/** `!spam_*` arrives as a tag without a value; everything else with a tag is something else than what it looks like. */
function taggedEntry(source: YamlSource, tag: string, start: number, raw: string): Entry {
  const shown = tagBefore(source.text, start).trimEnd() || '!';
  if (raw === '' && shown === tag && shown.length > 1 && !/[%<>]|^!['"!]/.test(shown))
    return { rule: shown, warning: `${shown} is a tag in YAML and was read as a rule: write ${JSON.stringify(shown)}` };
  const what = `${short(shown)} is a tag in YAML and no part of the entry`;
  if (shown === '!' && raw !== '') return { what, remedy: quoted(`!${raw}`) };
  return { what, remedy: /^!!|[%<>]/.test(shown) ? 'remove it' : 'put the whole entry in quotes' };
}

/** The tag or anchor that stands before a value, with the blanks behind it; '' when there is none. */
function tagBefore(text: string, end: number): string {
  // As much as the longest rule can take: a long file must not be searched again for each of its entries.
  return /[!&][^\s,[\]{}]*\s*$/.exec(text.slice(Math.max(0, end - 600), end))?.[0] ?? '';
}

/** Where an entry begins for the eye: its tag or anchor included. */
function startOf(source: YamlSource, node: ParsedNode): number {
  const start = node.range[0];
  return isAlias(node) || (!node.tag && !node.anchor) ? start : start - tagBefore(source.text, start).length;
}

const quoted = (text: string): string => `put it in quotes: ${JSON.stringify(short(text))}`;

function short(text: string): string {
  return printable(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
