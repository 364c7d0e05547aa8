// The import graph of the workspace: who imports what, type-only imports and re-exports included, and where it is a circle.
import ts from 'typescript';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { baseOptions } from '../lib/typescript.mjs';

/**
 * Every import of every file: `{ from, line, specifier, to }`. `from` and `to` are relative to the top; `to` is
 * undefined for what lies outside of the workspace. Must not throw on a file that does not parse.
 */
export function importsOf(files, top) {
  const options = baseOptions();
  const cache = ts.createModuleResolutionCache(top, (name) => name, options);
  return files.flatMap((from) => {
    const path = join(top, from);
    const text = readFileSync(path, 'utf8');
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    return specifiersOf(file).map(({ text: specifier, pos }) => ({
      from,
      line: file.getLineAndCharacterOfPosition(pos).line + 1,
      specifier,
      to: inWorkspace(
        ts.resolveModuleName(specifier, path, options, ts.sys, cache, undefined, ts.ModuleKind.ESNext),
        top,
      ),
    }));
  });
}

/** Static and dynamic imports, re-exports, `import('…')` types and `import x = require('…')`, as string literal nodes. */
function specifiersOf(file) {
  const found = [];
  const visit = (node) => {
    const specifier = specifierOf(node);
    if (specifier && ts.isStringLiteralLike(specifier)) found.push({ text: specifier.text, pos: specifier.getStart() });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function specifierOf(node) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) return node.argument.literal;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0];
  return undefined;
}

function inWorkspace({ resolvedModule }, top) {
  const path = resolvedModule?.resolvedFileName;
  return path?.startsWith(`${top}/`) && !path.includes('/node_modules/') ? path.slice(top.length + 1) : undefined;
}

/** One circle per knot, as a list of files that ends where it began. */
export function circlesOf(imports) {
  const next = new Map();
  for (const { from, to } of imports) if (to) next.set(from, (next.get(from) ?? new Set()).add(to));
  return knotsOf(next).map((knot) => shortestCircle(knot, next));
}

/** Strongly connected components of more than one file, and files that import themselves (Tarjan, 1972). */
function knotsOf(next) {
  const order = new Map();
  const low = new Map();
  const stack = [];
  const knots = [];
  const visit = (file) => {
    order.set(file, order.size);
    low.set(file, order.get(file));
    stack.push(file);
    for (const other of next.get(file) ?? []) {
      if (!order.has(other)) visit(other);
      if (stack.includes(other)) low.set(file, Math.min(low.get(file), low.get(other)));
    }
    if (low.get(file) !== order.get(file)) return;
    const knot = stack.splice(stack.indexOf(file));
    if (knot.length > 1 || next.get(file)?.has(file)) knots.push(knot);
  };
  for (const file of next.keys()) if (!order.has(file)) visit(file);
  return knots;
}

function shortestCircle(knot, next) {
  const start = knot.toSorted()[0];
  const paths = [[start]];
  const seen = new Set();
  for (const path of paths) {
    for (const file of next.get(path.at(-1)) ?? []) {
      if (file === start) return [...path, start];
      if (knot.includes(file) && !seen.has(file)) paths.push([...path, file]);
      seen.add(file);
    }
  }
  return knot;
}
