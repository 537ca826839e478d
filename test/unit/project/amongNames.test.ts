// Places of imports are asked of folders: what a folder does not name is not read, links and odd folders are.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nodeFiles } from '../../../src/base/nodeFiles';
import { strategyOf } from '../../../src/flows/strategy';
import { amongNames } from '../../../src/project/amongNames';
import { testPython } from '../../support/python';

it('answers for folders that are there, are not, and cannot be listed', async () => {
  const asked: string[] = [];
  const folders: Record<string, readonly string[] | undefined> = {
    '/': ['w', 'x'],
    '/w': ['a.py', 'lib'],
    '/w/lib': ['b.py'],
  };
  const among = amongNames(async folder => {
    asked.push(folder);
    return folder === '/x' ? undefined : new Set(folders[folder] ?? []);
  });
  const paths = ['/w/a.py', '/w/b.py', '/w/lib/b.py', '/w/none/b.py', '/w/none/deep/b.py', '/x/c.py'];
  expect(await among(paths)).toEqual(['/w/a.py', '/w/lib/b.py', '/x/c.py']);
  await among(paths);
  // Each folder once, those of folders that are not there included.
  expect(asked.toSorted()).toEqual(['/', '/w', '/w/lib', '/w/none', '/x']);
});

it('follows an import into a linked file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'runpod-names-'));
  try {
    mkdirSync(join(folder, 'elsewhere'));
    writeFileSync(
      join(folder, 'elsewhere/loads.py'),
      'from transformers import pipeline\npipe = pipeline("text-generation")\n',
    );
    symlinkSync(join(folder, 'elsewhere/loads.py'), join(folder, 'model.py'));
    const handler = join(folder, 'handler.py');
    writeFileSync(
      handler,
      'import runpod\nfrom model import pipe\n\ndef handler(job):\n    return pipe(job["input"])\n\nrunpod.serverless.start({"handler": handler})\n',
    );
    const report = await strategyOf(handler, { files: nodeFiles, python: await testPython() });
    expect(report.strategy).toBe('warm');
    expect(report.loads[0]?.path).toBe(join(folder, 'model.py'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
