// The job API as callers see it: states, waits, drains, refusals, retention and time to live.
import { describe, expect, it } from 'vitest';
import { settle } from '../../support/fakeClock';
import { LocalPlatform } from '../../support/localPlatform';

/** An endpoint with one ready worker. */
async function ready(fields: Record<string, unknown> = {}) {
  const local = new LocalPlatform();
  const id = await local.endpoint({ workers: { min: 1, max: 1 }, ...fields });
  await local.clock.advance(250);
  const worker = local.runtime.latest;
  await local.asWorker(worker, '/ping');
  return { local, id, worker };
}

describe('job API', () => {
  it('takes a job through its states with times and output', async () => {
    const { local, id, worker } = await ready();
    const reply = await local.job(id, '/run', { body: { input: { a: 1 } } });
    expect(reply.body).toEqual({ id: expect.stringMatching(/-u1$/), status: 'IN_QUEUE' });
    const jobId = reply.body.id;
    await local.clock.advance(700);
    expect(await local.take(worker)).toEqual({ id: jobId, input: { a: 1 } });
    expect(await local.status(id, jobId)).toMatchObject({ status: 'IN_PROGRESS', delayTime: 700 });
    await local.clock.advance(300);
    await local.done(worker, jobId, { output: { b: 2 } });
    expect(await local.status(id, jobId)).toEqual({
      id: jobId,
      status: 'COMPLETED',
      delayTime: 700,
      executionTime: 300,
      workerId: worker.spec.workerId,
      output: { b: 2 },
    });
    const health = await local.job(id, '/health');
    expect(health.body.jobs).toEqual({ completed: 1, failed: 0, inProgress: 0, inQueue: 0, retried: 0 });
    expect(health.body.workers).toMatchObject({ idle: 1, ready: 1, running: 0 });
  });

  it('shows progress while it runs and ignores it afterwards', async () => {
    const { local, id, worker } = await ready();
    const jobId = await local.run(id);
    await local.take(worker);
    await local.done(worker, jobId, { status: 'IN_PROGRESS', output: 'half' });
    expect(await local.status(id, jobId)).toMatchObject({ status: 'IN_PROGRESS', output: 'half' });
    await local.done(worker, jobId, { output: 'all' });
    await local.done(worker, jobId, { status: 'IN_PROGRESS', output: 'late' });
    expect(await local.status(id, jobId)).toMatchObject({ status: 'COMPLETED', output: 'all' });
  });

  it('answers runsync at the end of the job, or after the wait with where it is', async () => {
    const { local, id, worker } = await ready();
    const waiting = local.job(id, '/runsync', { body: { input: 1 } });
    const { id: jobId } = await local.take(worker);
    expect(jobId).toMatch(/^sync-/);
    await local.done(worker, jobId, { output: 2 });
    expect((await waiting).body).toMatchObject({ status: 'COMPLETED', output: 2 });
    const impatient = local.job(id, '/runsync?wait=1000', { body: { input: 1 } });
    await local.clock.advance(1_000);
    expect((await impatient).body).toMatchObject({ status: 'IN_QUEUE' });
  });

  it('drains a stream: what is there at once, else after a wait, then the end', async () => {
    const { local, id, worker } = await ready();
    const jobId = await local.run(id);
    await local.take(worker);
    const stream = () => local.job(id, `/stream/${jobId}`);
    const post = (output: unknown) => local.asWorker(worker, `/job-stream/${jobId}`, { body: { output } });
    const waiting = stream();
    await settle();
    await post('a');
    expect((await waiting).body).toEqual({ status: 'IN_PROGRESS', stream: [{ output: 'a' }] });
    await post('b');
    await post({ c: 1 });
    expect((await stream()).body.stream).toEqual([{ output: 'b' }, { output: { c: 1 } }]);
    const quiet = stream();
    await local.clock.advance(10_000);
    expect((await quiet).body).toEqual({ status: 'IN_PROGRESS', stream: [] });
    await local.done(worker, jobId, { output: [] });
    expect((await stream()).body).toEqual({ status: 'COMPLETED', stream: [] });
  });

  it('cancels a queued job, and tells a worker that listens to stop a running one', async () => {
    const { local, id, worker } = await ready();
    const first = await local.run(id);
    await local.take(worker);
    const second = await local.run(id);
    expect((await local.job(id, `/cancel/${second}`, { method: 'POST' })).body).toEqual({
      id: second,
      status: 'CANCELLED',
    });
    const stops = local.asWorker(worker, '/job-stop');
    await settle();
    await local.job(id, `/cancel/${first}`, { method: 'POST' });
    expect((await stops).body).toEqual({ jobsToStop: [first] });
    // The SDK overlooks a stop that comes before it has started the job: it is told until it has let go.
    const again = local.asWorker(worker, '/job-stop');
    await local.clock.advance(1_250);
    expect((await again).body).toEqual({ jobsToStop: [first] });
    const quiet = local.asWorker(worker, '/job-stop');
    void local.asWorker(worker, '/job-take?job_in_progress=0');
    await local.clock.advance(15_000);
    expect((await quiet).status).toBe(204);
    await local.done(worker, first, { output: 'too late' });
    expect(await local.status(id, first)).toMatchObject({ status: 'CANCELLED' });
  });

  it('retries what failed, under the same id, and refuses what did not', async () => {
    const { local, id, worker } = await ready();
    const jobId = await local.run(id, { n: 1 });
    const retry = () => local.job(id, `/retry/${jobId}`, { method: 'POST' });
    expect((await retry()).status).toBe(400);
    await local.take(worker);
    await local.done(worker, jobId, { error: 'bad' });
    expect(await local.status(id, jobId)).toMatchObject({ status: 'FAILED', error: 'bad' });
    expect((await retry()).body).toEqual({ id: jobId, status: 'IN_QUEUE' });
    expect(await local.take(worker)).toEqual({ id: jobId, input: { n: 1 } });
    await local.done(worker, jobId, { output: 'good' });
    expect(await local.status(id, jobId)).toMatchObject({ status: 'COMPLETED', output: 'good', retries: 1 });
    expect((await local.job(id, '/health')).body.jobs).toMatchObject({ retried: 1, failed: 1, completed: 1 });
  });

  it('purges what is queued and leaves what runs', async () => {
    const { local, id, worker } = await ready();
    const running = await local.run(id);
    await local.take(worker);
    const queued = [await local.run(id), await local.run(id)];
    const reply = await local.job(id, '/purge-queue', { method: 'POST' });
    expect(reply.body).toEqual({ removed: 2, status: 'completed' });
    expect(await local.status(id, running)).toMatchObject({ status: 'IN_PROGRESS' });
    expect((await local.job(id, `/status/${queued[0]}`)).status).toBe(404);
  });

  it('refuses malformed JSON, a wrong policy, and a body that is too large; accepts any input', async () => {
    const { local, id } = await ready();
    const run = (body: unknown) => local.job(id, '/run', { body });
    expect(await run('{"input": ')).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('JSON') },
    });
    expect((await run('[]')).status).toBe(400);
    expect((await run({ input: 1, policy: { executionTimeout: 10 } })).status).toBe(400);
    expect((await run({ input: 1, webhook: 'not a url' })).status).toBe(400);
    expect((await run({ input: 'x'.repeat(10 * 1024 * 1024) })).status).toBe(413);
    for (const body of [{}, { input: null }, { input: {} }, { input: [1] }])
      expect((await run(body)).status).toBe(200);
  });

  it('forgets results: a run after 30 minutes, a runsync after one', async () => {
    const { local, id, worker } = await ready();
    const jobId = await local.run(id);
    await local.take(worker);
    await local.done(worker, jobId, { output: 1 });
    await local.clock.advance(29 * 60_000);
    expect(await local.status(id, jobId)).toMatchObject({ status: 'COMPLETED' });
    await local.clock.advance(61_000);
    expect((await local.job(id, `/status/${jobId}`)).status).toBe(404);
    const syncReply = local.job(id, '/runsync', { body: { input: 1 } });
    const { id: syncId } = await local.take(local.runtime.latest);
    await local.done(local.runtime.latest, syncId, { output: 1 });
    await syncReply;
    await local.clock.advance(61_000);
    expect((await local.job(id, `/status/${syncId}`)).status).toBe(404);
  });

  it('ends a job at its ttl: TIMED_OUT in the queue, forgotten while running', async () => {
    const { local, id, worker } = await ready();
    const policy = { ttl: 10_000 };
    const running = await local.run(id, {}, { policy });
    await local.take(worker);
    const queued = await local.run(id, {}, { policy });
    await local.clock.advance(10_250);
    expect((await local.job(id, `/status/${running}`)).status).toBe(404);
    expect(await local.status(id, queued)).toMatchObject({
      status: 'TIMED_OUT',
      error: expect.stringContaining('ttl'),
    });
  });
});
