// Holds the guide and its tests together: what docs/testing.md shows is what runs here.
import { injections } from '@sallyport/core/testing';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

test('the five tests of the guide are the five tests that run', () => {
  const blocks = [...read('../../../docs/testing.md').matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
  const ran = read('./guide.test.ts');
  // less the line that says what the file is for
  expect(ran.slice(ran.indexOf('\n') + 1)).toBe(blocks.slice(0, 5).join('\n'));
});

test('the numbers that the guide names are those of the kit', () => {
  const texts = injections('send_email', {});
  expect(read('../../../docs/testing.md')).toContain(`${texts.length} texts in ${injections.styles.length} styles`);
});
