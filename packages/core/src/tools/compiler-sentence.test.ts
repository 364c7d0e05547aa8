// Asks the compiler itself: which sentence it ends with, whether it is the run time's, and what the check costs.
import ts from 'typescript';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { EFFECTS, ROLES, SOURCED, TRUST, type Effect } from '../trust.js';
import { contractFits, listability, proposability, toolFits } from './fits.js';
import { PRELUDE, refused } from './sentences.fixture.js';

describe('the last line of the compiler is the sentence', () => {
  // One program for all of them: each in a function of its own, on a line of its own.
  const { file, messages, lines } = compile(refused.map(([, , code]) => `void (async () => { ${code} });`).join('\n'));
  const first = file.getLineAndCharacterOfPosition(PRELUDE.length).line;

  test.each(refused.map((row, i) => [...row, first + i] as const))(
    '%s: %s',
    (_promise, _title, _code, sentence, line) => {
      const here = messages.filter((_, i) => lines[i] === line);
      expect(here).toHaveLength(1);
      expect(here[0]?.split('\n').at(-1)).toContain(sentence);
    },
  );

  test('TYPE-1: nothing else is refused', () => expect(messages).toHaveLength(refused.length));

  test('TYPE-1: what fits compiles', () => {
    const code = `intake({ trust: 'low', tools: [webPage], proposes: [only(email, { to: oneOf('a', 'b') }), only(email, { to: ['a'] })] });
      intake({ trust: 'medium', tools: [draft] }); intake({ trust: 'zero', tools: [webPage, form] }); action({ trust: 'high', tools: [sendEmail, draft] });
      propose(email, { to: '', body: '' }); void call(sendEmail, { to: '', body: '' });
      intake({ trust: 'low', tools: [classify([foreign], { foreign: { effect: 'ingest', source: 'low' } }).foreign] });`;
    expect(compile(code).messages).toEqual([]);
  });
});

test('WALL-1: for every seat, effect and source the run time says what the compiler says', () => {
  const effects = Object.keys(EFFECTS) as Effect[];
  const seats = [
    ...Object.keys(ROLES).map((role) => ['role', role] as const),
    ...TRUST.map((trust) => ['trust', trust] as const),
  ];
  const asked: { readonly type: string; readonly runtime: unknown }[] = [];
  for (const effect of effects) {
    for (const source of effect in SOURCED ? TRUST : (['high'] as const)) {
      // `as`: both objects have a field for every seat of their kind
      const fits = toolFits('x', effect, source) as unknown as Record<string, Record<string, unknown>>;
      for (const [kind, seat] of seats) {
        asked.push({
          type: `ToolFits<'x', '${effect}', '${source}'>['${kind}']['${seat}']`,
          runtime: fits[kind]?.[seat],
        });
      }
    }
    asked.push({ type: `Proposability<'x', '${effect}'>`, runtime: proposability('x', effect) });
    asked.push({ type: `Listability<'x', '${effect}', never>`, runtime: listability('x', effect, []) });
    asked.push({ type: `Listability<'x', '${effect}', 'to'>`, runtime: listability('x', effect, ['to']) });
    asked.push({ type: `Listability<'x', '${effect}', string>`, runtime: listability('x', effect, 'open') });
  }
  asked.push({ type: `NothingToRun<'x'>`, runtime: contractFits('x').role.intake });

  const { checker, file } = compile(`type All = [${asked.map(({ type }) => type).join(', ')}];`);
  const alias = file.statements.find(ts.isTypeAliasDeclaration)!;
  // `as`: a tuple type is a reference with its elements as arguments
  const elements = checker.getTypeArguments(checker.getTypeAtLocation(alias.name) as ts.TypeReference);
  const compiled = elements.map((type) =>
    type.isStringLiteral() ? type.value : checker.typeToString(type) === 'true',
  );
  expect(asked.length).toBe(137);
  expect(asked.map(({ type }, i) => [type, compiled[i]])).toEqual(asked.map(({ type, runtime }) => [type, runtime]));
});

test('TYPE-5: the check costs at most 40 instantiations per tool at 500 tools', () => {
  const effects = ['ingest', 'analyze', 'report'];
  const names = Array.from({ length: 500 }, (_, i) => `tool_${i}`);
  const declared = names.map((name, i) => {
    const effect = effects[i % effects.length]!;
    return `const ${name} = tool({ name: '${name}', effect: '${effect}', ${effect === 'ingest' ? `source: 'low', ` : ''}input: z.strictObject({ q${i}: z.string() }), run: async () => ${i} });`;
  });
  const cost = (held: string) =>
    compile(`${declared.join('\n')}\nconst held: readonly ${held}[] = [${names.join(', ')}]; void held;`)
      .instantiations;
  const perTool = (cost(`IntakeTool<'low'>`) - cost('{ readonly name: string }')) / names.length;
  expect(perTool).toBeGreaterThan(1);
  expect(perTool).toBeLessThanOrEqual(40);
}, 120_000);

interface Compiled {
  readonly messages: readonly string[];
  /** The line of each message. */
  readonly lines: readonly number[];
  readonly checker: ts.TypeChecker;
  readonly file: ts.SourceFile;
  readonly instantiations: number;
}

const snippet = fileURLToPath(new URL('./snippet.ts', import.meta.url));
const options = readOptions();
const files = new Map<string, ts.SourceFile | undefined>();

/** Compiles a snippet that stands beside this file, with the options of the workspace. */
function compile(code: string): Compiled {
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  const file = ts.createSourceFile(snippet, PRELUDE + code, {
    languageVersion: ts.ScriptTarget.ES2023,
    impliedNodeFormat: ts.ModuleKind.ESNext,
  });
  host.fileExists = (path) => path === snippet || fileExists(path);
  host.getSourceFile = (path, ...rest) => {
    if (path === snippet) return file;
    if (!files.has(path)) files.set(path, getSourceFile(path, ...rest));
    return files.get(path);
  };
  const program = ts.createProgram([snippet], options, host);
  const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  return {
    messages: diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    lines: diagnostics.map(({ start }) => file.getLineAndCharacterOfPosition(start ?? 0).line),
    checker: program.getTypeChecker(),
    file,
    instantiations: program.getInstantiationCount(),
  };
}

function readOptions(): ts.CompilerOptions {
  const path = fileURLToPath(new URL('../../tsconfig.json', import.meta.url));
  const parsed = ts.getParsedCommandLineOfConfigFile(
    path,
    { noUnusedLocals: false, noUnusedParameters: false },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  );
  return parsed!.options;
}
