// The short way of a job, over a real socket: it does and says what the router does, and leaves the rest to the router.
import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock';
import { jobLane } from '../../../src/emulator/lane/lane';
import { warmUp } from '../../../src/emulator/lane/warmUp';
import { type Listening, listen } from '../../../src/emulator/server/listen';
import { LocalPlatform, testKey } from '../../support/localPlatform';

interface Ask {
  readonly path: string;
  readonly body?: string;
  readonly token?: string;
  readonly host?: string;
  readonly signal?: AbortSignal;
}

const open: Listening[] = [];
afterEach(() => Promise.all(open.splice(0).map(listening => listening.close())));

/** One worker that is ready, and the same platform behind both doors. */
async function serving(settings = {}) {
  const local = new LocalPlatform(settings);
  const id = await local.endpoint({ workers: { min: 1, max: 1 } });
  await local.clock.advance(250);
  const worker = local.runtime.latest;
  await local.asWorker(worker, '/ping');
  const passed: boolean[] = [];
  const lane = jobLane(local.platform, testKey);
  const listening = await listen(local.app, {
    port: 0,
    lane: (incoming, outgoing) => {
      const took = lane(incoming, outgoing);
      passed.push(took);
      return took;
    },
  });
  open.push(listening);
  const ask = ({ path, body, token = testKey, host, signal }: Ask) =>
    new Promise<{ status: number; body: unknown }>((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, ...(host ? { host } : {}) };
      const method = body === undefined ? 'GET' : 'POST';
      const options = { method, headers, agent: false, ...(signal ? { signal } : {}) };
      const outgoing = request(`${listening.origin}${path}`, options, response => {
        let text = '';
        response.setEncoding('utf8').on('data', chunk => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: read(text) }));
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  const job = `/job/v2/${id}`;
  const plane = (route: string, rest = '') => `/worker/v2/${id}/${route}/${worker.spec.workerId}${rest}`;
  return { local, id, worker, ask, passed, job, plane, token: worker.token };
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setImmediate(resolve));
}

describe('the lane', () => {
  it('carries a job from its caller to the worker and back', async () => {
    const { ask, job, plane, token, passed } = await serving();
    const polled = ask({ path: plane('job-take', '?gpu=LOCAL&job_in_progress=0'), token });
    await until(() => passed.length === 1);
    const called = ask({ path: `${job}/runsync?wait=5000`, body: '{"input":{"n":1}}' });
    const taken = (await polled).body as { id: string };
    expect(taken).toEqual({ id: expect.stringMatching(/^sync-/), input: { n: 1 } });
    const posted = await ask({
      path: plane('job-done', `/${taken.id}?isStream=false`),
      token,
      body: '{"output":2}',
    });
    expect(posted).toEqual({ status: 200, body: { status: 'ok' } });
    expect(await called).toMatchObject({
      status: 200,
      body: { id: taken.id, status: 'COMPLETED', output: 2 },
    });
    expect(passed).toEqual([true, true, true]);
  });

  it('hands out batches, and queues for /run', async () => {
    const { ask, job, plane, token, passed } = await serving();
    for (const n of [1, 2, 3]) await ask({ path: `${job}/run`, body: JSON.stringify({ input: n }) });
    const batch = await ask({ path: plane('job-take-batch', '?batch_size=2&job_in_progress=0'), token });
    expect((batch.body as { input: number }[]).map(({ input }) => input)).toEqual([1, 2]);
    expect(passed).toEqual([true, true, true, true]);
  });

  it('gives a job back whose worker hung up', async () => {
    const { local, ask, plane, token, passed, job } = await serving();
    const gone = new AbortController();
    const polled = ask({ path: plane('job-take', '?job_in_progress=0'), token, signal: gone.signal });
    await until(() => passed.length === 1);
    gone.abort();
    await expect(polled).rejects.toThrow('aborted');
    const [worker] = local.platform.scheduler.allWorkers();
    await until(() => worker?.mailbox.takes.first() === undefined);
    const { body } = await ask({ path: `${job}/run`, body: '{"input":1}' });
    const { id } = body as { id: string };
    expect(await ask({ path: `${job}/status/${id}` })).toMatchObject({ body: { status: 'IN_QUEUE' } });
  });

  it.each([
    ['malformed JSON', '{"input":'],
    ['no object', '[]'],
    ['a webhook that is none', '{"input":1,"webhook":"ftp://x"}'],
    ['a time that is too short', '{"input":1,"policy":{"ttl":1}}'],
    ['too many bytes', JSON.stringify({ input: 'x'.repeat(20 * 1024 * 1024) })],
  ])('refuses %s in the words of the router', async (_, body) => {
    const { local, id, ask, job, passed } = await serving();
    const routed = await local.job(id, '/runsync', { body });
    expect(await ask({ path: `${job}/runsync`, body })).toEqual({ status: routed.status, body: routed.body });
    expect(routed.status).toBeGreaterThanOrEqual(400);
    expect(passed).toEqual([true]);
  });

  it('leaves what is not plain to the router', async () => {
    const { ask, job, plane, token, passed, local, id } = await serving();
    const statuses = async (...asks: readonly Ask[]) => {
      const replies = await Promise.all(asks.map(ask));
      return replies.map(({ status }) => status);
    };
    expect(
      await statuses(
        { path: `${job}/run`, body: '{}', token: 'wrong' },
        { path: `${job}/run`, body: '{}', host: 'evil.example' },
        { path: '/job/v2/unknown/run', body: '{}' },
        { path: `${job}/run/more`, body: '{}' },
        { path: `${job}/run` },
        { path: `${job}/health` },
      ),
    ).toEqual([401, 403, 404, 404, 404, 200]);
    local.platform.faults.set(id, { networkDelayMs: 50 });
    const before = local.clock.pending;
    const slow = ask({ path: plane('job-done', '/none'), body: '{}', token });
    await until(() => local.clock.pending > before);
    await local.clock.advance(50);
    expect((await slow).body).toEqual({ status: 'ignored' });
    expect(passed.some(Boolean)).toBe(false);
  });

  it('is warmed by jobs of nobody, until they are done or it is told to stop', async () => {
    const stopped = new AbortController();
    expect(await warmUp(systemClock, 5, stopped.signal)).toBe(5);
    const started = Date.now();
    const endless = warmUp(systemClock, Number.POSITIVE_INFINITY, stopped.signal);
    setTimeout(() => stopped.abort(), 50);
    expect(await endless).toBeGreaterThan(0);
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it('leaves the counting of requests to the router', async () => {
    const { ask, job, passed } = await serving({ overQuota: 'refuse' });
    expect((await ask({ path: `${job}/run`, body: '{"input":1}' })).status).toBe(200);
    expect(passed).toEqual([false]);
  });
});
