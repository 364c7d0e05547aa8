// Cuts the TypeScript blocks out of a Markdown page, with what the comments around them say about each.
//
// <!-- snippet-setup            code that stands, unseen, before every block that follows on the page;
//   … -->                       an empty one ends it
// <!-- snippet-file NAME        a file that blocks can import as './NAME'
//   … -->
// <!-- continues -->            before a block: it goes on from the block before it
// <!-- not compiled: REASON --> before a block: it is left out, and this is why
// <!-- does not compile: TEXT --> before a block: the compiler refuses it with these words
//
// A block whose first line is a comment that begins with a file name is that file: others can import it.

const FENCE = /^(\s*)(`{3,})(ts|tsx|typescript)\b(.*)$/;
const NAME = /^\/\/ ([\w./-]+\.tsx?)\b/;

/**
 * `{ units, faults }` of a page. A unit is a module: `{ kind: 'block' | 'file', name, code, file, line, offset,
 * expected }`, `line` that of the fence, `offset` how many lines of the code stand before the block,
 * `goesOn` true when they are those of the block before it.
 */
export function unitsOf(text, file) {
  const page = { file, units: [], faults: [], setup: '', lead: '', notes: [] };
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) at = read(page, lines, at);
  return { units: page.units, faults: page.faults };
}

/** Reads what begins at a line, and answers the last line of it. */
function read(page, lines, at) {
  if (lines[at].trimStart().startsWith('<!--')) return readComment(page, lines, at);
  const fence = /^\s*(`{3,})/.exec(lines[at]);
  if (fence) return readBlock(page, lines, at, fence[1]);
  if (lines[at].trim() !== '') page.notes = [];
  return at;
}

function readComment(page, lines, at) {
  const end = lines.findIndex((line, index) => index >= at && line.includes('-->'));
  if (end < 0) return lines.length;
  const comment = lines
    .slice(at, end + 1)
    .join('\n')
    .trim()
    .slice(4, -3);
  const [, word, rest] =
    /^\s*(snippet-setup|snippet-file|continues|not compiled|does not compile)\b:?(.*)$/s.exec(comment) ?? [];
  if (word === 'snippet-setup') page.setup = rest.trim();
  else if (word === 'snippet-file') page.units.push(hidden(page, rest));
  else if (word) page.notes.push({ word, text: rest.trim() });
  return end;
}

function hidden({ file }, rest) {
  const [, name, code] = /^\s*(?:\.\/)?(\S+)[^\n]*\n(.*)$/s.exec(rest) ?? ['', 'unnamed.ts', rest];
  return { kind: 'file', name, code, file };
}

function readBlock(page, lines, at, ticks) {
  const end = lines.findIndex((line, index) => index > at && line.trim() === ticks);
  const last = end < 0 ? lines.length : end;
  const [, indent, , , info] = FENCE.exec(lines[at]) ?? [];
  const notes = page.notes;
  page.notes = [];
  if (info === undefined) return last;
  const textsOf = (word) => notes.filter((note) => note.word === word).map(({ text }) => text);
  const [reason] = textsOf('not compiled');
  const fault = (why) => page.faults.push(`${page.file}:${at + 1}: ${why}`);
  if (info.trim() !== '') fault(`\`${lines[at].trim()}\`: a block is marked by a comment before it, not here`);
  if (reason === '') fault('not compiled, and no reason why');
  if (reason !== undefined) return last;
  const body = lines.slice(at + 1, last).map((line) => line.slice(indent.length));
  const goesOn = textsOf('continues').length > 0;
  page.units.push(block(page, body.join('\n'), { line: at + 1, goesOn, expected: textsOf('does not compile') }));
  return last;
}

function block(page, code, facts) {
  const before = facts.goesOn ? page.lead : page.setup;
  const name = NAME.exec(code)?.[1] ?? `snippet-${facts.line}.ts`;
  page.lead = before === '' ? code : `${before}\n${code}`;
  const offset = before === '' ? 0 : before.split('\n').length;
  return { kind: 'block', name, code: page.lead, file: page.file, offset, ...facts };
}

/** The doc comments of a source file as a page, line for line: what is not a doc comment is an empty line. */
export function commentsOf(source) {
  let inside = false;
  return source
    .split('\n')
    .map((line) => {
      inside ||= /^\s*\/\*\*/.test(line);
      const text = inside ? line.replace(/^\s*(\/\*\*|\*\/|\*) ?/, '') : '';
      inside &&= !line.includes('*/');
      return text;
    })
    .join('\n');
}
