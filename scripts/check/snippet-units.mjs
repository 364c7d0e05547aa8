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
 * expected }`, `line` that of the fence, `offset` how many lines of the code stand before the block.
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
  const fence = FENCE.exec(lines[at]);
  const notes = page.notes;
  page.notes = [];
  if (!fence) return last;
  const why = (word) => notes.find((note) => note.word === word)?.text;
  if (fence[4].trim() !== '')
    page.faults.push(
      `${page.file}:${at + 1}: \`${lines[at].trim()}\`: a block is marked by a comment before it, not here`,
    );
  if (why('not compiled') === '') page.faults.push(`${page.file}:${at + 1}: not compiled, and no reason why`);
  if (why('not compiled') === undefined) {
    const expected = notes.filter(({ word }) => word === 'does not compile').map((note) => note.text);
    const code = lines
      .slice(at + 1, last)
      .map((line) => line.slice(fence[1].length))
      .join('\n');
    page.units.push(block(page, { code, line: at + 1, goesOn: why('continues') !== undefined, expected }));
  }
  return last;
}

function block(page, { code, line, goesOn, expected }) {
  const before = goesOn ? page.lead : page.setup;
  const whole = before === '' ? code : `${before}\n${code}`;
  page.lead = whole;
  const name = NAME.exec(code)?.[1] ?? `snippet-${line}.ts`;
  return {
    kind: 'block',
    name,
    code: whole,
    file: page.file,
    line,
    offset: whole.split('\n').length - code.split('\n').length,
    expected,
  };
}
