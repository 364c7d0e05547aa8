import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    ingest: 'src/ingest.ts',
    'ingest/contracts': 'src/ingest/contracts.ts',
    record: 'src/record.ts',
    'record/contracts': 'src/record/contracts.ts',
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
