// Reads the titles of tests from their source, so that a promise is cited by a test that exists and is not skipped.
import ts from 'typescript';
import { readFileSync } from 'node:fs';

const ID = /\b[A-Z]{3,4}-\d+\b/g;

/**
 * Every test of a file: `{ title, start, end, skipped }`, the title with those of the suites around it. One that is known
 * to fail counts as skipped: it holds nothing. Titles that are computed are read as far as they are written out. `end`
 * and `start` are offsets in the text.
 */
export function testsIn(path, text = readFileSync(path, 'utf8')) {
  const found = [];
  const visit = (node, titles, skipped) => {
    const call = ts.isCallExpression(node) ? callOf(node) : undefined;
    const own = call ? { titles: [...titles, call.title], skipped: skipped || call.skipped } : { titles, skipped };
    if (call?.kind === 'test') {
      found.push({ title: own.titles.join(' '), start: node.getStart(), end: node.getEnd(), skipped: own.skipped });
    }
    ts.forEachChild(node, (child) => visit(child, own.titles, own.skipped));
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true), [], false);
  return found;
}

/** The promise ids in a title. */
export const idsIn = (title) => [...new Set(title.match(ID) ?? [])];

/** A pattern for vitest's -t that takes GATE-1 and leaves GATE-12. */
export const patternOf = (ids) => `\\b(${ids.join('|')})\\b`;

function callOf(node) {
  const words = wordsOf(node.expression);
  const kind = { test: 'test', it: 'test', describe: 'suite' }[words[0]];
  const title = node.arguments[0];
  if (!kind || !title || !(ts.isStringLiteralLike(title) || ts.isTemplateExpression(title))) return undefined;
  return {
    kind,
    title: title.text ?? title.getText().slice(1, -1),
    skipped: ['skip', 'todo', 'fails'].some((word) => words.includes(word)),
  };
}

/** `test.each(rows)` reads as ['test', 'each']. */
function wordsOf(expression) {
  if (ts.isIdentifier(expression)) return [expression.text];
  if (ts.isPropertyAccessExpression(expression)) return [...wordsOf(expression.expression), expression.name.text];
  if (ts.isCallExpression(expression) || ts.isTaggedTemplateExpression(expression)) {
    return wordsOf(expression.expression ?? expression.tag);
  }
  return [];
}
