// TypeScript programs over the workspace: shared source files, and files that exist only in memory.
import ts from 'typescript';
import { dirname, join } from 'node:path';

import { root } from './workspace.mjs';

const parsed = new Map();

/** The compiler options of a tsconfig.json, and the files that it names. */
export function projectAt(path) {
  const faults = [];
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (fault) => faults.push(fault) };
  const {
    options = {},
    fileNames = [],
    errors = [],
  } = ts.getParsedCommandLineOfConfigFile(path, undefined, host) ?? {};
  const noInputs = 18003;
  return { options, fileNames, faults: [...faults, ...errors.filter(({ code }) => code !== noInputs)] };
}

export const baseOptions = () => projectAt(join(root, 'tsconfig.json')).options;

/**
 * A program over `files`. `overlay` maps absolute paths to text and wins over the disk. Source files are parsed once
 * in a process, so all programs must come with the same parse options: those of tsconfig.base.json.
 */
export function programOf(files, options, { overlay = new Map(), resolve } = {}) {
  const host = ts.createCompilerHost(options, true);
  const folders = new Set([...overlay.keys()].map((path) => dirname(path)));
  const { fileExists, readFile, directoryExists, getSourceFile } = host;
  host.fileExists = (path) => overlay.has(path) || fileExists(path);
  host.readFile = (path) => overlay.get(path) ?? readFile(path);
  host.directoryExists = (path) => folders.has(path) || directoryExists(path);
  host.getSourceFile = (path, target) => {
    if (overlay.has(path)) return ts.createSourceFile(path, overlay.get(path), target, true);
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, target));
    return parsed.get(path);
  };
  if (resolve) host.resolveModuleNameLiterals = resolve(host);
  return ts.createProgram(files, options, host);
}

/** What the compiler says about one file, unused `@ts-expect-error` included. */
export function faultsIn(program, path) {
  const file = program.getSourceFile(path);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
}

export const textOf = (fault) => ts.flattenDiagnosticMessageText(fault.messageText, '\n');

/** `packages/core/src/a.ts:3:7 error TS2322: …`, paths relative to the top. */
export function lineOf(fault) {
  const code = `error TS${fault.code}: ${textOf(fault)}`;
  if (!fault.file) return code;
  const { line, character } = fault.file.getLineAndCharacterOfPosition(fault.start);
  return `${fault.file.fileName.slice(root.length + 1)}:${line + 1}:${character + 1} ${code}`;
}
