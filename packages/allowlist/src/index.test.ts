/** The faces of the package, and what the main one costs whoever bundles it. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as face from './index.js';
import * as yaml from './yaml.js';

test('LIST-1: the face lists these names and no others', () => {
  expect(Object.keys(face).toSorted()).toEqual(['AllowlistError', 'allowlist', 'nameFault']);
  expect(Object.keys(yaml).toSorted()).toEqual([
    'AllowlistFileError',
    'findAllowlist',
    'loadAllowlist',
    'parseAllowlist',
    'readAllowlist',
    'readPatterns',
    'yamlSource',
  ]);
});

test('LIST-1: minified, the main entry is 3 KiB at most and imports nothing', async () => {
  const require = createRequire(import.meta.url);
  // The bundler of this workspace, as tsup has it; only this of it is used.
  const esbuild = createRequire(require.resolve('tsup'))('esbuild') as {
    build: (options: object) => Promise<{ outputFiles: { contents: Uint8Array; text: string }[] }>;
  };
  const entryPoints = [fileURLToPath(new URL('index.ts', import.meta.url))];
  const options = { entryPoints, bundle: true, minify: true, format: 'esm', target: 'node20.19', write: false };
  const { outputFiles } = await esbuild.build(options);
  expect(outputFiles).toHaveLength(1);
  expect(outputFiles[0]?.contents.byteLength).toBeLessThanOrEqual(3 * 1024);
  expect(outputFiles[0]?.text).not.toMatch(/\bimport\b|\brequire\b/);
});
