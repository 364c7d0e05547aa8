import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    sqlite: 'src/sqlite.ts',
    postgres: 'src/postgres.ts',
    keyfile: 'src/keyfile.ts',
    ledger: 'src/ledger.ts',
    conformance: 'src/conformance.ts',
  },
  format: 'esm',
  target: 'node20.19',
  dts: true,
  sourcemap: true,
  clean: true,
  treeshake: true,
});
