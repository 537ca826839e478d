// The workers of a workspace: checked soon after an edit, reading only what changed, one check at a time, and silent
// where there is no worker.
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/base/log';
import type { Files } from '../../../src/base/ports';
import { Workers } from '../../../src/editor/workers/workers';
import type { CheckSettings } from '../../../src/rules/config/layer';
import { FakeClock } from '../../support/fakeClock';
import { memoryFiles } from '../../support/memoryFiles';
import { testPython } from '../../support/python';

const python = await testPython();
const handler = 'import runpod\n\n\ndef handler(job):\n    return {"ok": True}\n';
const start = '\n\nrunpod.serverless.start({"handler": handler})\n';

const project = {
  '/ws/a/handler.py': handler + start,
  '/ws/a/model.py': 'SIZE = 1\n',
  '/ws/a/requirements.txt': 'runpod==1.12.0\n',
  '/ws/b/handler.py': `# the other one\n${handler}${start}`,
  '/ws/b/requirements.txt': 'runpod==1.12.0\n',
};

function setUp(given: Record<string, string> = project, roots = ['/ws/a', '/ws/b']) {
  const texts = new Map(Object.entries(given));
  const memory = memoryFiles(texts);
  const asked: string[] = [];
  const parsed: string[] = [];
  const files: Files = {
    read(path) {
      asked.push(`read ${path}`);
      return memory.read(path);
    },
    list(path) {
      asked.push(`list ${path}`);
      return memory.list(path);
    },
    exists: path => memory.exists(path),
  };
  const clock = new FakeClock();
  const settings: Partial<CheckSettings> = {};
  const workers = new Workers({
    files,
    clock,
    log: silentLogger,
    python: async () => ({
      parse(text) {
        parsed.push(text);
        return python.parse(text);
      },
    }),
    roots: () => roots,
    settingsOf: root => ({ folder: root, rules: {}, ignore: [], loadingStrategy: 'keep', ...settings }),
  });
  const codes = () =>
    (workers.all ?? []).flatMap(one => one.diagnostics.map(({ path, code }) => `${path} ${code}`));
  /** Waits for the next finished check. */
  const checked = () =>
    new Promise<void>(resolve => {
      const listening = workers.onChange(() => {
        listening.dispose();
        resolve();
      });
    });
  const edit = async (path: string, text: string, how: 'changed' | 'moved' = 'changed') => {
    texts.set(path, text);
    const done = checked();
    workers.touched(path, how);
    await clock.advance(300);
    await done;
  };
  return { workers, clock, texts, asked, parsed, roots, settings, codes, checked, edit };
}

describe('the workers of a workspace', () => {
  it('reads and parses after an edit only the file that changed', async () => {
    const { workers, asked, parsed, codes, edit } = setUp();
    await workers.refresh();
    expect(codes()).toEqual([]);
    expect(new Set(asked).size).toBe(asked.length);
    expect(new Set(parsed).size).toBe(parsed.length);
    asked.length = parsed.length = 0;

    await edit('/ws/a/handler.py', handler);
    expect(codes()).toEqual(['/ws/a/handler.py RP001']);
    expect(asked).toEqual(['read /ws/a/handler.py']);
    expect(parsed).toEqual([handler]);

    asked.length = parsed.length = 0;
    await edit('/ws/a/requirements.txt', 'runpod==1.8.1\n');
    expect(codes()).toEqual(['/ws/a/handler.py RP001', '/ws/a/requirements.txt RP501']);
    expect(asked).toEqual(['read /ws/a/requirements.txt']);
    expect(parsed).toEqual([]);
  });

  it('lists only the folder in which a file came or went', async () => {
    const { workers, asked, codes, edit } = setUp();
    await workers.refresh();
    asked.length = 0;
    await edit(
      '/ws/a/Dockerfile',
      'FROM python:3.12.1\nCOPY . /app\nCMD ["python", "-u", "/app/gone.py"]\n',
      'moved',
    );
    expect(codes()).toContain('/ws/a/Dockerfile RP404');
    expect(asked).toContain('list /ws/a');
    expect(asked.filter(one => one.startsWith('list') || one.includes('/ws/b'))).toEqual(['list /ws/a']);
    await edit('/ws/a/gone.py', handler + start, 'moved');
    expect(codes()).not.toContain('/ws/a/Dockerfile RP404');
  });

  it('is not woken by files that the check never read', async () => {
    const { workers, clock } = setUp({ ...project, '/ws/a/train.log': 'loss 1\n' });
    await workers.refresh();
    workers.touched('/ws/a/train.log', 'changed');
    workers.touched('/elsewhere/handler.py', 'moved');
    expect(clock.pending).toBe(0);
  });

  it('drops a check that an edit overtakes, and tells only the newest state', async () => {
    const { workers, clock, texts, asked, codes, checked } = setUp();
    await workers.refresh();
    let told = 0;
    workers.onChange(() => told++);
    texts.set('/ws/a/handler.py', handler);
    asked.length = 0;
    const overtaken = workers.refresh();
    while (!asked.includes('read /ws/a/handler.py')) await Promise.resolve();
    texts.set('/ws/a/handler.py', handler + start);
    const done = checked();
    workers.touched('/ws/a/handler.py', 'changed');
    await overtaken;
    expect(told).toBe(0);
    await clock.advance(300);
    await done;
    expect([told, codes()]).toEqual([1, []]);
  });

  it('waits for the first search, also when an edit overtakes it', async () => {
    const { workers, asked } = setUp();
    const folders = workers.folders();
    while (!asked.includes('read /ws/a/handler.py')) await Promise.resolve();
    workers.touched('/ws/a/handler.py', 'changed');
    expect(await folders).toEqual(['/ws/a', '/ws/b']);
  });

  it('waits for a pause in typing, but not for ever', async () => {
    const { workers, clock, texts, checked } = setUp();
    await workers.refresh();
    const done = checked();
    let told = 0;
    workers.onChange(() => told++);
    for (let key = 0; key < 140; key++) {
      texts.set('/ws/a/handler.py', `${handler}# ${key}\n`);
      workers.touched('/ws/a/handler.py', key % 2 ? 'changed' : 'moved');
      await clock.advance(8);
    }
    await done;
    expect(told).toBeGreaterThan(0);
  });

  it('shows a worker once that two folders of the workspace contain, and forgets folders that left', async () => {
    const { workers, roots, checked, clock } = setUp(project, ['/ws', '/ws/a']);
    await workers.refresh();
    expect((workers.all ?? []).map(one => one.worker.folder).sort()).toEqual(['/ws/a', '/ws/b']);
    roots.splice(0, 1);
    const done = checked();
    workers.soon();
    await clock.advance(300);
    await done;
    expect((workers.all ?? []).map(one => one.worker.folder)).toEqual(['/ws/a']);
  });

  it('obeys settings and files that configure the check, and follows both', async () => {
    const { workers, codes, settings, edit } = setUp({ ...project, '/ws/a/requirements.txt': 'runpod\n' });
    await workers.refresh();
    expect(codes()).toEqual(['/ws/a/requirements.txt RP502']);
    Object.assign(settings, { rules: { RP502: 'off' } });
    await workers.refresh();
    expect(codes()).toEqual([]);
    await edit('/ws/a/.runpod/check.json', '{ "rules": { "RP502": "error" } }', 'moved');
    expect(codes()).toEqual(['/ws/a/requirements.txt RP502']);
    await edit('/ws/a/.runpod/check.json', '{ "rules": { "RP502": "eror" } }');
    expect(codes()).toEqual(['/ws/a/.runpod/check.json RP303']);
  });

  it('has nothing to say about a folder that is no worker', async () => {
    const { workers, codes } = setUp({
      '/ws/a/app.py': 'import flask\n',
      '/ws/a/requirements.txt': 'runpod==1.8.1\n',
      '/ws/a/Dockerfile': 'FROM ubuntu\nCMD python app.py\n',
      '/ws/a/.runpod/check.json': 'no json',
    });
    await workers.refresh();
    expect([workers.all, codes()]).toEqual([[], []]);
  });

  it('keeps what was known when a check fails', async () => {
    const { workers, codes, texts } = setUp({ ...project, '/ws/a/requirements.txt': 'runpod\n' });
    await workers.refresh();
    texts.get = () => {
      throw new Error('disk gone');
    };
    await workers.refresh();
    expect(codes()).toEqual(['/ws/a/requirements.txt RP502']);
  });
});
