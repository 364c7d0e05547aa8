// Lists of patterns over names. What a rule in YAML is, `@sallyport/allowlist/yaml` knows (LIST-6); here each is read, and all faults told.
import { allowlist, AllowlistError } from '@sallyport/allowlist';
import { AllowlistFileError, readPatterns as readRules, type YamlSource } from '@sallyport/allowlist/yaml';
import { isScalar, YAMLSeq, type ParsedNode } from 'yaml';
import { quote } from '../errors.js';
import type { Faults } from './faults.js';
import { keyOf, type Path } from './path.js';
import type { Source, Span } from './source.js';

/** Is it a list of patterns that stands here? */
export function isListOfPatterns(path: Path): boolean {
  const last = path.at(-1);
  if (last === 'allowlist')
    return path.length === 1 || (path.length === 2 ? path[0] === 'agent' : path[0] === 'agents');
  const rule = path.slice(path[0] === 'gate' ? 1 : 2).join(' ');
  return (path[0] === 'gate' || path[0] === 'agents') && (rule === 'approvers' || rule === 'escalate to');
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
    const { span, rule, fault, warning } = readRule(item, options.source.text);
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

/** One rule, as a list of its own, so that the fault of one does not hide another's. */
function readRule(item: unknown, text: string): Rule {
  const list = new YAMLSeq();
  list.items.push(item);
  list.range = [0, text.length, text.length];
  let told: Rule | undefined;
  const source: YamlSource = {
    file: '',
    text,
    // `as`: of the document only its warnings are asked for, and tags are judged rule by rule
    document: { warnings: [] } as unknown as YamlSource['document'],
    at: () => '',
    fault: (offset, { what, remedy }) => {
      told = { span: spanAt(text, offset), fault: `${what}: ${remedy}` };
      return new AllowlistFileError({ file: '', line: 0, column: 0, shown: '', what, remedy });
    },
  };
  try {
    // `as`: a list as the parser would have made it
    const { patterns, offsets, warnings } = readRules(source, list as unknown as ParsedNode, 0);
    const span = spanAt(text, offsets[0]!);
    if (isScalar(item) && patterns[0]!.includes('${')) return { span, fault: OUTSIDE };
    return { span, rule: patterns[0]!, ...(warnings[0] !== undefined && { warning: warnings[0].replace(/^: /, '') }) };
  } catch (error) {
    if (told !== undefined) return told;
    throw error;
  }
}

const OUTSIDE = 'a list takes nothing from the environment: who may write stands in the file';

/** From there to the end of the entry, as far as it can be seen. */
function spanAt(text: string, start: number): Span {
  const [shown = ''] = /^(["']).*?\1|^[^\s,\]}]*/u.exec(text.slice(start, start + 300)) ?? [];
  return { start, end: start + Math.max(1, shown.length) };
}

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
