// Local RunPod with real workers on the official SDK, the oldest release still recommended for some and the newest.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesWith, RealLocal, type SdkVersion, until } from '../../support/realLocal';

const versions: SdkVersion[] = ['1.7.10', '1.12.0'];

describe.each(versions)('a worker on SDK %s', sdk => {
  const local = new RealLocal();
  let plain = '';

  beforeAll(async () => {
    await local.start({ jobStopGraceMs: 1_500 });
    plain = await local.deploy({ sdk });
    expect(await local.ask(plain, { mode: 'echo', value: 'first' })).toMatchObject({ status: 'COMPLETED' });
  });
  afterAll(() => local.stop());

  it('returns what the handler returns, with times and its own version', async () => {
    const value = { text: 'zażółć 🐍', list: [1, 2.5, null] };
    const job = await local.ask(plain, { mode: 'echo', value });
    expect(job).toMatchObject({ status: 'COMPLETED', output: value, workerId: local.workers(plain)[0]?.id });
    expect(job.executionTime).toBeLessThan(1_000);
    expect(local.workers(plain)[0]?.sdkVersion).toBe(sdk);
  });

  it('fails as the handler fails: by exception, by an error in the result', async () => {
    const raised = await local.ask(plain, { mode: 'raise' });
    expect(raised.status).toBe('FAILED');
    expect(JSON.parse(raised.error)).toMatchObject({
      error_type: "<class 'ValueError'>",
      error_message: 'no good',
      runpod_version: sdk,
    });
    expect(await local.ask(plain, { mode: 'error' })).toMatchObject({ status: 'FAILED', error: 'said so' });
    const strange = await local.ask(plain, { mode: 'error-object' });
    expect(strange.status).toBe('COMPLETED');
    expect(strange).not.toHaveProperty('output');
  });

  it('loses a result that is no JSON, and the job says so instead of hanging', async () => {
    const lost = await local.ask(plain, { mode: 'set' });
    expect(lost.status).toBe('FAILED');
    expect(lost.error).toContain('never arrived');
    expect(lost.error).toContain('not JSON serializable');
    const nan = await local.ask(plain, { mode: 'nan' });
    expect(nan).toMatchObject({ status: 'FAILED', error: expect.stringContaining('NaN') });
    const noInput = (await local.job(plain, '/run', {})).body.id;
    const refused = await local.result(plain, noInput);
    expect(refused).toMatchObject({ status: 'FAILED', error: expect.stringContaining('missing field') });
  });

  it('shows progress', async () => {
    const jobId = await local.run(plain, { mode: 'progress' });
    await until(async () => (await local.job(plain, `/status/${jobId}`)).body.output === 'half', 10_000);
    expect(await local.result(plain, jobId)).toMatchObject({ status: 'COMPLETED', output: 'whole' });
  });

  it('sees a clean environment: its own folder and home, nothing of ours', async () => {
    process.env.SECRET_OF_THE_USER = 'x';
    const { output } = await local.ask(plain, { mode: 'environment' });
    delete process.env.SECRET_OF_THE_USER;
    expect(output.names).not.toContain('SECRET_OF_THE_USER');
    expect(output.names.filter((name: string) => /proxy/i.test(name)).sort()).toEqual([
      'NO_PROXY',
      'no_proxy',
    ]);
    expect(output.cwd).toContain(local.folder);
    expect(output.home).toContain(local.folder);
  });

  it('is restarted when a result asks for it', async () => {
    const before = (await local.ask(plain, { mode: 'refresh' })).output.pid;
    const after = await local.ask(plain, { mode: 'pid' });
    expect(after.output).not.toBe(before);
  });

  it('that dies in every attempt fails the job with the reason; killed once, the job is run again', async () => {
    const jobId = await local.run(plain, { mode: 'sleep', seconds: 2 });
    await until(
      async () => (await local.job(plain, `/status/${jobId}`)).body.status === 'IN_PROGRESS',
      10_000,
    );
    process.kill(local.workers(plain)[0]?.process?.pid ?? 0, 'SIGKILL');
    expect(await local.result(plain, jobId)).toMatchObject({ status: 'COMPLETED', retries: 1 });
    const dead = await local.ask(plain, { mode: 'die' });
    expect(dead).toMatchObject({ status: 'FAILED', retries: 2 });
    expect(dead.error).toContain('exited with code 3');
  });

  it('lets go of a job at its execution timeout, also when it is blocked', async () => {
    const endpointId = await local.deploy({ sdk, fields: { timeout: 1_500 } });
    await local.ask(endpointId, { mode: 'pid' });
    const slow = await local.ask(endpointId, { mode: 'sleep', seconds: 600 });
    expect(slow).toMatchObject({ status: 'TIMED_OUT', error: expect.stringContaining('1.5 s') });
    expect(await local.ask(endpointId, { mode: 'echo', value: 'next' })).toMatchObject({ output: 'next' });
  });

  it('streams what a generator yields, and aggregates it when told to', async () => {
    const env = { KIND: 'stream', AGGREGATE: '1' };
    const endpointId = await local.deploy({ sdk, env });
    const jobId = await local.run(endpointId, { count: 4 });
    const chunks: unknown[] = [];
    let replies = 0;
    for (let done = false; !done; ) {
      const { body } = await local.job(endpointId, `/stream/${jobId}`);
      chunks.push(...body.stream.map((chunk: { output: unknown }) => chunk.output));
      if (body.stream.length > 0) replies++;
      done = body.status === 'COMPLETED';
    }
    const wanted = [{ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }];
    expect(chunks).toEqual(wanted);
    expect(replies).toBeGreaterThan(1);
    expect(await local.result(endpointId, jobId)).toMatchObject({ output: wanted });
  });

  it('takes several jobs at a time when its concurrency says so', async () => {
    const endpointId = await local.deploy({ sdk, env: { KIND: 'patient', CONCURRENCY: '5' } });
    await local.ask(endpointId, { seconds: 0 });
    const started = Date.now();
    const jobs = await Promise.all(
      Array.from({ length: 10 }, (_, value) => local.ask(endpointId, { seconds: 2, value })),
    );
    expect(jobs.map(job => job.output)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(Date.now() - started).toBeLessThan(15_000);
  });

  it('is replaced by a new release within seconds, though its polls are long', async () => {
    const endpointId = await local.deploy({ sdk, fields: { workers: { min: 1, max: 1 } } });
    await local.ask(endpointId, { mode: 'pid' });
    const old = local.workers(endpointId)[0];
    const started = Date.now();
    await local.rest(`/serverless/${endpointId}`, { env: { NEW: '1' } }, 'PATCH');
    await until(() => !local.workers(endpointId).includes(old as never), 10_000);
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(local.log(endpointId, old?.id ?? '', 'system')).toContain('exited with code 0');
    const { output } = await local.ask(endpointId, { mode: 'environment' });
    expect(output.names).toContain('NEW');
  });

  it('that cannot be imported leaves its traceback in the job and in the log', async () => {
    const endpointId = await local.deploy({ sdk, env: { BROKEN: '1' } });
    const job = await local.ask(endpointId, { mode: 'echo' });
    expect(job.status).toBe('FAILED');
    expect(job.error).toContain('Traceback (most recent call last)');
    expect(job.error).toContain('RuntimeError: model file is missing');
    const worker = local.workers(endpointId)[0];
    expect(local.log(endpointId, worker?.id ?? '', 'container')).toContain(
      'RuntimeError: model file is missing',
    );
    const { body } = await local.rest(`/serverless/${endpointId}/workers`);
    expect(body.summary).toMatchObject({ unhealthy: 1 });
  });

  it('that is not ready in time is killed, and the log says so', async () => {
    const env = { SLOW_IMPORT: '60', RUNPOD_INIT_TIMEOUT: '3' };
    const endpointId = await local.deploy({ sdk, env, fields: { workers: { min: 1, max: 1 } } });
    await until(() => local.workers(endpointId).some(worker => worker.trouble !== undefined), 20_000);
    const worker = local.workers(endpointId)[0];
    expect(local.log(endpointId, worker?.id ?? '', 'system')).toContain('not ready within 3 s');
    await local.rest(`/serverless/${endpointId}`, undefined, 'DELETE');
  });

  it('leaves no process behind when its endpoint is deleted', async () => {
    const endpointId = await local.deploy({ sdk });
    await local.ask(endpointId, { mode: 'pid' });
    expect(processesWith(`RUNPOD_ENDPOINT_ID=${endpointId}`).length).toBeGreaterThan(0);
    await local.rest(`/serverless/${endpointId}`, undefined, 'DELETE');
    await until(() => processesWith(`RUNPOD_ENDPOINT_ID=${endpointId}`).length === 0, 8_000);
    expect(local.problems).toEqual([]);
  });
});

describe('a worker on SDK 1.12.0', () => {
  const local = new RealLocal();
  beforeAll(() => local.start());
  afterAll(() => local.stop());

  it('stops a job that is cancelled, and goes on with the next', async () => {
    const endpointId = await local.deploy({ sdk: '1.12.0', env: { KIND: 'patient' } });
    await local.ask(endpointId, { seconds: 0 });
    const jobId = await local.run(endpointId, { seconds: 600 });
    await until(
      async () => (await local.job(endpointId, `/status/${jobId}`)).body.status === 'IN_PROGRESS',
      10_000,
    );
    const { body } = await local.job(endpointId, `/cancel/${jobId}`, undefined, 'POST');
    expect(body).toEqual({ id: jobId, status: 'CANCELLED' });
    expect(await local.ask(endpointId, { seconds: 0, value: 'next' })).toMatchObject({ output: 'next' });
    const worker = local.workers(endpointId)[0];
    expect(local.log(endpointId, worker?.id ?? '', 'container')).toContain('Job stopped.');
  });
});
