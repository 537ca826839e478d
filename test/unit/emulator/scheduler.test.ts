// Workers come and go: scaling, idle timeout, init timeout, death with a job, crash loops, timeouts and releases.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { settle } from '../../support/fakeClock';
import type { FakeWorkerProcess } from '../../support/fakeRuntime';
import { LocalPlatform } from '../../support/localPlatform';

const poll = '/job-take?job_in_progress=0';

/** Lets the newest worker report in and hold a poll, as the SDK does. */
async function comeUp(local: LocalPlatform): Promise<FakeWorkerProcess> {
  const worker = local.runtime.latest;
  await local.asWorker(worker, '/ping');
  return worker;
}

async function summary(local: LocalPlatform, id: string) {
  return (await local.rest(`/serverless/${id}/workers`)).body.summary;
}

describe('scaling', () => {
  it('starts the first worker at once, another when jobs wait too long, never more than the maximum', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint({ workers: { max: 2 } });
    await local.clock.advance(1_000);
    expect(local.runtime.started).toHaveLength(0);
    for (let n = 0; n < 10; n++) await local.run(id);
    await local.clock.advance(100);
    expect(local.runtime.started).toHaveLength(1);
    await comeUp(local);
    await local.clock.advance(3_000);
    expect(local.runtime.started).toHaveLength(1);
    await local.clock.advance(2_000);
    expect(local.runtime.started).toHaveLength(2);
    await comeUp(local);
    await local.clock.advance(20_000);
    expect(local.runtime.started).toHaveLength(2);
  });

  it('counts jobs per worker with REQUEST_COUNT, and starts workers one by one', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint({
      scaling: { type: 'REQUEST_COUNT', requestCount: 2 },
      workers: { max: 5 },
    });
    for (let n = 0; n < 5; n++) await local.run(id);
    await local.clock.advance(100);
    expect(await summary(local, id)).toMatchObject({ initializing: 3, total: 3 });
    expect(local.runtime.started).toHaveLength(1);
    await comeUp(local);
    await settle();
    expect(local.runtime.started).toHaveLength(2);
    await local.clock.advance(3_000);
    expect(local.runtime.started).toHaveLength(3);
  });

  it('does not start a worker for a job of low priority', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    await local.run(id, {}, { policy: { lowPriority: true } });
    await local.clock.advance(10_000);
    expect(local.runtime.started).toHaveLength(0);
  });

  it('ends a worker that was idle for its time, answering its polls first, and keeps the minimum', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint({ workers: { idleTimeout: 5 } });
    const jobId = await local.run(id);
    await local.clock.advance(100);
    const worker = await comeUp(local);
    await local.take(worker);
    await local.clock.advance(8_000);
    expect(worker.stops).toEqual([]);
    await local.done(worker, jobId, { output: 1 });
    const held = local.asWorker(worker, poll);
    await local.clock.advance(5_500);
    expect((await held).status).toBe(204);
    expect(worker.stops).toEqual([5_000]);
    expect(await summary(local, id)).toMatchObject({ total: 0 });
    await local.rest(`/serverless/${id}`, { method: 'PATCH', body: { workers: { min: 1 } } });
    await local.clock.advance(100);
    const kept = await comeUp(local);
    await local.clock.advance(60_000);
    expect(kept.stops).toEqual([]);
  });

  it('ends workers above a lowered maximum, the busy one after its job', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint({ workers: { min: 2, max: 2 } });
    await local.clock.advance(300);
    const first = await comeUp(local);
    await local.clock.advance(3_000);
    const second = await comeUp(local);
    const jobId = await local.run(id);
    await local.take(first);
    await local.rest(`/serverless/${id}`, { method: 'PATCH', body: { workers: { min: 0, max: 0 } } });
    await local.clock.advance(500);
    expect([first.stops.length, second.stops.length]).toEqual([0, 1]);
    await local.done(first, jobId, { output: 1 });
    await local.clock.advance(500);
    expect(first.stops).toHaveLength(1);
    expect(await local.status(id, jobId)).toMatchObject({ status: 'COMPLETED' });
  });
});

describe('a worker that dies with a job', () => {
  it('gives it back; after the retry limit the job fails with reason and last lines', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    const jobId = await local.run(id);
    for (let attempt = 0; attempt < 3; attempt++) {
      await local.clock.advance(10_000);
      const worker = await comeUp(local);
      expect((await local.take(worker)).id).toBe(jobId);
      worker.write('container', `about to die ${attempt}`);
      worker.exit(null, 'SIGKILL');
      await settle();
      if (attempt < 2)
        expect(await local.status(id, jobId)).toMatchObject({ status: 'IN_QUEUE', retries: attempt + 1 });
    }
    const job = await local.status(id, jobId);
    expect(job).toMatchObject({ status: 'FAILED', retries: 2 });
    expect(job.error).toContain('SIGKILL');
    expect(job.error).toContain('about to die 2');
  });

  it('takes a result that was on its way when it died, and does not run the job again', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    const jobId = await local.run(id);
    await local.clock.advance(100);
    const worker = await comeUp(local);
    await local.take(worker);
    worker.exit(null, 'SIGKILL');
    await settle();
    await local.done(worker, jobId, { output: 'just in time' });
    expect(await local.status(id, jobId)).toMatchObject({ status: 'COMPLETED', output: 'just in time' });
    expect((await local.job(id, '/health')).body.jobs).toMatchObject({ inQueue: 0, completed: 1 });
  });
});

describe('a worker that cannot start', () => {
  const traceback = [
    'Traceback (most recent call last):',
    '  File "handler.py", line 1, in <module>',
    "ModuleNotFoundError: No module named 'torch'",
  ];

  it('is UNHEALTHY, tried again with pauses, and the job fails with the traceback', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    const jobId = await local.run(id);
    for (let attempt = 1; attempt <= 3; attempt++) {
      await local.clock.advance(4_000);
      expect(local.runtime.started).toHaveLength(attempt);
      for (const line of traceback) local.runtime.latest.write('container', line);
      local.runtime.latest.exit(1);
      await settle();
      expect(await summary(local, id)).toMatchObject({ unhealthy: 1, total: 1 });
    }
    const job = await local.status(id, jobId);
    expect(job.status).toBe('FAILED');
    expect(job.error).toContain('exited with code 1 before it was ready');
    expect(job.error).toContain(traceback.join('\n'));
    await local.clock.advance(60_000);
    expect(local.runtime.started).toHaveLength(3);
    await local.clock.advance(61_000);
    expect(await summary(local, id)).toMatchObject({ total: 0 });
  });

  it('is tried at once for a job that comes after a quiet time', async () => {
    const local = new LocalPlatform({ startAttempts: 1 });
    const id = await local.endpoint();
    await local.run(id);
    await local.clock.advance(100);
    local.runtime.latest.exit(1);
    await local.clock.advance(500);
    await local.run(id);
    await settle();
    expect(local.runtime.started).toHaveLength(2);
  });

  it('names the script that ended without start()', async () => {
    const local = new LocalPlatform({ startAttempts: 1 });
    const id = await local.endpoint();
    const jobId = await local.run(id);
    await local.clock.advance(100);
    local.runtime.latest.exit(0);
    await settle();
    expect((await local.status(id, jobId)).error).toContain('without calling runpod.serverless.start()');
  });

  it('fails jobs at once when trying again cannot help', async () => {
    const local = new LocalPlatform();
    local.runtime.onPrepare = async () => {
      throw new AppError('missing-tool', 'No Python was found.', { remedy: 'Install one.' });
    };
    const id = await local.endpoint();
    const jobId = await local.run(id);
    await local.clock.advance(300);
    const job = await local.status(id, jobId);
    expect(job).toMatchObject({ status: 'FAILED' });
    expect(job.error).toContain('No Python was found. Install one.');
  });

  it('is killed after the init timeout, which a template can change', async () => {
    const local = new LocalPlatform({ startAttempts: 1 });
    const id = await local.endpoint({}, { RUNPOD_INIT_TIMEOUT: '30' });
    const jobId = await local.run(id);
    await local.clock.advance(29_000);
    expect(local.runtime.latest.stops).toEqual([]);
    await local.clock.advance(2_000);
    expect(local.runtime.latest.stops).toEqual([0]);
    expect((await local.status(id, jobId)).error).toContain('not ready within 30 s');
    const usual = new LocalPlatform();
    await usual.endpoint({ workers: { min: 1 } });
    await usual.clock.advance(419_000);
    expect(usual.runtime.latest.stops).toEqual([]);
    await usual.clock.advance(2_000);
    expect(usual.runtime.started[0]?.stops).toEqual([0]);
  });

  it('does not fail jobs while another worker serves them', async () => {
    const local = new LocalPlatform({ startAttempts: 1 });
    const id = await local.endpoint({ workers: { min: 2, max: 2 } });
    await local.clock.advance(300);
    await comeUp(local);
    await local.clock.advance(100);
    const jobId = await local.run(id);
    local.runtime.latest.exit(1);
    await settle();
    expect(await local.status(id, jobId)).toMatchObject({ status: 'IN_QUEUE' });
  });
});

describe('execution timeout', () => {
  it('tells an SDK that listens, and restarts the worker when it goes on all the same', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    const jobId = await local.run(id, {}, { policy: { executionTimeout: 5_000 } });
    await local.clock.advance(100);
    const worker = await comeUp(local);
    const stops = local.asWorker(worker, '/job-stop');
    await local.take(worker);
    await local.clock.advance(5_250);
    expect((await stops).body).toEqual({ jobsToStop: [jobId] });
    expect(await local.status(id, jobId)).toMatchObject({
      status: 'TIMED_OUT',
      error: expect.stringContaining('5 s'),
    });
    expect(worker.stops).toEqual([]);
    await local.clock.advance(10_500);
    expect(worker.stops).toEqual([0]);
    expect(local.runtime.started).toHaveLength(2);
  });

  it('leaves a worker alone that let go of the job', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint({ workers: { idleTimeout: 600 } });
    await local.run(id, {}, { policy: { executionTimeout: 5_000 } });
    await local.clock.advance(100);
    const worker = await comeUp(local);
    void local.asWorker(worker, '/job-stop');
    await local.take(worker);
    await local.clock.advance(5_500);
    void local.asWorker(worker, poll);
    await local.clock.advance(20_000);
    expect(worker.stops).toEqual([]);
  });

  it('restarts a worker whose SDK cannot be told', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint({ timeout: 2_000 });
    const jobId = await local.run(id);
    await local.clock.advance(100);
    const worker = await comeUp(local);
    await local.take(worker);
    await local.clock.advance(2_500);
    expect(worker.stops).toEqual([0]);
    expect(await local.status(id, jobId)).toMatchObject({ status: 'TIMED_OUT' });
    expect(local.runtime.started).toHaveLength(2);
  });
});

describe('a new release', () => {
  it('replaces idle workers at once and lets busy ones finish', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint({ workers: { min: 2, max: 2 } });
    await local.clock.advance(300);
    const busy = await comeUp(local);
    await local.clock.advance(3_000);
    const idle = await comeUp(local);
    const jobId = await local.run(id);
    await local.take(busy);
    await local.rest(`/serverless/${id}`, { method: 'PATCH', body: { image: 'test/image:2' } });
    await local.clock.advance(300);
    expect([busy.stops.length, idle.stops.length]).toEqual([0, 1]);
    const during = (await local.rest(`/serverless/${id}/releases`)).body;
    expect(during.rollout).toMatchObject({ inProgress: true });
    const stale = (await local.rest(`/serverless/${id}/workers`)).body.workers.filter(
      (worker: { isStale: boolean }) => worker.isStale,
    );
    expect(stale.map((worker: { id: string }) => worker.id)).toEqual([busy.spec.workerId]);
    const next = await local.run(id);
    void local.asWorker(busy, '/job-take?job_in_progress=1');
    await local.done(busy, jobId, { output: 1 });
    await local.clock.advance(3_500);
    expect(busy.stops).toHaveLength(1);
    expect(local.runtime.latest.spec.image).toBe('test/image:2');
    expect(await local.status(id, next)).toMatchObject({ status: 'IN_QUEUE' });
    expect((await local.rest(`/serverless/${id}/releases`)).body.rollout.inProgress).toBe(false);
  });

  it('is not made by workers, scaling or timeout', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    const body = { workers: { max: 9 }, scaling: { type: 'QUEUE_DELAY', queueDelay: 9 }, timeout: 9_000 };
    await local.rest(`/serverless/${id}`, { method: 'PATCH', body });
    expect((await local.rest(`/serverless/${id}/releases`)).body.endpointVersion).toBe(1);
  });
});

describe('an end', () => {
  it('of an endpoint takes its workers and jobs along', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    const waiting = local.job(id, '/runsync', { body: { input: 1 } });
    await local.clock.advance(300);
    const worker = await comeUp(local);
    expect((await local.rest(`/serverless/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await waiting).body).toMatchObject({ status: 'CANCELLED' });
    await local.clock.advance(300);
    expect(worker.stops).toHaveLength(1);
    expect((await local.job(id, '/health')).status).toBe(404);
  });

  it('of Local RunPod stops every worker and leaves no timer', async () => {
    const local = new LocalPlatform();
    await local.endpoint({ workers: { min: 2 } });
    await local.clock.advance(300);
    const worker = await comeUp(local);
    await local.clock.advance(3_000);
    await local.platform.stop();
    expect(worker.stops).toHaveLength(1);
    expect(local.platform.scheduler.allWorkers()).toEqual([]);
    expect(local.clock.pending).toBe(0);
  });
});
