// The worker sample from its folder to an answer, in containers: built on a base of its own, pushed to a registry,
// pulled and run by Local RunPod, asked to read a picture; then changed, broken, and rolled back.
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { DeployFailure, type DeployResult, deploy } from '../../src/flows/deploy';
import type { DeploySettings } from '../../src/flows/deployRecord';
import { checkImage } from '../../src/flows/preflight';
import { type PingInside, pingInside } from '../../src/flows/preflightPing';
import { assumedPullBytesPerSecond } from '../../src/flows/pullEstimate';
import { rollBackToRelease } from '../../src/flows/rollBack';
import { runJob } from '../../src/flows/runJob';
import { type RemoteImage, readRemoteImage } from '../../src/image/registry/remoteImage';
import { ensureBuilt } from '../support/door';
import { whyNoEngine } from '../support/engine/availability';
import { type LocalTarget, startLocalTarget } from '../support/engine/localRunPod';
import { startEngine, type TestEngine } from '../support/engine/startEngine';
import { root } from '../support/tree';

const reason = whyNoEngine();
/** Everything is new: base image, packages, every layer to push. */
const firstDeployMs = 400_000;
const cli = join(root, 'dist/cli.js');
const never = new AbortController().signal;

describe.skipIf(reason)(`deploy in containers${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let engine: TestEngine;
  let local: LocalTarget;
  let folder: string;
  let settings: DeploySettings;
  let first: DeployResult;
  let buildArgs: Record<string, string>;

  beforeAll(async () => {
    ensureBuilt();
    engine = await startEngine();
    folder = join(engine.folder, 'worker-sample');
    cpSync(join(root, 'worker-sample'), folder, { recursive: true });
    buildArgs = {
      BASE_IMAGE: await engine.imageWithWheels(join(folder, 'requirements.txt')),
      REQUIREMENTS: 'requirements.txt',
    };
    local = await startLocalTarget(await engine.engine(), join(engine.folder, 'state'));
    settings = {
      folder,
      runtime: 'container',
      name: 'ocr',
      repository: `${engine.registry.host}/me/ocr`,
      workersMax: 1,
    };
  });
  afterAll(async () => {
    await local?.stop();
    await engine?.stop();
  });

  const go = () => deploy(settings, { buildArgs, env: { MODE: 'test' } }, local.deps, never);
  const listed = (what: string) =>
    execFileSync('docker', ['--host', engine.host, 'ps', '--all', '--format', what], { encoding: 'utf8' })
      .split('\n')
      .filter(Boolean);
  const containers = () => listed('{{.Image}}');
  /** Containers of ours that are no workers. */
  const leftBehind = () => listed('{{.Names}}').filter(name => /preflight|import/.test(name));

  it(
    'builds, pushes, runs and pings the sample, and it reads a picture',
    async () => {
      first = await go();
      expect(Object.keys(first.seconds)).toEqual([
        'build',
        'push',
        'preflight',
        'template',
        'endpoint',
        'rollout',
        'ping',
      ]);
      expect(first).toMatchObject({ release: 1, ping: { ok: true, output: { pong: true } }, warnings: [] });
      console.log(`first deploy, seconds: ${JSON.stringify(first.seconds)}`);
      expect(containers()).toEqual([first.image]);
      const request = JSON.parse(readFileSync(join(folder, 'test_input.json'), 'utf8'));
      const result = await runJob(
        local.cloud,
        { endpointId: first.endpointId, request, timeoutMs: 90_000 },
        { clock: systemClock },
        never,
      );
      expect(result.reason).toBeUndefined();
      expect(result.job.output).toMatchObject({
        text: expect.stringMatching(/\w{3,}/),
        annotated_png: expect.stringMatching(/^iVBOR/),
      });
    },
    firstDeployMs,
  );

  /** The worker's image with another handler on top. */
  async function variant(name: string, handler: string): Promise<string> {
    const context = join(engine.folder, name);
    mkdirSync(context);
    writeFileSync(join(context, 'Dockerfile'), `FROM ${first.image}\nCOPY handler.py /app/handler.py\n`);
    writeFileSync(join(context, 'handler.py'), handler);
    const tags = [`local/${name}:1`];
    const request = { context, dockerfile: 'Dockerfile', tags };
    await (await engine.engine()).build(request, () => undefined, never);
    return tags[0] ?? '';
  }

  /** The preflight for an account, which this registry could not serve: it is read under a name that RunPod could reach. */
  async function preflight(image: string, change: Partial<PingInside> & { signal?: AbortSignal } = {}) {
    const port = await engine.engine();
    const signal = change.signal ?? never;
    const ping = ({ config }: RemoteImage) =>
      pingInside({ image, config, engine: port, clock: systemClock, ...change }, signal);
    const { checks } = await checkImage({
      image: 'registry.test/me/ocr:1',
      target: 'account',
      hasCredential: false,
      auth: undefined,
      initTimeoutSeconds: 420,
      pullBytesPerSecond: assumedPullBytesPerSecond,
      read: (_, options) => readRemoteImage(first.image, options),
      ping,
      signal,
    });
    return checks.find(({ name }) => name === 'ping');
  }

  const start = 'import runpod\n\nrunpod.serverless.start({"handler": lambda job: {"pong": True}})\n';

  it('lets the handler answer a ping inside its image, before anything is deployed', async () => {
    expect(await preflight(first.image)).toMatchObject({
      state: 'ok',
      message: expect.stringMatching(/answered a ping inside the image in \d/),
    });
  });

  it.each([
    ['no-module', `import no_such_module\n${start}`, 'failed', /No module named 'no_such_module'/],
    ['no-gpu', `raise RuntimeError("No CUDA GPUs are available")\n${start}`, 'warning', /No CUDA GPUs/],
  ])('tells what keeps it from answering: %s', async (name, handler, state, words) => {
    const check = await preflight(await variant(name, handler));
    expect(check).toMatchObject({ state, message: expect.stringMatching(words), remedy: expect.any(String) });
  });

  it('does not wait for a handler that hangs, and leaves no container of it', async () => {
    const image = await variant('hangs', `import time\ntime.sleep(300)\n${start}`);
    expect(await preflight(image, { timeoutMs: 2_000 })).toMatchObject({
      state: 'warning',
      message: 'The handler did not answer a ping inside the image within 2 s.',
    });
    const cancelling = preflight(image, { signal: AbortSignal.timeout(1_500) });
    await expect(cancelling).rejects.toMatchObject({ kind: 'cancelled' });
    expect(leftBehind()).toEqual([]);
  });

  it('checks the imports of the worker in the image it has', async () => {
    const env = { ...process.env, DOCKER_HOST: engine.host };
    const check = (image: string) =>
      new Promise<string>(resolve => {
        const argv = [cli, 'check', '--import', '--image', image, '--json'];
        execFile(process.execPath, argv, { cwd: folder, env }, (_error, out) => resolve(out));
      });
    const reportOf = async (image: string) => JSON.parse(await check(image)).imports[0];
    const good = await reportOf(first.image);
    expect(good).toMatchObject({ runtime: 'image', image: first.image, outcome: 'started', findings: [] });
    expect(good.loads.map(({ name }: { name: string }) => name)).toContain('InferenceSession');
    const bad = await reportOf('local/no-module:1');
    expect(bad).toMatchObject({
      outcome: 'failed',
      exception: { type: 'ModuleNotFoundError' },
      findings: [{ name: 'import-failed', path: 'handler.py', range: { start: { line: 0 } } }],
    });
    expect(leftBehind()).toEqual([]);
  });

  it('does far less for a change of the handler alone', async () => {
    const handler = join(folder, 'handler.py');
    writeFileSync(
      handler,
      readFileSync(handler, 'utf8').replace('{"pong": True}', '{"pong": True, "version": 2}'),
    );
    const second = await go();
    console.log(`after a change of the handler, seconds: ${JSON.stringify(second.seconds)}`);
    expect(second).toMatchObject({
      endpointId: first.endpointId,
      release: 2,
      ping: { output: { version: 2 } },
    });
    expect(second.image).not.toBe(first.image);
    expect(second.previous).toEqual({ image: first.image, release: 1 });
    const [before, after] = [...(await local.deps.journal.list())].reverse();
    expect(after?.facts.pushedBytes).toBeLessThan((before?.facts.pushedBytes ?? 0) / 5);
    expect(second.seconds.build).toBeLessThan((first.seconds.build ?? 0) / 5);
  });

  it('shows why a broken release fails, and goes back', async () => {
    const good = (await local.cloud.endpoints.bound(first.endpointId)).template?.imageName;
    writeFileSync(join(folder, 'handler.py'), 'import no_such_module\n');
    const failure = await go().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DeployFailure);
    expect(failure).toMatchObject({ detail: expect.stringContaining("No module named 'no_such_module'") });
    expect((failure as DeployFailure).message).toContain('Roll back to release 2');
    await rollBackToRelease(local.cloud, { endpointId: first.endpointId, release: 2 }, local.deps);
    const bound = await local.cloud.endpoints.bound(first.endpointId);
    expect(bound.template).toMatchObject({ imageName: good, env: [{ key: 'MODE', value: 'test' }] });
    const request = { input: { ping: true } };
    const result = await runJob(
      local.cloud,
      { endpointId: first.endpointId, request, timeoutMs: 90_000 },
      { clock: systemClock },
      never,
    );
    expect(result.job.output).toMatchObject({ version: 2 });
  });

  it('leaves no container behind', async () => {
    await local.stop();
    expect(containers()).toEqual([]);
  });
});
