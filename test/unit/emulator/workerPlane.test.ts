// The worker plane as the SDK needs it: long polls, batches, raw JSON bodies, first final result wins, lost results found.
import { describe, expect, it } from 'vitest';
import { settle } from '../../support/fakeClock';
import type { FakeWorkerProcess } from '../../support/fakeRuntime';
import { LocalPlatform } from '../../support/localPlatform';

async function ready(): Promise<{ local: LocalPlatform; id: string; worker: FakeWorkerProcess }> {
  const local = new LocalPlatform();
  const id = await local.endpoint({ workers: { min: 1, max: 1 } });
  await local.clock.advance(250);
  await local.asWorker(local.runtime.latest, '/ping');
  return { local, id, worker: local.runtime.latest };
}

const poll = '/job-take?gpu=LOCAL&job_in_progress=0';

describe('job-take', () => {
  it('holds an empty poll for 15 s and answers 204', async () => {
    const { local, worker } = await ready();
    let answered = false;
    const reply = local.asWorker(worker, poll).finally(() => {
      answered = true;
    });
    await local.clock.advance(14_900);
    expect(answered).toBe(false);
    await local.clock.advance(200);
    expect((await reply).status).toBe(204);
  });

  it('answers a held poll the moment a job comes', async () => {
    const { local, id, worker } = await ready();
    const reply = local.asWorker(worker, poll);
    await settle();
    const jobId = await local.run(id, 'now');
    expect((await reply).body).toEqual({ id: jobId, input: 'now' });
  });

  it('gives nothing to a caller that hung up', async () => {
    const { local, id, worker } = await ready();
    const gone = new AbortController();
    const reply = local.asWorker(worker, poll, { signal: gone.signal });
    await settle();
    gone.abort();
    await settle();
    const jobId = await local.run(id);
    expect(await local.status(id, jobId)).toMatchObject({ status: 'IN_QUEUE' });
    await reply.catch(() => undefined);
  });

  it('hands out batches of at most what was asked for', async () => {
    const { local, id, worker } = await ready();
    for (let n = 0; n < 5; n++) await local.run(id, n);
    const batch = await local.asWorker(worker, '/job-take-batch?gpu=LOCAL&batch_size=3&job_in_progress=0');
    expect(batch.body.map((job: { input: number }) => job.input)).toEqual([0, 1, 2]);
  });

  it('passes on webhook and s3Config, and a job without input as it is', async () => {
    const { local, id, worker } = await ready();
    await local.job(id, '/run', {
      body: { input: 1, webhook: 'http://127.0.0.1:9/x', s3Config: { bucketName: 'b' } },
    });
    const { id: jobId } = (await local.job(id, '/run', { body: {} })).body;
    expect(await local.take(worker)).toMatchObject({
      webhook: 'http://127.0.0.1:9/x',
      s3Config: { bucketName: 'b' },
    });
    expect((await local.asWorker(worker, '/job-take?job_in_progress=1')).body).toEqual({ id: jobId });
  });
});

describe('job-done', () => {
  async function taken(): Promise<Awaited<ReturnType<typeof ready>> & { jobId: string }> {
    const all = await ready();
    const jobId = await all.local.run(all.id);
    await all.local.take(all.worker);
    return { ...all, jobId };
  }

  it('reads raw JSON whatever the content type says', async () => {
    const { local, id, worker, jobId } = await taken();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', charset: 'utf-8' };
    await local.asWorker(worker, `/job-done/${jobId}?isStream=false`, {
      body: '{"output":"a=b&c"}',
      headers,
    });
    expect(await local.status(id, jobId)).toMatchObject({ status: 'COMPLETED', output: 'a=b&c' });
  });

  it('keeps the first final result', async () => {
    const { local, id, worker, jobId } = await taken();
    await local.done(worker, jobId, { output: 1 });
    expect((await local.done(worker, jobId, { error: 'second' })).status).toBe(200);
    expect(await local.status(id, jobId)).toMatchObject({ status: 'COMPLETED', output: 1 });
  });

  it('fails a job whose result holds NaN, and tells why on both sides', async () => {
    const { local, id, worker, jobId } = await taken();
    expect((await local.done(worker, jobId, '{"output": {"score": NaN}}')).status).toBe(400);
    const job = await local.status(id, jobId);
    expect(job).toMatchObject({ status: 'FAILED', error: expect.stringContaining('NaN') });
  });

  it('shows an error that is no string as the platform does: COMPLETED without output, with a warning', async () => {
    const { local, id, worker, jobId } = await taken();
    await local.done(worker, jobId, { error: { code: 7 }, output: 'x' });
    const job = await local.status(id, jobId);
    expect(job.status).toBe('COMPLETED');
    expect(job).not.toHaveProperty('output');
    expect(systemLines(local, id, worker).join('\n')).toContain('"error" must be a string');
  });

  it('drops a result that is too large, reports it, and completes without output', async () => {
    const { local, id, worker, jobId } = await taken();
    expect((await local.done(worker, jobId, { output: 'x'.repeat(10 * 1024 * 1024) })).status).toBe(400);
    const job = await local.status(id, jobId);
    expect(job).toMatchObject({ status: 'COMPLETED' });
    expect(job).not.toHaveProperty('output');
  });

  it('restarts the worker on stopPod, beside an error too', async () => {
    const { local, id, worker, jobId } = await taken();
    await local.done(worker, jobId, { error: 'bad', stopPod: true });
    await local.clock.advance(500);
    expect(await local.status(id, jobId)).toMatchObject({ status: 'FAILED', error: 'bad' });
    expect(worker.stops).toEqual([0]);
    expect(local.runtime.started).toHaveLength(2);
    expect(local.runtime.latest.spec.workerId).toBe(worker.spec.workerId);
  });

  it('ignores a result for a job that was never this worker’s', async () => {
    const { local, id, worker } = await ready();
    const jobId = await local.run(id);
    expect((await local.done(worker, jobId, { output: 1 })).status).toBe(200);
    expect(await local.status(id, jobId)).toMatchObject({ status: 'IN_QUEUE' });
  });
});

describe('lost results', () => {
  const errorLine = (jobId: string) =>
    JSON.stringify({
      requestId: jobId,
      message: 'Error while returning job result. | Object of type set is not JSON serializable',
      level: 'ERROR',
    });

  it('are noticed when the worker asks for more without having reported, and named with the SDK’s line', async () => {
    const { local, id, worker } = await ready();
    const jobId = await local.run(id);
    await local.take(worker);
    worker.write('container', errorLine(jobId));
    void local.asWorker(worker, poll);
    await local.clock.advance(2_500);
    const job = await local.status(id, jobId);
    expect(job.status).toBe('FAILED');
    expect(job.error).toContain('never arrived');
    expect(job.error).toContain('Object of type set is not JSON serializable');
  });

  it('are noticed when pings stop naming the job', async () => {
    const { local, id, worker } = await ready();
    const jobId = await local.run(id);
    await local.take(worker);
    await local.asWorker(worker, `/ping?job_id=${jobId}`);
    await local.clock.advance(11_000);
    expect(await local.status(id, jobId)).toMatchObject({ status: 'IN_PROGRESS' });
    await local.asWorker(worker, '/ping');
    await local.clock.advance(2_500);
    expect(await local.status(id, jobId)).toMatchObject({ status: 'FAILED' });
  });

  it('are not suspected while another job keeps the worker busy, or the result is on its way', async () => {
    const { local, id, worker } = await ready();
    const jobId = await local.run(id);
    await local.take(worker);
    void local.asWorker(worker, '/job-take-batch?batch_size=2&job_in_progress=1');
    await local.clock.advance(5_000);
    expect(await local.status(id, jobId)).toMatchObject({ status: 'IN_PROGRESS' });
    void local.asWorker(worker, poll);
    await local.clock.advance(1_000);
    await local.done(worker, jobId, { output: 'here' });
    await local.clock.advance(5_000);
    expect(await local.status(id, jobId)).toMatchObject({ status: 'COMPLETED', output: 'here' });
  });
});

function systemLines(local: LocalPlatform, endpointId: string, worker: FakeWorkerProcess): string[] {
  const log = local.platform.logs.get(endpointId, worker.spec.workerId);
  return (log?.query({ source: 'system', tail: 5000 }) ?? []).map(entry => entry.line);
}
