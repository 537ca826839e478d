// Python environments for workers: made once however many ask, never half, cancelled cleanly, refused in words.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../src/base/clock';
import { Environments } from '../../../src/emulator/runtimes/process/environments';
import { readRequirements } from '../../../src/emulator/runtimes/process/requirements';

describe('environments', () => {
  let folder = '';
  let worker = '';
  const lines: string[] = [];
  const write = (_source: string, line: string) => void lines.push(line);
  const never = new AbortController().signal;
  const environments = (python?: string) =>
    new Environments({ cacheFolder: join(folder, 'envs'), python, clock: systemClock });
  const made = () => readdirSync(join(folder, 'envs'));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'environments-'));
    worker = join(folder, 'worker');
    lines.length = 0;
    mkdirSync(worker);
    makeWheel(worker);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are made once for all who ask at the same time, by this process or another', async () => {
    writeFileSync(join(worker, 'requirements.txt'), './runpod-9.9.9-py3-none-any.whl\n');
    const [one, two] = [environments(), environments()];
    const all = await Promise.all([one, one, two].map(each => each.ensure(worker, write, never)));
    expect(new Set(all.map(environment => environment.python)).size).toBe(1);
    expect(lines.filter(line => line.startsWith('create Python environment'))).toHaveLength(1);
    expect(lines.filter(line => line.startsWith('waiting for'))).toHaveLength(2);
    const version = execFileSync(all[0]?.python ?? '', ['-c', 'import runpod; print(runpod.version)']);
    expect(String(version).trim()).toBe('9.9.9');
    expect(made()).toHaveLength(1);
  });

  it('leave nothing behind when pip fails, and the last words of pip are in the error', async () => {
    writeFileSync(join(worker, 'requirements.txt'), './runpod-1-py3-none-any.whl\n');
    await expect(environments().ensure(worker, write, never)).rejects.toMatchObject({
      message: 'pip could not install the requirements.',
      detail: expect.stringContaining('runpod-1-py3-none-any.whl'),
    });
    expect(made()).toEqual([]);
  });

  it('leave nothing behind when cancelled, and are made for the one who waited', async () => {
    writeFileSync(join(worker, 'requirements.txt'), './runpod-9.9.9-py3-none-any.whl\n');
    const cancel = new AbortController();
    const shared = environments();
    const first = shared.ensure(worker, write, cancel.signal);
    const second = shared.ensure(worker, write, never);
    await vi.waitFor(() => expect(lines.join()).toContain('create Python environment'), 30_000);
    cancel.abort();
    await expect(first).rejects.toMatchObject({ kind: 'cancelled' });
    expect(await second).toMatchObject({ folder: expect.stringContaining('envs') });
  });

  it('need a Python, and say which', async () => {
    await expect(environments('/nowhere/python').ensure(worker, write, never)).rejects.toMatchObject({
      kind: 'missing-tool',
      message: expect.stringContaining('/nowhere/python'),
      remedy: expect.stringContaining('--python'),
    });
  });
});

describe('requirements', () => {
  it('include what they include, and get the SDK when they do not name it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'requirements-'));
    const names = async (text: string) => {
      writeFileSync(join(folder, 'requirements.txt'), text);
      return readRequirements(folder);
    };
    expect((await readRequirements(folder)).extra).toHaveLength(1);
    for (const text of [
      'runpod\n',
      'RunPod[x]==1.12.0',
      'a\n  runpod >=1',
      'git+https://github.com/runpod/runpod-python',
    ]) {
      expect((await names(text)).extra, text).toEqual([]);
    }
    expect((await names('runpod-flash\ntorch')).extra).toHaveLength(1);
    writeFileSync(join(folder, 'base.txt'), 'runpod==1.12.0\n');
    const included = await names('-r base.txt\nnumpy\n');
    expect(included.text).toContain('runpod==1.12.0');
    expect(included.extra).toEqual([]);
    rmSync(folder, { recursive: true, force: true });
  });
});

/** A wheel made by hand, so that pip needs no index. */
function makeWheel(folder: string): void {
  const script = `
import zipfile
with zipfile.ZipFile("runpod-9.9.9-py3-none-any.whl", "w") as wheel:
    wheel.writestr("runpod.py", "version = '9.9.9'\\n")
    info = "runpod-9.9.9.dist-info/"
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: runpod\\nVersion: 9.9.9\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "RECORD", "")
`;
  execFileSync('python3', ['-c', script], { cwd: folder });
}
