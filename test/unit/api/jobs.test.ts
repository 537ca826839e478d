// The job API: every operation by its route, and what is too large is told before a byte of it is sent.
import { describe, expect, it } from 'vitest';
import type { Cloud } from '../../../src/api/cloud';
import { cloudOver } from '../../support/clouds';
import { json } from '../../support/fakeServer';

const megabyte = 1024 * 1024;
const job = { id: 'j1', status: 'IN_QUEUE' };
const shell = Buffer.byteLength(JSON.stringify({ input: { text: '' } }));
/** A job of exactly so many bytes. */
const jobOf = (bytes: number) => ({ input: { text: 'x'.repeat(bytes - shell) } });

function over() {
  return cloudOver(({ url }) => {
    if (url.pathname.endsWith('/stream/j1')) return json({ status: 'IN_PROGRESS', stream: [] });
    if (url.pathname.endsWith('/purge-queue')) return json({ removed: 2, status: 'completed' });
    if (url.pathname.endsWith('/health')) return json({ jobs: {}, workers: {} });
    return json(job);
  });
}

describe('the operations on jobs', () => {
  const operations: Record<string, [string, (jobs: Cloud['jobs']) => Promise<unknown>]> = {
    run: ['POST /v2/ep1/run', jobs => jobs.run('ep1', { input: { a: 1 } })],
    runsync: ['POST /v2/ep1/runsync?wait=5000', jobs => jobs.runSync('ep1', { input: { a: 1 } }, 5_000)],
    'runsync for long': [
      'POST /v2/ep1/runsync?wait=90000',
      jobs => jobs.runSync('ep1', { input: { a: 1 } }, 600_000),
    ],
    'runsync for no time': [
      'POST /v2/ep1/runsync?wait=1000',
      jobs => jobs.runSync('ep1', { input: { a: 1 } }, 0),
    ],
    status: ['GET /v2/ep1/status/j1', jobs => jobs.status('ep1', 'j1')],
    stream: ['GET /v2/ep1/stream/j1', jobs => jobs.stream('ep1', 'j1')],
    cancel: ['POST /v2/ep1/cancel/j1', jobs => jobs.cancel('ep1', 'j1')],
    retry: ['POST /v2/ep1/retry/j1', jobs => jobs.retry('ep1', 'j1')],
    'purge-queue': ['POST /v2/ep1/purge-queue', jobs => jobs.purgeQueue('ep1')],
    health: ['GET /v2/ep1/health', jobs => jobs.health('ep1')],
  };

  it.each(Object.entries(operations))('%s', async (_, [path, ask]) => {
    const { cloud, server } = over();
    await ask(cloud.jobs);
    expect(server.paths).toEqual([path]);
  });

  it('send webhook and policy as they were given', async () => {
    const { cloud, server } = over();
    const request = {
      input: { a: 1 },
      webhook: 'https://example.test/done',
      policy: { ttl: 60_000, executionTimeout: 5_000, lowPriority: true },
    };
    await cloud.jobs.run('ep1', request);
    expect(server.asked[0]?.body).toEqual(request);
  });
});

describe('a job that is too large', () => {
  it.each([
    ['run', 10, (jobs: Cloud['jobs'], bytes: number) => jobs.run('ep1', jobOf(bytes))],
    ['runsync', 20, (jobs: Cloud['jobs'], bytes: number) => jobs.runSync('ep1', jobOf(bytes), 5_000)],
  ] as const)('is not sent by %s over %i MB, to the byte', async (_, most, send) => {
    const { cloud, server } = over();
    await expect(send(cloud.jobs, most * megabyte + 1)).rejects.toMatchObject({
      kind: 'usage',
      message: `The job is ${most}.1 MB; the limit is ${most}.0 MB.`,
      remedy: expect.stringContaining('Nothing was sent'),
    });
    expect(server.asked).toEqual([]);
    await send(cloud.jobs, most * megabyte);
    expect(server.asked).toHaveLength(1);
  });

  it('is measured in bytes, not in characters', async () => {
    const { cloud, server } = over();
    const request = { input: { text: 'é'.repeat(6 * megabyte) } };
    await expect(cloud.jobs.run('ep1', request)).rejects.toMatchObject({ kind: 'usage' });
    expect(server.asked).toEqual([]);
  });
});
