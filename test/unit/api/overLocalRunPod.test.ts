// The whole Cloud port against Local RunPod's own planes, without a socket: the client and the emulator were built
// apart and meet here. Workers are fakes that do what the test tells them.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Cloud } from '../../../src/api/cloud';
import { createCloud } from '../../../src/api/createCloud';
import { silentLogger } from '../../../src/base/log';
import { followRollout } from '../../../src/flows/followRollout';
import { runJob } from '../../../src/flows/runJob';
import { followLogs } from '../../../src/flows/tailLogs';
import { applyTemplateUpdate, planTemplateUpdate } from '../../../src/flows/updateTemplate';
import type { TailItem } from '../../../src/logs/line';
import { letTimePass, turn } from '../../support/letTimePass';
import { LocalPlatform, testKey } from '../../support/localPlatform';

const origin = 'http://127.0.0.1:4000';
const never = new AbortController().signal;

let local: LocalPlatform;
let cloud: Cloud;

function connect(key = testKey): Cloud {
  return createCloud({
    urls: { graphql: `${origin}/graphql`, rest: `${origin}/v2`, jobs: `${origin}/job/v2` },
    key,
    clock: local.clock,
    log: silentLogger,
    userAgent: 'runpod-worker-dev/test',
    fetch: async request => local.app.fetch(request),
    random: () => 0.5,
  });
}

const input = {
  name: 'ocr',
  gpuIds: 'ADA_24',
  gpuCount: 1,
  workersMin: 0,
  workersMax: 2,
  idleTimeout: 30,
  scalerType: 'QUEUE_DELAY',
  scalerValue: 1,
  executionTimeoutMs: 60_000,
  locations: '',
  networkVolumeId: '',
  flashBootType: 'OFF',
} as const;

const pass = <T>(work: Promise<T>) => letTimePass(local.clock, work);

async function deployed(
  env: { key: string; value: string }[] = [],
): Promise<{ endpointId: string; templateId: string }> {
  const template = await pass(cloud.templates.save({ name: 'ocr-1', imageName: 'test/image:1', env }));
  const endpoint = await pass(cloud.endpoints.save({ ...input, templateId: template.id }));
  return { endpointId: endpoint.id, templateId: template.id };
}

beforeEach(() => {
  local = new LocalPlatform();
  cloud = connect();
});

describe('the account', () => {
  it('is known by its key, and no other', async () => {
    expect((await cloud.account.myself()).id).toEqual(expect.any(String));
    await expect(connect('wrong').account.myself()).rejects.toMatchObject({
      kind: 'unauthorized',
      status: 401,
    });
    await expect(connect('wrong').endpoints.list()).rejects.toMatchObject({ kind: 'unauthorized' });
    await expect(connect('wrong').jobs.health('x')).rejects.toMatchObject({ kind: 'unauthorized' });
  });
});

describe('templates and endpoints', () => {
  it('are made, read in both APIs, changed without loss, and deleted', async () => {
    const { endpointId, templateId } = await deployed([{ key: 'MODE', value: 'fast' }]);
    expect(await cloud.endpoints.list()).toHaveLength(1);
    expect(await cloud.endpoints.get(endpointId)).toMatchObject({
      image: 'test/image:1',
      env: { MODE: 'fast' },
      workers: { min: 0, max: 2, idleTimeout: 30 },
    });
    expect(await cloud.endpoints.bound(endpointId)).toMatchObject({
      templateId,
      template: { imageName: 'test/image:1' },
    });
    expect((await cloud.endpoints.usingTemplate(templateId)).map(endpoint => endpoint.id)).toEqual([
      endpointId,
    ]);
    expect((await cloud.templates.list()).map(template => template.id)).toContain(templateId);

    await pass(cloud.endpoints.save({ ...input, id: endpointId, templateId, workersMax: 3 }));
    expect(await cloud.endpoints.bound(endpointId)).toMatchObject({
      workersMax: 3,
      idleTimeout: 30,
      scalerValue: 1,
    });
    await cloud.endpoints.scale(endpointId, { min: 0, max: 1 });
    expect((await cloud.endpoints.get(endpointId)).workers).toEqual({ min: 0, max: 1, idleTimeout: 30 });

    await pass(cloud.endpoints.delete(endpointId));
    await pass(cloud.templates.delete('ocr-1'));
    await expect(cloud.endpoints.get(endpointId)).rejects.toMatchObject({ kind: 'not-found', status: 404 });
    await expect(cloud.endpoints.bound(endpointId)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(cloud.templates.get(templateId)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(pass(cloud.jobs.health(endpointId))).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('tell when a name is taken', async () => {
    await deployed();
    const again = pass(cloud.templates.save({ name: 'ocr-1', imageName: 'test/image:2' }));
    await expect(again).rejects.toMatchObject({ kind: 'conflict', remedy: 'Choose another name.' });
  });

  it('roll out when a bound template is updated', async () => {
    const { endpointId } = await deployed([{ key: 'A', value: '1' }]);
    const before = await cloud.endpoints.releases(endpointId);
    const change = { image: 'test/image:2', env: { set: { B: '2' } } };
    const plan = await planTemplateUpdate(cloud, { endpointId, change });
    const deps = { snapshots: { keep: async () => 'kept' }, clock: local.clock };
    await pass(applyTemplateUpdate(cloud, plan, deps));
    expect(await cloud.endpoints.get(endpointId)).toMatchObject({
      image: 'test/image:2',
      env: { A: '1', B: '2' },
    });
    const options = { afterVersion: before.endpointVersion ?? 0 };
    const phases: string[] = [];
    for await (const step of followRollout(cloud, endpointId, { options, clock: local.clock }, never))
      phases.push(step.phase);
    expect(phases).toEqual(['done']);
    const { releases } = await cloud.endpoints.releases(endpointId);
    expect(releases[0]?.diff.map(item => item.field)).toContain('template.imageName');
  });
});

/** Lets one worker start and take the job that waits. */
async function taken(endpointId: string): Promise<string> {
  for (let i = 0; i < 40 && local.runtime.started.length === 0; i++) await local.clock.advance(500);
  const process = local.runtime.latest;
  const job = await local.take(process);
  expect((await cloud.jobs.health(endpointId)).jobs.inProgress).toBe(1);
  return job.id;
}

describe('jobs', () => {
  it('run to their end', async () => {
    const { endpointId } = await deployed();
    const result = runJob(
      cloud,
      { endpointId, request: { input: { text: 'hi' } }, timeoutMs: 60_000 },
      { clock: local.clock },
      never,
    );
    await turn();
    const jobId = await taken(endpointId);
    expect((await cloud.endpoints.workers(endpointId)).summary.total).toBe(1);
    await local.done(local.runtime.latest, jobId, { output: { text: 'HI' } });
    const { job, timing, reason } = await pass(result);
    expect(job).toMatchObject({ id: jobId, status: 'COMPLETED', output: { text: 'HI' } });
    expect(timing.queueMs).toEqual(expect.any(Number));
    expect(reason).toBeUndefined();
  });

  it('fail with the Python exception, are retried, and are purged', async () => {
    const { endpointId } = await deployed();
    const { id } = await cloud.jobs.run(endpointId, { input: { a: 1 } });
    await taken(endpointId);
    const failure = { error_type: "<class 'KeyError'>", error_message: "'a'", error_traceback: 'Traceback' };
    await local.done(local.runtime.latest, id, { error: JSON.stringify(failure) });
    expect(await cloud.jobs.status(endpointId, id)).toMatchObject({
      status: 'FAILED',
      error: JSON.stringify(failure),
    });
    expect(await cloud.jobs.retry(endpointId, id)).toMatchObject({ id, status: 'IN_QUEUE' });
    expect(await cloud.jobs.purgeQueue(endpointId)).toBe(1);
  });

  it('are cancelled, and unknown ones are said to be unknown', async () => {
    const { endpointId } = await deployed();
    const { id } = await cloud.jobs.run(endpointId, { input: { a: 1 } });
    expect(await cloud.jobs.cancel(endpointId, id)).toMatchObject({ status: 'CANCELLED' });
    await expect(cloud.jobs.status(endpointId, 'nope-u1')).rejects.toMatchObject({ kind: 'not-found' });
    await expect(cloud.jobs.run('nope', { input: { a: 1 } })).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('wait on one connection', async () => {
    const { endpointId } = await deployed();
    const waiting = cloud.jobs.runSync(endpointId, { input: { a: 1 } }, 5_000);
    await turn();
    const id = await taken(endpointId);
    await local.done(local.runtime.latest, id, { output: 1 });
    expect(await pass(waiting)).toMatchObject({ status: 'COMPLETED', output: 1 });
  });
});

describe('logs', () => {
  it('are tailed from the history into the present', async () => {
    const { endpointId } = await deployed();
    await cloud.jobs.run(endpointId, { input: { a: 1 } });
    await taken(endpointId);
    const process = local.runtime.latest;
    process.write('container', '{"requestId": "job-42", "message": "Started.", "level": "INFO"}');
    const stop = new AbortController();
    const lines: unknown[] = [];
    const options = { endpointId, mode: 'follow', source: 'container' } as const;
    const emit = (item: TailItem) => void lines.push(item);
    const tail = followLogs(cloud, { ...options, emit }, { clock: local.clock }, stop.signal);
    for (let i = 0; i < 20 && lines.length === 0; i++) await turn();
    process.write('container', 'and more');
    for (let i = 0; i < 20 && lines.length < 2; i++) await turn();
    stop.abort();
    await tail;
    expect(lines).toMatchObject([
      { workerId: process.spec.workerId, jobId: 'job-42', level: 'INFO', source: 'container' },
      { line: 'and more' },
    ]);
  });
});
