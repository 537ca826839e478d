// From a path in a traceback to the file in the workspace.
import { expect, it } from 'vitest';
import { candidates, mentionedFiles } from '../../../src/editor/logs/fileLinks';

it('names the places of a text once, without those of libraries', () => {
  const text = [
    '  File "/app/src/handler.py", line 12, in handler',
    '  File "/usr/lib/python3.11/json/__init__.py", line 3, in loads',
    '  File "/venv/lib/python3.11/site-packages/torch/nn.py", line 4',
    '  File "<frozen importlib._bootstrap>", line 1',
    '  File "/app/src/handler.py", line 12, in handler',
  ].join('\n');
  expect(mentionedFiles(text)).toEqual([{ path: '/app/src/handler.py', line: 12 }]);
});

it('goes by the Dockerfile first, then by the longest ending', () => {
  const fileAt = (path: string) => (path === '/app/handler.py' ? '/ws/worker/code/main.py' : undefined);
  expect(candidates('/app/handler.py', [{ folder: '/ws/worker', fileAt }])).toEqual([
    '/ws/worker/code/main.py',
    '/ws/worker/app/handler.py',
    '/ws/worker/handler.py',
  ]);
  const copy = '/state/runs/w1/src/handler.py';
  expect(candidates(copy, [{ folder: '/ws/worker', fileAt: () => undefined }]).slice(-2)).toEqual([
    '/ws/worker/src/handler.py',
    '/ws/worker/handler.py',
  ]);
});

it('never leads out of the worker folder', () => {
  const all = candidates('../../../etc/passwd', [{ folder: '/ws/worker', fileAt: () => undefined }]);
  expect(all.every(path => path.startsWith('/ws/worker/'))).toBe(true);
});
