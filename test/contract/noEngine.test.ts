// A machine without any container engine, as the command line has it: what was probed is said, and what needs no engine
// works. Neither sockets nor programs of this machine can be seen: /run is hidden where we may, and PATH is short.
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workflowPath } from '../../src/flows/githubWorkflow';
import { ensureBuilt } from '../support/door';
import { engineTools, onPath } from '../support/engine/availability';
import { putImage } from '../support/engine/putImage';
import { startRegistry, type TestRegistry } from '../support/engine/registry';
import { testCacheHome } from '../support/realLocal';
import { root } from '../support/tree';

const cli = join(root, 'dist/cli.js');
/** What has to be there for the rest: no docker, no podman. */
const programs = ['git', 'bash'];
const usualSocket = '/var/run/docker.sock';
const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
/** In a mount namespace of its own: an engine that runs on this machine has no socket there. */
const blind = isRoot
  ? ['/usr/bin/unshare', '--mount', '/bin/sh', '-c', '/bin/mount -t tmpfs tmpfs /run && exec "$@"', 'sh']
  : [];
const reason =
  !isRoot && existsSync(usualSocket) ? `${usualSocket} is there and cannot be hidden` : undefined;

const base = mkdtempSync(join(tmpdir(), 'no-engine-'));
const folder = join(base, 'echo-worker');
const tools = join(base, 'bin');
const env: NodeJS.ProcessEnv = {
  PATH: tools,
  HOME: base,
  XDG_CACHE_HOME: testCacheHome,
  RUNPOD_WORKER_DEV_STATE: join(base, 'state'),
};

const files = {
  'handler.py':
    'import runpod\n\n\ndef handler(job):\n    return {"pong": True}\n\n\nif __name__ == "__main__":\n    runpod.serverless.start({"handler": handler})\n',
  'requirements.txt': 'runpod==1.12.0\n',
  Dockerfile:
    'FROM python:3.12-slim\nENV PYTHONUNBUFFERED=1\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY handler.py .\nCMD ["python3", "-u", "handler.py"]\n',
};

function start(argv: readonly string[]): [string, string[]] {
  const [program = process.execPath, ...args] = [...blind, process.execPath, cli, ...argv];
  return [program, args];
}

function run(...argv: string[]) {
  return new Promise<{ code: number; out: string; err: string }>(resolve => {
    execFile(...start(argv), { cwd: folder, env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code ?? -1) : 0, out, err }),
    );
  });
}

describe.skipIf(reason)(`a machine without an engine${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let local: ChildProcess;

  beforeAll(async () => {
    ensureBuilt();
    for (const path of [folder, tools]) mkdirSync(path);
    for (const name of programs) symlinkSync(onPath(name) ?? name, join(tools, name));
    // By the path it says itself: on PATH there may be a script of pyenv.
    const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
    const script = `#!/bin/sh\nexec ${python.trim()} "$@"\n`;
    writeFileSync(join(tools, 'python3'), script, { mode: 0o755 });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    local = spawn(...start(['local', 'up', '--json']), { cwd: folder, env });
    await once(local.stdout as NodeJS.ReadableStream, 'data');
  });
  afterAll(async () => {
    if (local?.exitCode === null && local.kill('SIGTERM')) await once(local, 'exit');
    rmSync(base, { recursive: true, force: true });
  });

  it.each([
    ['build', ['build', '--repository', 'ghcr.io/me/echo']],
    ['deploy of an image', ['deploy', '--target', 'local', '--repository', 'ghcr.io/me/echo']],
    ['image report of a folder', ['image', 'report', '.']],
  ])('says for a %s what was probed and what works without', async (_, argv) => {
    const { code, out, err } = await run(...argv);
    expect({ code, out }).toEqual({ code: 4, out: '' });
    expect(err).toMatch(/No container engine was found\. Start Docker or podman, or .*--runtime process/);
    expect(err).toContain(`Docker at ${usualSocket}: there is no such socket`);
    expect(err).toMatch(/the docker command: There is no command "docker" on this machine\./);
    expect(err).toMatch(/the podman command: There is no command "podman" on this machine\./);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('checks the code', async () => {
    expect(await run('check')).toMatchObject({ code: 0 });
  });

  it('deploys to Local RunPod, as a process, and is answered', async () => {
    const { code, out, err } = await run('deploy', '--target', 'local', '--json');
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining('No image is built') });
    expect(JSON.parse(out)).toMatchObject({ image: expect.stringMatching(/^folder:/), ping: { ok: true } });
  });

  it('makes the workflow that builds elsewhere', async () => {
    expect(await run('workflow', '--repository', 'ghcr.io/me/echo', '--write')).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, workflowPath), 'utf8')).toContain('runpod-worker-dev@');
  });

  const registryTool = engineTools();
  describe.skipIf(typeof registryTool === 'string')('an image in a registry', () => {
    let registry: TestRegistry;
    beforeAll(async () => {
      if (typeof registryTool === 'string') throw new Error(registryTool);
      registry = await startRegistry({ command: registryTool.registry, folder: base });
    });
    afterAll(() => registry?.stop());

    it('is reported on, as far as the registry knows it', async () => {
      const image = `${registry.host}/me/echo:1`;
      await putImage({ host: registry.host, repository: 'me/echo' }, '1', {
        config: { Cmd: ['python3', 'handler.py'] },
        claimedBytes: 2_000_000_000,
      });
      const { code, out, err } = await run('image', 'report', image);
      expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining('No container engine') });
      expect(out).toMatch(/to download\s+2\.0* GB/);
      expect(out).toMatch(/to pull\s+about 1 min 20 s of 7 min/);
      const { pull } = JSON.parse((await run('image', 'report', image, '--json')).out);
      expect(pull).toMatchObject({ seconds: 80, initTimeoutSeconds: 420 });
    });

    it('is deployed without being built', async () => {
      const image = `${registry.host}/me/echo:1`;
      const plan = await run('deploy', '--target', 'local', '--image', image, '--plan', '--json');
      expect(plan).toMatchObject({ code: 0 });
      const steps = (JSON.parse(plan.out) as { steps: { name: string }[] }).steps.map(({ name }) => name);
      expect(steps).toEqual(['preflight', 'template', 'endpoint', 'rollout', 'ping']);
    });
  });
});
