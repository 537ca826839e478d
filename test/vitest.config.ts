// `unit` (milliseconds, no outside world) and `house` (the laws of src/README.md) are the fast loop. `npm test` also runs
// `property` (every case there is, seconds), `contract` (real servers, workers and engines) and `ui` (a real VS Code
// in a real browser).
import { defineConfig } from 'vitest/config';

const project = (name: string, include: string, extra: object = {}) => ({
  test: { name, include: [include], root: new URL('..', import.meta.url).pathname, ...extra },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 'test/unit/**/*.test.ts'),
      project('house', 'test/house/**/*.test.ts', { testTimeout: 20_000 }),
      project('property', 'test/property/**/*.test.ts', { testTimeout: 30_000 }),
      project('contract', 'test/contract/**/*.test.ts', {
        testTimeout: 120_000,
        hookTimeout: 300_000,
        fileParallelism: false,
      }),
      project('ui', 'test/ui/**/*.test.ts', {
        testTimeout: 60_000,
        hookTimeout: 300_000,
        fileParallelism: false,
        // The steps of one sitting: when one fails, those after it would only fail of it.
        bail: 1,
      }),
    ],
  },
});
