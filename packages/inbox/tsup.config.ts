import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    terminal: 'src/terminal.ts',
    tui: 'src/tui.ts',
    web: 'src/web.ts',
  },
  format: 'esm',
  target: 'node20.19',
  dts: true,
  sourcemap: true,
  clean: true,
  treeshake: true,
});
