import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    tool: 'src/tool.ts',
    store: 'src/store.ts',
    archive: 'src/archive.ts',
    config: 'src/config.ts',
    testing: 'src/testing.ts',
    'testing/vitest': 'src/testing/vitest.ts',
  },
  format: 'esm',
  target: 'node20.19',
  dts: true,
  sourcemap: true,
  clean: true,
  treeshake: true,
});
