import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    send: 'src/send.ts',
    'send/contracts': 'src/send/contracts.ts',
  },
  format: 'esm',
  target: 'node20.19',
  dts: true,
  sourcemap: true,
  clean: true,
  treeshake: true,
});
