// The worker that New Worker copies must be free of our own diagnostics, remarks included.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nodeFiles } from '../../src/base/nodeFiles';
import { checkWorkers } from '../../src/flows/checkWorkers';
import { renderText } from '../../src/rules/render';
import { testPython } from '../support/python';
import { root } from '../support/tree';

it('worker-sample has no diagnostics', async () => {
  const sample = join(root, 'worker-sample');
  const python = await testPython();
  const { files, diagnostics } = await checkWorkers([sample], { files: nodeFiles, python });
  expect(files).toBeGreaterThanOrEqual(5);
  expect(renderText(diagnostics, path => path.slice(sample.length + 1))).toBe('');
});
