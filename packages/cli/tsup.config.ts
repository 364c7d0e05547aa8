import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { main: 'src/main.ts' },
  format: 'esm',
  target: 'node20.19',
  dts: true,
  sourcemap: true,
  clean: true,
  treeshake: true,
});
