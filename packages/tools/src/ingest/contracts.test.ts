// Tests that knowing the contracts is not being able to read, and that the face loads no library before it reads.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { importsOf } from '../imports.fixture.js';

test('the contracts are data: nothing they import can open a connection or a file', () => {
  expect(outside('./contracts.ts')).toEqual(['@sallyport/core/tool', 'zod']);
});

test('the face loads the core and zod; the libraries come when something is read', () => {
  const light = ['@sallyport/core', '@sallyport/core/tool', 'ipaddr.js', 'picomatch', 'zod'];
  expect(outside('../ingest.ts').filter((specifier) => !specifier.startsWith('node:'))).toEqual(light);
  expect(outside('./guarded-fetch.ts')).toContain('undici');
  expect(outside('./readable.ts')).toEqual(['@mozilla/readability', 'htmlparser2', 'linkedom', 'turndown']);
});

const outside = (file: string): readonly string[] =>
  [...importsOf(fileURLToPath(new URL(file, import.meta.url)))].filter((one) => !one.startsWith('.')).sort();
