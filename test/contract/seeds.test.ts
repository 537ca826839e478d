// The five reports that this tool is built for, each rebuilt as a small worker: it fails as its author saw it, the check
// says why, and what the check offers leads to a worker that answers.
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RealLocal, until } from '../support/realLocal';
import { SeedWorker } from '../support/seeds';
import { root } from '../support/tree';

const local = new RealLocal();
const volume = mkdtempSync(join(tmpdir(), 'seed-volume-'));
const seeds: SeedWorker[] = [];
const startLimitMs = 240_000;

beforeAll(() => local.start());
afterAll(async () => {
  await local.stop();
  for (const seed of seeds) seed.remove();
  rmSync(volume, { recursive: true, force: true });
});

function seed(...given: ConstructorParameters<typeof SeedWorker>): SeedWorker {
  const made = new SeedWorker(...given);
  seeds.push(made);
  return made;
}

interface Deployment {
  readonly env?: Record<string, string>;
  /** What the container starts, when Local RunPod would start it in another way. */
  readonly args?: string;
}

async function deploy(worker: SeedWorker, { env = {}, args = '' }: Deployment = {}): Promise<string> {
  const reply = await local.rest('/serverless', {
    name: 'seed',
    image: worker.image,
    type: 'QUEUE',
    gpu: { pools: ['ADA_24'] },
    scaling: { type: 'QUEUE_DELAY', queueDelay: 1 },
    workers: { min: 0, max: 1, idleTimeout: 60 },
    env,
    args,
  });
  if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
  return reply.body.id;
}

function logOf(endpointId: string, source?: 'container' | 'system'): string {
  return local
    .workers(endpointId)
    .map(worker => local.log(endpointId, worker.id, source))
    .join('\n');
}

/** Waits until a worker of the endpoint has ended by itself. */
function ends(endpointId: string): Promise<void> {
  return until(() => /exited with code \d/.test(logOf(endpointId, 'system')), startLimitMs);
}

async function statusOf(endpointId: string, jobId: string): Promise<string> {
  return (await local.job(endpointId, `/status/${jobId}`)).body.status;
}

/** Takes an endpoint away, so that the next test has the processor. */
async function remove(endpointId: string): Promise<void> {
  await local.rest(`/serverless/${endpointId}`, undefined, 'DELETE');
}

describe('seed 000: the container stops after seconds, without a line in the log', () => {
  // As its image runs it: without -u and without PYTHONUNBUFFERED.
  const asBuilt = { args: 'python handler.py', env: { PYTHONUNBUFFERED: '' } };

  it('fails as reported, is explained, and runs after check --fix', async () => {
    const worker = seed('000-import-crash');
    const broken = await deploy(worker, asBuilt);
    const jobId = await local.run(broken, { endpoint: '/prompt', value: 2 });
    await ends(broken);
    expect(logOf(broken, 'container').trim()).toBe('');
    expect(await statusOf(broken, jobId)).toBe('IN_QUEUE');
    await remove(broken);

    // The lifespan itself is not to blame, as the report thought: without the flag the load runs at import.
    expect(await worker.codes()).toEqual([
      'RP102 app/models.py',
      'RP107 app/models.py',
      'RP213 app/models.py',
      'RP401 app/main.py',
      'RP403 Dockerfile',
    ]);
    await worker.fixAll();
    expect(worker.read('Dockerfile')).toContain('ENV RUNPOD_SERVERLESS=true');
    const fixed = await deploy(worker, asBuilt);
    const job = await local.ask(fixed, { endpoint: '/prompt', value: 2 });
    expect(job).toMatchObject({ status: 'COMPLETED', output: { result: 6 } });
    await remove(fixed);
  });
});

// The first run installs an old SDK.
describe('seed 001: jobs stay IN_QUEUE, and "Model failed to load" is all there is', () => {
  const env = { PROJECT_ROOT: volume };

  /** A worker that is killed in the middle of a job starts again in the same folder: is the job taken up? */
  async function survivesKill(endpointId: string, patienceMs: number): Promise<boolean> {
    const jobId = await local.run(endpointId, { seconds: 5 });
    // Only then has the SDK written down that it holds the job.
    await until(() => new RegExp(`${jobId}.*Started`).test(logOf(endpointId, 'container')), startLimitMs);
    const pid = local.workers(endpointId).find(worker => worker.process?.pid)?.process?.pid;
    process.kill(pid ?? 0, 'SIGKILL');
    const pinged = await local.run(endpointId, { ping: true });
    const done = async () => (await statusOf(endpointId, pinged)) === 'COMPLETED';
    return until(done, patienceMs).then(
      () => true,
      () => false,
    );
  }

  it('fails as reported, is explained, and runs once the cause is in the log', {
    timeout: 400_000,
  }, async () => {
    const worker = seed('001-queued-for-ever', {
      endpoints: () => new Map([['kppjd45rdtvh73', 'sophia']]),
    });
    copyFileSync(join(worker.folder, 'steps.joblib'), join(volume, 'steps.joblib'));
    const broken = await deploy(worker, { env });
    expect(await local.ask(broken, {})).toMatchObject({ status: 'FAILED', error: 'Model failed to load' });
    expect(logOf(broken)).not.toContain('ModuleNotFoundError');
    expect(await survivesKill(broken, 12_000)).toBe(false);
    await remove(broken);
    rmSync(join(volume, '.runpod_jobs.pkl'), { force: true });

    expect(await worker.codes()).toEqual([
      'RP106 handler.py',
      'RP402 Dockerfile',
      'RP404 Dockerfile',
      'RP407 Dockerfile',
      'RP501 requirements.txt',
      'RP601 ping.sh',
    ]);
    await worker.fixAll();
    expect(worker.read('requirements.txt')).toMatch(/^runpod==1\.12\.0$/m);
    const explained = await deploy(worker, { env });
    expect(await local.ask(explained, {})).toMatchObject({ status: 'FAILED' });
    expect(logOf(explained)).toContain("No module named 'vector_quantize'");
    expect(await survivesKill(explained, 60_000)).toBe(true);
    await remove(explained);

    worker.write('vector_quantize.py', 'def nearest(values):\n    return min(values)\n');
    const fixed = await deploy(worker, { env });
    expect(await local.ask(fixed, { bars: 2 })).toMatchObject({ status: 'COMPLETED', output: { steps: 8 } });
    await remove(fixed);
  });
});

describe('seed 002: after one failed load every job fails, although a retry was promised', () => {
  it('fails as reported, is explained, and recovers after check --fix', async () => {
    const worker = seed('002-lazy-latch');
    const model = join(volume, 'late.joblib');
    const env = { MODEL_PATH: model };
    const ready = () => copyFileSync(join(root, 'test/fixtures/seeds/voice.joblib'), model);
    const broken = await deploy(worker, { env });
    expect(await local.ask(broken, { text: 'ab' })).toMatchObject({ status: 'FAILED' });
    ready();
    expect(await local.ask(broken, { text: 'ab' })).toMatchObject({
      status: 'FAILED',
      error: expect.stringContaining('Model not available'),
    });
    await remove(broken);
    rmSync(model);

    expect(await worker.codes()).toEqual(['RP108 handler.py', 'RP402 Dockerfile.runpod']);
    await worker.fixAll();
    expect(await worker.codes()).toEqual([]);
    const fixed = await deploy(worker, { env });
    expect(await local.ask(fixed, { text: 'ab' })).toMatchObject({ status: 'FAILED' });
    ready();
    expect(await local.ask(fixed, { text: 'ab' })).toMatchObject({
      status: 'COMPLETED',
      output: { audio: 'lala' },
    });
    await remove(fixed);
  });
});

describe('seed 003: work in a background thread is lost, and so is the list of jobs', () => {
  it('fails as reported, is explained, and answers whole once the thread is joined', async () => {
    const worker = seed('003-background-thread');
    const broken = await deploy(worker);
    const queued = await local.ask(broken, { text: 'hello' });
    expect(queued).toMatchObject({ status: 'COMPLETED', output: { status: 'queued' } });
    // The report says that a thread dies when the handler returns. It lives as long as the worker does.
    const finished = async () => (await local.ask(broken, asked)).output?.status === 'completed';
    const asked = { job_id: queued.output.job_id };
    await until(finished, 30_000);
    const pid = local.workers(broken).find(one => one.process?.pid)?.process?.pid;
    process.kill(pid ?? 0, 'SIGTERM');
    expect(await local.ask(broken, asked)).toMatchObject({
      status: 'FAILED',
      error: 'Unknown job',
    });
    await remove(broken);

    expect(await worker.codes()).toEqual([
      'RP201 handler.py',
      'RP202 handler.py',
      'RP204 handler.py',
      'RP205 storage.py',
      'RP206 handler.py',
    ]);
    await worker.quickFix('RP201', 'Join it');
    const fixed = await deploy(worker);
    expect(await local.ask(fixed, { text: 'hello' })).toMatchObject({
      status: 'COMPLETED',
      output: { status: 'completed', audio: 'HELLO' },
    });
    await remove(fixed);
  });
});

describe('seed 004: exit code 1 at start, because the image has no "python"', () => {
  const tools = mkdtempSync(join(tmpdir(), 'seed-tools-'));

  /** A PATH as in an image with Debian's python3: `python` is not on it. */
  beforeAll(() => {
    mkdirSync(tools, { recursive: true });
    symlinkSync('/bin/bash', join(tools, 'bash'));
    symlinkSync('/usr/bin/dirname', join(tools, 'dirname'));
    const python3 = join(tools, 'python3');
    writeFileSync(python3, '#!/bin/bash\nexec "$VIRTUAL_ENV/bin/python3" "$@"\n');
    chmodSync(python3, 0o755);
  });
  afterAll(() => rmSync(tools, { recursive: true, force: true }));

  it('fails as reported, is explained, and is warm after check --fix', async () => {
    const worker = seed('004-wrong-python');
    const as = { args: 'bash start.sh', env: { PATH: tools, MODEL_PATH: join(volume, 'voice.joblib') } };
    const broken = await deploy(worker, as);
    const jobId = await local.run(broken, { text: 'ab' });
    await ends(broken);
    expect(logOf(broken, 'container')).not.toContain('Traceback');
    expect(await statusOf(broken, jobId)).toBe('IN_QUEUE');
    await remove(broken);

    expect(await worker.codes()).toEqual(['RP106 handler.py', 'RP402 start.sh']);
    await worker.fixAll();
    expect(await worker.codes()).toEqual([]);
    const fixed = await deploy(worker, as);
    const job = await local.ask(fixed, { text: 'ab' });
    expect(job).toMatchObject({ status: 'COMPLETED', output: { audio: 'lala' } });
    const log = logOf(fixed, 'container');
    expect(log.indexOf('Models pre-loaded')).toBeGreaterThanOrEqual(0);
    expect(log.indexOf('Models pre-loaded')).toBeLessThan(log.indexOf('Starting Serverless Worker'));
    await remove(fixed);
  });
});
