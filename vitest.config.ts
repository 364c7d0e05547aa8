// Runs every test of the workspace from its sources: the `sallyport-source` condition makes a build unnecessary.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const conditions = ['sallyport-source', 'module', 'node'];
const homes = ['packages/*/src', 'examples/*/src', 'bench/src', 'torture/src'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['sallyport-source', 'node'] } },
  test: {
    include: [...homes.map((home) => `${home}/**/*.test.ts`), 'scripts/**/*.test.{mjs,ts}'],
    typecheck: { enabled: true, include: homes.map((home) => `${home}/**/*.test-d.ts`), tsconfig: './tsconfig.json' },
    globalSetup: ['./scripts/lib/state-home.mjs'],
    // much of the time is spent waiting, for processes, servers and clocks
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
