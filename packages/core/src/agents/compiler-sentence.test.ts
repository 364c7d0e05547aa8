// Asks the compiler itself what it says of an agent that does not fit: each faulty class on a line of its own.
import ts from 'typescript';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { PRELUDE, refused } from './sentences.fixture.js';

describe('the last line of the compiler is the sentence', () => {
  // one program for all of them: each in a block of its own, on a line of its own
  const { messages, lines, first } = compile(refused.map(([, , code]) => `{ ${code} }`).join('\n'));
  test.each(refused.map((row, i) => [...row, first + i] as const))(
    '%s: %s',
    (promise, _title, _code, sentence, line) => {
      const here = messages.filter((_, i) => lines[i] === line);
      expect(here).toHaveLength(1);
      expect(
        here[0]!
          .split('\n')
          .slice(promise === 'TYPE-4' ? 0 : -2)
          .join('\n'),
      ).toContain(sentence);
    },
  );
  test.each([
    ['a handler that takes a message', 'an order a trusted signer has reviewed'],
    ['a message passed for an order', 'an order a trusted signer has reviewed'],
  ])('TYPE-4: %s is told so in the last line', (title, sentence) => {
    const line = first + refused.findIndex((row) => row[1] === title);
    expect(
      messages
        .filter((_, i) => lines[i] === line)[0]!
        .split('\n')
        .at(-1),
    ).toContain(sentence);
  });

  test('TYPE-4: nothing else is refused', () => expect(messages).toHaveLength(refused.length));

  test('TYPE-4: what fits compiles', () => {
    const fits = `
      class R extends IntakeAgent<'low', 'send_email' | 'open_ticket'> {
        constructor() { super({ name: 'r', trust: 'low', tools: [webPage], proposes: [only(email, { to: oneOf('a@x') }), ticket] }); }
        protected async handle(message: Message, session: IntakeSession<'low', 'send_email' | 'open_ticket'>) {
          const text = await session.call(webPage, { url: message.text });
          await session.propose('e', email, { to: text, body: message.material.map((one) => one.text).join() }, { why: '' });
        }
      }
      class E extends ActionAgent<'high'> {
        constructor() { super({ name: 'e', trust: 'high', tools: [sendEmail, draft, shop, lookup] }); }
        protected async handle(order: Order, session: ActionSession<'high'>) {
          const { id, note } = await session.call(lookup, { id: order.text });
          const offers = await session.call(shop, { q: id });
          await session.call(sendEmail, { to: 'me@x', body: offers.at('text') });
          for (const { text, from } of order.material) await session.call(sendEmail, { to: from, body: text });
          await session.call(draft, { body: session.reveal(note) });
        }
      }
      void [R, E, wipe, form, wide];`;
    expect(compile(fits).messages).toEqual([]);
  });
});

interface Compiled {
  readonly messages: readonly string[];
  /** The line of each message. */
  readonly lines: readonly number[];
  /** The line after the prelude. */
  readonly first: number;
}

/** Compiles a snippet that stands beside this file, with the options of the workspace. */
function compile(code: string): Compiled {
  const snippet = fileURLToPath(new URL('./snippet.ts', import.meta.url));
  const options = readOptions();
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  const language: ts.CreateSourceFileOptions = {
    languageVersion: ts.ScriptTarget.ES2023,
    impliedNodeFormat: ts.ModuleKind.ESNext,
  };
  const file = ts.createSourceFile(snippet, PRELUDE + code, language);
  host.fileExists = (path) => path === snippet || fileExists(path);
  host.getSourceFile = (path, ...rest) => (path === snippet ? file : getSourceFile(path, ...rest));
  const program = ts.createProgram([snippet], options, host);
  const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  return {
    messages: diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    lines: diagnostics.map(({ start }) => file.getLineAndCharacterOfPosition(start ?? 0).line),
    first: file.getLineAndCharacterOfPosition(PRELUDE.length).line,
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
