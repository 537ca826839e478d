// The command line as it ships, against a Local RunPod that it started itself, with a worker on the real SDK: what a
// person types in one sitting, and what a script reads from it.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalRunPodInfo } from '../../src/wire/localRunPod';
import { root } from '../support/tree';

const handler = `import runpod


def handler(job):
    given = job["input"]
    if given.get("ping"):
        return {"pong": True}
    if given.get("fail"):
        raise ValueError("asked to fail")
    return {"echo": given}


if __name__ == "__main__":
    print("worker is up")
    runpod.serverless.start({"handler": handler})
`;

const base = mkdtempSync(join(tmpdir(), 'runpod-cli-'));
const folder = join(base, 'echo-worker');
const env = {
  ...process.env,
  HOME: base,
  RUNPOD_API_KEY: '',
  RUNPOD_WORKER_DEV_STATE: join(base, 'state'),
  XDG_CACHE_HOME: join(root, '.cache/xdg'),
};

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function cli(...argv: string[]): Promise<Answer> {
  return new Promise(resolve => {
    execFile(
      process.execPath,
      [join(root, 'dist/cli.js'), ...argv],
      { cwd: folder, env },
      (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err });
      },
    );
  });
}

describe('the command line', () => {
  let local: ChildProcess;
  let info: LocalRunPodInfo;

  beforeAll(async () => {
    if (!existsSync(join(root, 'dist/cli.js')))
      throw new Error('dist/cli.js is missing: npm run build first.');
    mkdirSync(folder);
    writeFileSync(join(folder, 'handler.py'), handler);
    writeFileSync(join(folder, 'requirements.txt'), 'runpod==1.12.0\n');
    local = spawn(process.execPath, [join(root, 'dist/cli.js'), 'local', 'up', '--json'], {
      cwd: folder,
      env,
    });
    const [line] = (await once(local.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    info = JSON.parse(line.toString());
  });

  afterAll(async () => {
    if (local.exitCode === null) {
      local.kill('SIGTERM');
      await once(local, 'exit');
    }
    rmSync(base, { recursive: true, force: true });
  });

  it('prints where Local RunPod answers, with the pid that ends it', async () => {
    expect(info).toMatchObject({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), pid: local.pid });
    expect(await cli('local', 'status')).toMatchObject({ code: 0, out: expect.stringContaining(info.url) });
  });

  it('deploys the folder as a process and is answered by it', async () => {
    const { code, out, err } = await cli('deploy', '--json');
    expect({ code, err }).toMatchObject({ code: 0 });
    const result = JSON.parse(out);
    expect(result).toMatchObject({
      endpointId: expect.any(String),
      templateId: expect.any(String),
      image: expect.stringContaining(`folder:${folder}@`),
      release: 1,
      ping: { ok: true },
    });
    expect(Object.keys(result.seconds)).toEqual([
      'build',
      'preflight',
      'template',
      'endpoint',
      'rollout',
      'ping',
    ]);
    const listed = JSON.parse((await cli('endpoints', '--json')).out);
    expect(listed).toMatchObject([{ id: result.endpointId, name: 'echo-worker' }]);
  });

  it('pings, sends jobs and tells a failure with its traceback and exit code 1', async () => {
    const pinged = JSON.parse((await cli('ping', 'echo-worker', '--json')).out);
    expect(pinged).toMatchObject({ ok: true, output: { pong: true } });

    writeFileSync(join(folder, 'good.json'), '{"input": {"text": "grüße"}}');
    const done = JSON.parse((await cli('job', 'echo-worker', '--input', 'good.json', '--json')).out);
    expect(done).toMatchObject({ status: 'COMPLETED', output: { echo: { text: 'grüße' } } });
    expect(done.timing.totalMs).toBeGreaterThan(0);

    writeFileSync(join(folder, 'bad.json'), '{"input": {"fail": true}}');
    const failed = await cli('job', 'echo-worker', '--input', 'bad.json');
    expect(failed).toMatchObject({ code: 1, out: expect.stringContaining('FAILED') });
    expect(failed.err).toMatch(/Traceback[\s\S]*handler\.py[\s\S]*ValueError: asked to fail/);
  });

  it('counts jobs and workers', async () => {
    const health = JSON.parse((await cli('health', 'echo-worker', '--json')).out);
    expect(health.jobs).toMatchObject({ completed: 3, failed: 1, inQueue: 0 });
  });

  it('prints logs as JSON lines that know their job', async () => {
    const { out } = await cli('logs', 'echo-worker', '--json');
    const lines = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(lines).toContainEqual(expect.objectContaining({ source: 'container', line: 'worker is up' }));
    expect(lines).toContainEqual(expect.objectContaining({ jobId: expect.any(String), level: 'INFO' }));
    expect(lines.every(line => line.ts && line.endpointId && line.workerId)).toBe(true);
  });

  it('changes the template without losing a variable, masks secrets and rolls out', async () => {
    const first = await cli(
      'template',
      'set',
      'echo-worker',
      '--env',
      'KEEP=yes',
      '--env',
      'HF_TOKEN=hf_secretvalue1',
    );
    expect(first.code).toBe(0);
    const second = await cli('template', 'set', 'echo-worker', '--env', 'MORE=1');
    expect(second.out).toContain('env.MORE: (none) → 1');
    const shown = await cli('template', 'show', 'echo-worker', '--json');
    expect(JSON.parse(shown.out).env).toEqual({ KEEP: 'yes', HF_TOKEN: '•••', MORE: '1' });
    expect(first.out + first.err + shown.out).not.toContain('hf_secretvalue1');
  });

  it('says what is wrong with a target or an endpoint', async () => {
    expect(await cli('ping', 'nobody')).toMatchObject({
      code: 4,
      err: expect.stringMatching(/no endpoint nobody.*echo-worker/),
    });
    expect(await cli('endpoints', '--target', 'acme')).toMatchObject({
      code: 2,
      err: expect.stringContaining('local'),
    });
    expect(await cli('local', 'up')).toMatchObject({ code: 3, err: expect.stringContaining('already') });
  });

  it('ends with SIGTERM, takes its workers along and is then not found', async () => {
    local.kill('SIGTERM');
    const [code] = await once(local, 'exit');
    expect(code).toBe(0);
    expect(await cli('local', 'status')).toMatchObject({
      code: 1,
      out: expect.stringContaining('does not run'),
    });
  });
});
