// Lists of patterns over names, read rule by rule: YAML that would drop or turn a rule is a fault (LIST-6).
import { allowlist, AllowlistError } from '@sallyport/allowlist';
import { isAlias, isScalar, type Scalar, type YAMLSeq } from 'yaml';
import { quote } from '../errors.js';
import type { Faults } from './faults.js';
import { keyOf, type Path } from './path.js';
import type { Source, Span } from './source.js';

/** Is it a list of patterns that stands here? */
export function isListOfPatterns(path: Path): boolean {
  const last = path.at(-1);
  if (last === 'allowlist')
    return path.length === 1 || (path.length === 2 ? path[0] === 'agent' : path[0] === 'agents');
  return last === 'approvers' && (path[0] === 'gate' || path[0] === 'agents') && path.length <= 3;
}

interface Options {
  readonly source: Source;
  readonly faults: Faults;
  readonly path: Path;
  /** Told where each rule stands. */
  readonly spans: Map<string, { readonly value: Span }>;
  readonly warn: (span: Span, message: string) => void;
}

/** The rules of a list as they were written; `undefined` stands for one that is at fault. */
export function readPatterns(list: YAMLSeq, options: Options): (string | undefined)[] {
  return list.items.map((item, index) => {
    const { span, rule, fault, warning } = readRule(item, options.source, list);
    options.spans.set(keyOf([...options.path, index]), { value: span });
    const why = fault ?? (rule === undefined ? undefined : faultIn(rule));
    if (why !== undefined) options.faults.add(span, why);
    else if (warning !== undefined) options.warn(span, warning);
    return why === undefined ? rule : undefined;
  });
}

interface Rule {
  readonly span: Span;
  readonly rule?: string;
  readonly fault?: string;
  readonly warning?: string;
}

function readRule(item: unknown, { text }: Source, list: YAMLSeq): Rule {
  // `as`: what the parser made has a range
  const { range, anchor } = item as { readonly range?: readonly number[]; readonly anchor?: string };
  const [start, end] = [range?.[0] ?? list.range![0], range?.[1] ?? list.range![1]];
  const span = { start, end: Math.max(end, start + 1) };
  if (isAlias(item))
    return { span, fault: `a * that is not quoted begins an alias: quote it, as ${sample(text.slice(start, end))}` };
  if (!isScalar(item))
    return { span, fault: 'a rule is one text: quote it, if the brackets, braces or the colon are meant' };
  if (anchor !== undefined)
    return { span, fault: 'an & that is not quoted begins an anchor: quote it, if it is meant' };
  if (item.tag !== undefined) return readTag(item, text, start);
  if (typeof item.value !== 'string') return { span, fault: 'a rule is text: quote it, or take the line out' };
  if (/[\r\n]/.test(text.slice(start, end).trimEnd()))
    return { span, fault: 'a rule stands on one line: write each on a line of its own, behind a dash' };
  if (item.value.includes('${'))
    return { span, fault: 'a list takes nothing from the environment: who may write stands in the file' };
  return { span, rule: item.value, ...(isSwallowed(item, text) && { warning: COMMENT }) };
}

const COMMENT = 'what follows the # is a comment: quote the rule if it is meant, or write a space behind the #';

/** `alice #bob`: somebody may have meant it. */
const isSwallowed = (item: Scalar, text: string): boolean =>
  /^[ \t]+#[^ \t\r\n]/.test(text.slice(item.range?.[1] ?? text.length));

/**
 * An unquoted `!spam_*` is a tag to YAML, on an empty text. It is taken for the rule that it shows where it shows exactly that;
 * `! spam_*`, `!!str bob`, `!sp%61m` and a tag before some other text are not.
 */
function readTag(item: Scalar, text: string, end: number): Rule {
  const [raw = ''] = /![^\s,[\]{}]*$/u.exec(text.slice(Math.max(0, end - 300), end).trimEnd()) ?? [];
  const start = text.lastIndexOf(raw, end);
  const span = { start, end: Math.max(start + raw.length, start + 1) };
  if (item.value === '' && item.source === '' && raw === item.tag && /^![^!%<>]+$/.test(raw))
    return { span, rule: raw, warning: `read as the rule ${sample(raw)}: quote it, for YAML takes it for a tag` };
  return {
    span,
    fault: `a ! that is not quoted begins a tag, and YAML would drop it: quote the whole rule, as '!spam_*'`,
  };
}

const sample = (rule: string): string => (/^[!-&(-~]{1,40}$/.test(rule) ? `'${rule}'` : `'!spam_*'`);

/** A participant that nobody is: who the owner is stands elsewhere, and is checked once that is known. */
const NOBODY = 'nobody.at.all';

/** Why the matcher would not take the rule. */
function faultIn(rule: string): string | undefined {
  try {
    allowlist({ owner: NOBODY, patterns: [rule], onWarning: () => undefined });
    return undefined;
  } catch (error) {
    if (!AllowlistError.isInstance(error)) throw error;
    return error.code === 'OWNER_DENIED' ? undefined : error.message.replace('patterns[0]', `the rule ${quote(rule)}`);
  }
}
