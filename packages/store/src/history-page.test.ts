// The page on the history says what happens: its code is run as it stands there.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const here = dirname(fileURLToPath(import.meta.url));
const page = readFileSync(join(here, '../../../docs/history.md'), 'utf8');
const code = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block]) => block).join('\n');

test('MAIL-6: what docs/history.md shows is what happens', async () => {
  const folder = mkdtempSync(join(here, '.page-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'page.ts');
  const own = code.replaceAll('console.log(', 'told(').replace("'history.db'", JSON.stringify(join(folder, 'a.db')));
  writeFileSync(file, `const said = [];\nconst told = (...values) => said.push(values);\nexport { said };\n${own}`);
  // `as`: the file exports what it was given in the line above
  const { said } = (await import(file)) as { said: readonly (readonly unknown[])[] };
  const shown = said.map((values) =>
    values.map((one) => (typeof one === 'string' ? one : inspect(one, { breakLength: Infinity }))).join(' '),
  );
  expect(shown).toEqual([...code.matchAll(/\/\/ → (.*)/g)].map(([, line]) => line));
});
