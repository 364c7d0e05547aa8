import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    maildir: 'src/maildir.ts',
    'ai-sdk': 'src/ai-sdk.ts',
    'ai-sdk-testing': 'src/ai-sdk-testing.ts',
  },
  format: 'esm',
  target: 'node20.19',
  dts: true,
  sourcemap: true,
  clean: true,
  treeshake: true,
});
