// Finding workers in a folder tree: which folders are workers, which file is the entry, what belongs to whom.
import { describe, expect, it } from 'vitest';
import { readFolderTree } from '../../../src/project/folderTree';
import { overlay } from '../../../src/project/overlay';
import { ProjectReader } from '../../../src/project/projectReader';
import { readWorker } from '../../../src/project/worker';
import { findWorkers } from '../../../src/project/workerFolders';
import { memoryFiles } from '../../support/memoryFiles';
import { testPython } from '../../support/python';

const python = await testPython();
const start =
  'import runpod\n\ndef handler(job):\n    return job\n\nrunpod.serverless.start({"handler": handler})\n';

async function workers(texts: Record<string, string>) {
  const files = memoryFiles(new Map(Object.entries(texts).map(([path, text]) => [`/ws/${path}`, text])));
  const reader = new ProjectReader(files, python);
  const tree = await readFolderTree('/ws', files);
  const found = await findWorkers(tree, reader);
  const others = found.map(one => one.folder);
  return Promise.all(found.map(one => readWorker(one, reader, { tree, others })));
}

async function told(texts: Record<string, string>) {
  return (await workers(texts)).map(
    ({ folder, entries }) =>
      `${folder}: ${entries.map(entry => entry.path.replace(`${folder}/`, '')).join(' ')}`,
  );
}

describe('workers', () => {
  it('is silent about folders that are none', async () => {
    expect(
      await told({
        'app.py': 'import runpod\nrunpod.Endpoint("x")',
        'requirements.txt': 'runpod',
        Dockerfile: 'FROM x',
      }),
    ).toEqual([]);
    expect(await told({})).toEqual([]);
  });

  it('leaves out environments, packages, tests and examples', async () => {
    const texts = Object.fromEntries(
      [
        '.venv/lib/h.py',
        'venv/h.py',
        'node_modules/h.py',
        'e/pyvenv.cfg',
        'e/lib/h.py',
        'tests/test_h.py',
        'examples/h.py',
        'site-packages/h.py',
      ].map(path => [path, start]),
    );
    expect(await told(texts)).toEqual([]);
  });

  it('finds several workers, each with its own folder', async () => {
    expect(
      await told({
        'a/src/handler.py': start,
        'a/Dockerfile': 'FROM x\nCOPY src /src\nCMD python /src/handler.py',
        'b/handler.py': start,
        'b/requirements.txt': 'runpod',
        'c.py': start,
      }),
    ).toEqual(['/ws: c.py', '/ws/a: src/handler.py', '/ws/b: handler.py']);
  });

  it('chooses among copies by what the Dockerfile starts, then by who calls start()', async () => {
    const copies = { 'handler.py': start, 'handler_old.py': start, 'src/rp_handler.py': start };
    expect(
      await told({
        ...copies,
        Dockerfile: 'FROM x\nWORKDIR /app\nCOPY . .\nCMD ["python", "-u", "src/rp_handler.py"]',
      }),
    ).toEqual(['/ws: src/rp_handler.py']);
    expect(
      await told({ ...copies, Dockerfile: 'FROM x\nWORKDIR /app\nCOPY src/ .\nCMD python -m rp_handler' }),
    ).toEqual(['/ws: src/rp_handler.py']);
    expect(await told({ 'util.py': 'x = 1', 'worker.py': start, Dockerfile: 'FROM x\nCOPY . /' })).toEqual([
      '/ws: worker.py',
    ]);
  });

  it('follows renames, globs, ignore files and start scripts', async () => {
    expect(
      await told({
        'a.py': start,
        'b.py': start,
        Dockerfile: 'FROM x\nCOPY b.py /main.py\nCMD python /main.py',
      }),
    ).toEqual(['/ws: b.py']);
    expect(
      await told({
        'a.py': start,
        'b.py': start,
        Dockerfile: 'FROM x\nCOPY *.py /app/\nCOPY run.sh /\nCMD /run.sh',
        'run.sh': 'cd /app\npython /app/a.py',
      }),
    ).toEqual(['/ws: a.py']);
    const ignored = await workers({
      'a.py': start,
      '.dockerignore': 'a.py',
      Dockerfile: 'FROM x\nCOPY . /app\nCMD python /app/a.py',
    });
    expect(ignored[0]?.images[0]?.context.fileAt('/app/a.py')).toBeUndefined();
  });

  it('takes a Dockerfile in a docker folder for the worker above it', async () => {
    const [worker] = await workers({
      'handler.py': start,
      'docker/Dockerfile': 'FROM x\nCOPY handler.py /h.py\nCMD python /h.py',
    });
    expect(worker?.folder).toBe('/ws');
    expect(worker?.images[0]?.context.folder).toBe('/ws');
    expect(worker?.images[0]?.context.fileAt('/h.py')).toBe('/ws/handler.py');
  });

  it('sees unsaved text, and keeps what did not change', async () => {
    const disk = memoryFiles(
      new Map([
        ['/ws/handler.py', start],
        ['/ws/util.py', 'x = 1'],
      ]),
    );
    const unsaved = new Map([
      ['/ws/handler.py', 'x = 1'],
      ['/ws/new.py', start],
    ]);
    const reader = new ProjectReader(overlay(disk, unsaved), python);
    const tree = await readFolderTree('/ws', reader.files);
    expect((await findWorkers(tree, reader)).map(one => one.starters)).toEqual([['/ws/new.py']]);
    const before = await reader.pythonFile('/ws/util.py');
    unsaved.set('/ws/new.py', `${start}\n`);
    expect(await reader.pythonFile('/ws/util.py')).toBe(before);
    expect(await reader.pythonFile('/ws/new.py')).not.toBe(await reader.pythonFile('/ws/util.py'));
  });
});
