// From text to a YAML tree, with the parser's faults in our own words: its own repeat what stands in the file.
import { parseDocument, visit, type Document, type ErrorCode, type ParsedNode } from 'yaml';
import type { Faults } from './faults.js';
import type { Source, Span } from './source.js';

/** What the parser finds, by its code. */
const SENTENCES: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias cannot have a tag or an anchor: write the value out',
  BAD_ALIAS: "a * that is not quoted begins an alias: quote it, as '*'",
  BAD_COLLECTION_TYPE: 'a tag changes what this is: take the tag out',
  BAD_DIRECTIVE: 'a directive changes how the file is read: take the line out',
  BAD_DQ_ESCAPE: 'there is no such escape between double quotes: write \\\\ for a backslash, or use single quotes',
  BAD_INDENT: 'this does not stand in the right column: line it up with its neighbours',
  BAD_PROP_ORDER: 'tags and anchors have no place here: take them out',
  BAD_SCALAR_START: 'this character cannot begin a text: quote the text',
  BLOCK_AS_IMPLICIT_KEY: 'a list or a mapping cannot begin on the line of another key: put it on a line of its own',
  BLOCK_IN_FLOW: 'between [ ] and { } there are no block lists: write commas, or take the brackets out',
  DUPLICATE_KEY: 'this key stands here twice',
  IMPOSSIBLE: 'this cannot be read as YAML: rewrite the line',
  KEY_OVER_1024_CHARS: 'a key is shorter than this: is a colon at the wrong place?',
  MISSING_CHAR: 'something is missing here: a closing quote or bracket, a comma, a colon, or a space',
  MULTILINE_IMPLICIT_KEY: 'a key stands on one line: is a colon at the wrong place?',
  MULTIPLE_ANCHORS: 'anchors have no place here: write the value out',
  MULTIPLE_DOCS: 'a second document begins here: one file is one configuration, take the rest out',
  MULTIPLE_TAGS: 'tags have no place here: take them out',
  NON_STRING_KEY: 'a key is text: quote it',
  RESOURCE_EXHAUSTION: 'this is too much to be read: lay it out simpler',
  TAB_AS_INDENT: 'a tab indents this line: use spaces',
  TAG_RESOLVE_FAILED: 'tags have no place here: take it out, or quote the text if it begins with !',
  UNEXPECTED_TOKEN: 'this does not belong here: is something not closed, or not quoted?',
};

/** Behind one of these the parser has lost its way: what it says of the rest of the file is noise. */
const LOST: ReadonlySet<ErrorCode> = new Set([
  'BAD_INDENT',
  'BLOCK_AS_IMPLICIT_KEY',
  'BLOCK_IN_FLOW',
  'IMPOSSIBLE',
  'MISSING_CHAR',
  'MULTILINE_IMPLICIT_KEY',
  'MULTIPLE_DOCS',
  'RESOURCE_EXHAUSTION',
  'TAB_AS_INDENT',
  'UNEXPECTED_TOKEN',
]);

/** The tree, and whether it is worth walking. Warnings are left to whoever walks it, and finds their causes there. */
export function parse(
  source: Source,
  faults: Faults,
): { readonly root: ParsedNode | undefined; readonly isLost: boolean } {
  const doc = parseDocument(source.text, { prettyErrors: false, uniqueKeys: false, version: '1.2', merge: false });
  const errors = doc.errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  const lost = errors.findIndex(({ code }) => LOST.has(code));
  for (const { code, pos, message } of lost < 0 ? errors : errors.slice(0, lost + 1)) {
    // whoever walks the tree finds it, and knows what it stands in
    if (code === 'BAD_ALIAS' && lost < 0) continue;
    const [start, end] = pos;
    const quoted = message.startsWith('Missing closing') ? unclosed(doc, start) : undefined;
    const sentence = message.startsWith('Flow ') ? UNCLOSED : SENTENCES[code];
    if (quoted !== undefined) faults.add(quoted, 'this quote is not closed: close it, or escape the quotes within');
    else faults.add({ start, end: Math.max(end, start + 1) }, isReference(source, start) ? REFERENCE : sentence);
  }
  return { root: doc.contents ?? undefined, isLost: lost >= 0 };
}

const UNCLOSED = 'a bracket or a brace before this is not closed: close it';
const REFERENCE = 'between [ ] and { }, braces are YAML\'s own: quote the reference, as "${NAME}"';

/** `{ key: ${NAME} }`: the parser stumbles over the brace, or over what follows it. */
const isReference = ({ text }: Source, offset: number): boolean =>
  /\$\{[^\s}]*$/u.test(text.slice(Math.max(0, offset - 80), offset + 1));

/** The quoted text that goes on up to `end`: the fault is where it begins. */
function unclosed(doc: Document.Parsed, end: number): Span | undefined {
  let span: Span | undefined;
  visit(doc, {
    Scalar: (_, { range }) => {
      if (range?.[1] === end) span = { start: range[0], end };
    },
  });
  return span;
}
