// Every kind of worker that New Worker makes, warm and lazy, must be free of our own errors and warnings.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nodeFileCreator, nodeFiles } from '../../src/base/nodeFiles';
import { checkWorkers } from '../../src/flows/checkWorkers';
import { createWorker } from '../../src/flows/createWorker';
import { type WorkerKind, workerKinds } from '../../src/flows/scaffold/workerKinds';
import { renderText } from '../../src/rules/render';
import { testPython } from '../support/python';
import { root } from '../support/tree';

const kinds = Object.keys(workerKinds) as WorkerKind[];
const cases = kinds.flatMap(kind => [[kind, 'warm'] as const, [kind, 'lazy'] as const]);

it.each(cases)('a new worker of kind %s, %s', async (kind, loading) => {
  const base = mkdtempSync(join(tmpdir(), 'scaffold-'));
  try {
    const folder = join(base, 'my-worker');
    const request = { template: join(root, 'worker-sample'), folder, name: 'my-worker', kind, loading };
    const made = await createWorker(
      request,
      { files: nodeFiles, creator: nodeFileCreator, python: testPython },
      new AbortController().signal,
    );
    expect(made.files).toEqual(
      expect.arrayContaining(['Dockerfile', 'Dockerfile.base', 'handler.py', 'test_input.json']),
    );
    const { diagnostics } = await checkWorkers([folder], { files: nodeFiles, python: await testPython() });
    const bad = diagnostics.filter(({ severity }) => severity === 'error' || severity === 'warning');
    expect(renderText(bad, path => path.slice(folder.length + 1))).toBe('');
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
});
