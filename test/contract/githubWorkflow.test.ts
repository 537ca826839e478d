// The steps of the generated workflow as the plain commands they are: the shell runs them one after the other, with the
// command line as it ships, a real engine and registry, and Local RunPod in the place of an account.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { githubWorkflow } from '../../src/flows/githubWorkflow';
import { whyNoEngine } from '../support/engine/availability';
import { startEngine, type TestEngine } from '../support/engine/startEngine';
import { root } from '../support/tree';

const reason = whyNoEngine();
const cli = join(root, 'dist/cli.js');
const handler =
  'import runpod\n\n\ndef handler(job):\n    return {"pong": True}\n\n\nif __name__ == "__main__":\n    runpod.serverless.start({"handler": handler})\n';

describe.skipIf(reason)(`the GitHub workflow${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let engine: TestEngine;
  let local: ChildProcess;
  let checkout: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    if (!existsSync(cli)) throw new Error('dist/cli.js is missing: npm run build first.');
    engine = await startEngine();
    checkout = join(engine.folder, 'checkout');
    const worker = join(checkout, 'echo');
    const tools = join(engine.folder, 'tools');
    for (const folder of [worker, tools]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(worker, 'requirements.txt'), 'runpod==1.12.0\n');
    writeFileSync(join(worker, 'handler.py'), handler);
    const base = await engine.imageWithWheels(join(worker, 'requirements.txt'));
    writeFileSync(
      join(worker, 'Dockerfile'),
      `FROM ${base}\nENV PYTHONUNBUFFERED=1\nENV PATH=/opt/venv/bin:$PATH\nRUN python3 -m venv /opt/venv && python3 -m pip install runpod==1.12.0\nCOPY handler.py /app/\nCMD ["python3", "-u", "/app/handler.py"]\n`,
    );
    // Here npx finds what is built from this tree.
    writeFileSync(join(tools, 'npx'), `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${cli}" "$@"\n`);
    chmodSync(join(tools, 'npx'), 0o755);
    env = {
      ...process.env,
      HOME: engine.folder,
      PATH: `${tools}:${process.env.PATH ?? ''}`,
      DOCKER_HOST: engine.host,
      RUNPOD_API_KEY: '',
      RUNPOD_WORKER_DEV_STATE: join(engine.folder, 'state'),
    };
    local = spawn(process.execPath, [cli, 'local', 'up', '--json'], { env });
    await once(local.stdout as NodeJS.ReadableStream, 'data');
  });
  afterAll(async () => {
    if (local?.exitCode === null && local.kill('SIGTERM')) await once(local, 'exit');
    await engine?.stop();
  });

  function shell(command: string, more: NodeJS.ProcessEnv) {
    return new Promise<{ code: number; said: string }>(resolve => {
      const options = { cwd: checkout, env: { ...env, ...more } };
      execFile('bash', ['-e', '-o', 'pipefail', '-c', command], options, (error, out, err) =>
        resolve({ code: error ? Number(error.code ?? -1) : 0, said: out + err }),
      );
    });
  }

  it('checks, builds, pushes and deploys', { timeout: 180_000 }, async () => {
    const repository = `${engine.registry.host}/me/echo`;
    const text = githubWorkflow({ name: 'echo', path: 'echo', repository, version: '0.1.0' });
    const { jobs } = load(text) as {
      jobs: { deploy: { env: NodeJS.ProcessEnv; steps: { name?: string; run?: string }[] } };
    };
    const commands = jobs.deploy.steps.filter(step => step.run !== undefined);
    expect(commands.map(step => step.name)).toEqual(['Check the code', 'Build and push', 'Deploy']);
    for (const { name, run = '' } of commands) {
      // An account could not reach the registry of this machine.
      const { code, said } = await shell(run.replace('--target env', '--target local'), jobs.deploy.env);
      expect({ name, code, said }).toMatchObject({ name, code: 0 });
      if (name === 'Deploy')
        expect(said).toMatch(/echo \(\w+\) runs .*\/me\/echo:\S+, release 1\.[\s\S]*answered a ping/);
    }
  });
});
