// Two projects: `unit` (milliseconds, no outside world) and `house` (the laws of src/README.md), together the fast
// loop; `contract` starts real servers, workers and engines and is run by `npm test` only.
import { defineConfig } from 'vitest/config';

const project = (name: string, include: string, extra: object = {}) => ({
  test: { name, include: [include], root: new URL('..', import.meta.url).pathname, ...extra },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 'test/unit/**/*.test.ts'),
      project('house', 'test/house/**/*.test.ts', { testTimeout: 20_000 }),
      project('contract', 'test/contract/**/*.test.ts', {
        testTimeout: 120_000,
        hookTimeout: 300_000,
        fileParallelism: false,
      }),
    ],
  },
});
