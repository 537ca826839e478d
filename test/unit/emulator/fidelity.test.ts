// What Local RunPod does as the platform does though no test of a single plane asks for it: rate limits, /requests, chunks
// over 1 MB, secrets, the variables of a worker.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSecrets } from '../../../src/emulator/scheduler/secrets';
import { splitChunk } from '../../../src/emulator/worker/chunks';
import { LocalPlatform } from '../../support/localPlatform';

let local: LocalPlatform;
beforeEach(() => {
  local = new LocalPlatform();
});
afterEach(() => local.platform.stop(0));

async function started(fields: Record<string, unknown> = {}, env: Record<string, string> = {}) {
  const id = await local.endpoint({ workers: { min: 1, max: 1 }, ...fields }, env);
  await local.clock.advance(250);
  return { id, worker: local.runtime.latest };
}

describe('rate limits of the job API', () => {
  beforeEach(() => {
    local = new LocalPlatform({ overQuota: 'refuse' });
  });
  const purge = (id: string) => local.job(id, '/purge-queue', { method: 'POST' });

  it('refuse what is too much in 10 s, by endpoint and route, and say when to come again', async () => {
    const [id, other] = [await local.endpoint(), await local.endpoint({ name: 'other' })];
    const codes = [];
    for (let n = 0; n < 3; n++) codes.push((await purge(id)).status);
    expect(codes).toEqual([200, 200, 429]);
    expect((await purge(id)).headers.get('retry-after')).toBe('10');
    expect((await purge(other)).status).toBe(200);
    expect((await local.job(id, '/health')).status).toBe(200);
    await local.clock.advance(10_000);
    expect((await purge(id)).status).toBe(200);
  });

  it('refuse what is too much at the same time', async () => {
    const id = await local.endpoint({ workers: { min: 0, max: 0 } });
    const held = Array.from({ length: 400 }, () =>
      local.job(id, '/runsync?wait=1000', { body: { input: {} } }),
    );
    await local.clock.advance(250);
    await expect.poll(() => local.platform.jobs.queue(id).size).toBe(400);
    expect((await local.job(id, '/runsync', { body: { input: {} } })).status).toBe(429);
    await local.clock.advance(1_000);
    expect(new Set((await Promise.all(held)).map(({ status }) => status))).toEqual(new Set([200]));
    expect((await local.job(id, '/runsync?wait=1000', { body: '{' })).status).toBe(400);
  });

  it('are only counted when nobody asked for more', async () => {
    local = new LocalPlatform();
    const id = await local.endpoint();
    for (let n = 0; n < 5; n++) expect((await purge(id)).status).toBe(200);
  });
});

describe('GET /requests', () => {
  it('lists the jobs of the endpoint, the newest first', async () => {
    const [id, other] = [await local.endpoint(), await local.endpoint({ name: 'other' })];
    const [first, second] = [await local.run(id), await local.run(id)];
    await local.run(other);
    const { body } = await local.job(id, '/requests');
    expect(body.requests.map((job: { id: string }) => job.id)).toEqual([second, first]);
    expect(body.requests[0].status).toBe('IN_QUEUE');
  });
});

describe('the catalogue', () => {
  it('lists GPUs at the documented prices, and one whose price is not documented without', async () => {
    const { gpus } = (await local.rest('/catalog/gpus')).body;
    const priceOf = (pool: string) =>
      gpus.find((gpu: { pool: string }) => gpu.pool === pool).price.serverless;
    expect(priceOf('ADA_24')).toBe(1.12);
    expect(priceOf('BLACKWELL_96')).toBeUndefined();
    expect((await local.graphql('{ myself { currentSpendPerHr } }')).body.data.myself.currentSpendPerHr).toBe(
      0,
    );
  });
});

describe('a load-balancing endpoint', () => {
  it('is kept and shown; its requests are refused in words', async () => {
    const id = await local.endpoint({
      type: 'LOAD_BALANCER',
      scaling: { type: 'REQUEST_COUNT', requestCount: 4 },
    });
    expect((await local.rest(`/serverless/${id}`)).body.type).toBe('LOAD_BALANCER');
    const refused = await local.job(id, '/run', { body: { input: {} } });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('load-balancing') },
    });
    expect((await local.job(id, '/health')).status).toBe(200);
  });
});

describe('a chunk of a stream', () => {
  it('over 1 MB arrives in pieces that are the whole when put together', async () => {
    const { id, worker } = await started();
    const jobId = await local.run(id);
    await local.take(worker);
    const output = '🐍'.repeat(600_000);
    await local.asWorker(worker, `/job-stream/${jobId}`, { body: { output } });
    const { body } = await local.job(id, `/stream/${jobId}`);
    const pieces: string[] = body.stream.map((chunk: { output: string }) => chunk.output);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe(output);
    expect(Math.max(...pieces.map(piece => Buffer.byteLength(piece)))).toBeLessThanOrEqual(1024 * 1024);
  });

  it('of another kind is cut as its JSON text; a small one stays what it is', () => {
    const rows = Array.from({ length: 200_000 }, (_, n) => ({ n }));
    expect(JSON.parse(splitChunk(rows).join(''))).toEqual(rows);
    expect(splitChunk({ n: 1 })).toEqual([{ n: 1 }]);
  });
});

describe('the variables of a worker', () => {
  it('are those of the platform, whatever the template says', async () => {
    const fields = { gpu: { pools: ['ADA_24'], count: 2 }, networkVolumes: ['vol1'] };
    const { id, worker } = await started(fields, { RUNPOD_POD_ID: 'mine', MINE: '1' });
    expect(worker.spec.env).toMatchObject({
      MINE: '1',
      RUNPOD_POD_ID: worker.spec.workerId,
      RUNPOD_ENDPOINT_ID: id,
      RUNPOD_GPU_COUNT: '2',
      RUNPOD_CPU_COUNT: expect.stringMatching(/^\d+$/),
      RUNPOD_PUBLIC_IP: '127.0.0.1',
      RUNPOD_VOLUME_ID: 'vol1',
      RUNPOD_API_KEY: worker.token,
      RUNPOD_ENDPOINT_SECRET: worker.token,
    });
  });

  it('skip the checks of the machine and allow local downloads, unless the template says otherwise', async () => {
    const { worker } = await started({}, { RUNPOD_SKIP_GPU_CHECK: 'false' });
    expect(worker.spec.env).toMatchObject({
      RUNPOD_SKIP_AUTO_SYSTEM_CHECKS: 'true',
      RUNPOD_SKIP_GPU_CHECK: 'false',
      RUNPOD_ALLOW_PRIVATE_DOWNLOAD_URLS: 'true',
    });
  });

  it('get their secrets from a file; one that nobody knows stays as it is and is named in the log', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
    expect(readSecrets(folder)).toEqual({});
    writeFileSync(join(folder, 'secrets.json'), '{"hf": "token-1"}');
    local = new LocalPlatform({}, undefined, () => readSecrets(folder));
    const env = { HF: 'Bearer {{ RUNPOD_SECRET_hf }}', OTHER: '{{RUNPOD_SECRET_other}}' };
    const { id, worker } = await started({}, env);
    expect(worker.spec.env).toMatchObject({ HF: 'Bearer token-1', OTHER: '{{RUNPOD_SECRET_other}}' });
    const lines =
      local.platform.logs.get(id, worker.spec.workerId)?.query({ source: 'system', tail: 99 }) ?? [];
    expect(lines.map(({ line }) => line).join('\n')).toContain('there is no secret other');
    expect(JSON.stringify(local.platform.account.toFile())).not.toContain('token-1');
    writeFileSync(join(folder, 'secrets.json'), 'no json');
    expect(readSecrets(folder)).toEqual({});
    rmSync(folder, { recursive: true });
  });
});
