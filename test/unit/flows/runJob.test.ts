// One job to its end: what is refused before it is sent, how its time is split, what happens when nobody waits.
import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { type JobUpdate, type RunJobOptions, runJob } from '../../../src/flows/runJob';
import type { Job } from '../../../src/wire/job';
import { anEndpoint, aWorker, workersOf } from '../../support/builders';
import { FakeClock } from '../../support/fakeClock';
import { fakeCloud, inTurn } from '../../support/fakeCloud';
import { letTimePass, turn } from '../../support/letTimePass';

const queued: Job = { id: 'j1', status: 'IN_QUEUE' };
const running: Job = { id: 'j1', status: 'IN_PROGRESS', workerId: 'w1', delayTime: 700 };
const done: Job = { ...running, status: 'COMPLETED', executionTime: 1_200, output: { text: 'hi' } };
const options: RunJobOptions = { endpointId: 'ep1', request: { input: { a: 1 } }, timeoutMs: 60_000 };
const never = new AbortController().signal;

function run(statuses: (Job | Error)[], more: Partial<RunJobOptions> = {}, signal = never) {
  const clock = new FakeClock();
  const cancel = vi.fn(async () => ({ id: 'j1', status: 'CANCELLED' }));
  const cloud = fakeCloud({
    jobs: { run: async () => queued, status: inTurn(...statuses), cancel },
    endpoints: {
      workers: async () => workersOf(aWorker({ status: 'UNHEALTHY' })),
      get: async () => anEndpoint(),
    },
  });
  const result = runJob(cloud, { ...options, ...more }, { clock }, signal);
  return { clock, cancel, result };
}

describe('runJob', () => {
  it('tells every change once, and splits the time', async () => {
    const updates: JobUpdate[] = [];
    const { clock, result } = run([queued, queued, running, running, done], {
      onUpdate: update => updates.push(update),
    });
    const { job, timing, reason } = await letTimePass(clock, result, 100);
    expect(updates.map(update => update.job.status)).toEqual(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']);
    expect(job.output).toEqual({ text: 'hi' });
    expect(timing).toMatchObject({ queueMs: 700, runMs: 1_200 });
    expect(timing.totalMs).toBe(updates.at(-1)?.elapsedMs);
    expect(timing.totalMs).toBeGreaterThan(1_000);
    expect(reason).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  it('gives the Python exception of a failed job as a result', async () => {
    const error = JSON.stringify({
      error_type: "<class 'ValueError'>",
      error_message: 'no image',
      error_traceback: 'Traceback (most recent call last): …',
    });
    const { clock, result } = run([{ ...done, status: 'FAILED', error }]);
    const failed = await letTimePass(clock, result);
    expect(failed.reason).toBe('ValueError: no image');
    expect(failed.failure?.error_traceback).toContain('Traceback');
  });

  it('sits out passing trouble, and gives up when it stays', async () => {
    const broken = new AppError('remote', 'The connection broke.');
    const passing = run([broken, broken, done]);
    expect((await letTimePass(passing.clock, passing.result)).job.status).toBe('COMPLETED');
    const staying = run([broken]);
    await expect(letTimePass(staying.clock, staying.result)).rejects.toThrow('The connection broke.');
  });

  it('says that a job vanished', async () => {
    const { clock, result } = run([queued, new AppError('not-found', 'There is no job j1.')]);
    await expect(letTimePass(clock, result)).rejects.toThrow('RunPod no longer knows job j1.');
  });

  it('names the cause when the time is up, and cancels only if wanted', async () => {
    const left = run([queued], { timeoutMs: 5_000 });
    await expect(letTimePass(left.clock, left.result)).rejects.toMatchObject({
      kind: 'timeout',
      message:
        'The job still waits in the queue after 5 s. 1 worker is unhealthy: it fails at start; the log of worker w1 says why. It runs on; its id is j1.',
    });
    expect(left.cancel).not.toHaveBeenCalled();
    const cancelled = run([running], { timeoutMs: 5_000, whenAbandoned: 'cancel' });
    await expect(letTimePass(cancelled.clock, cancelled.result)).rejects.toThrow(
      'It was cancelled; its id is j1.',
    );
    expect(cancelled.cancel).toHaveBeenCalledOnce();
    expect(cancelled.clock.pending).toBe(0);
  });

  it('stops at once on abort and tells what becomes of the job', async () => {
    const abort = new AbortController();
    const { clock, cancel, result } = run([running], { whenAbandoned: 'cancel' }, abort.signal);
    await clock.advance(1_000);
    abort.abort();
    await expect(result).rejects.toMatchObject({
      kind: 'cancelled',
      detail: 'It was cancelled; its id is j1.',
    });
    expect(cancel).toHaveBeenCalledOnce();
    await turn();
    expect(clock.pending).toBe(0);
  });

  it('collects what a generator yields, to the last chunk', async () => {
    const clock = new FakeClock();
    const cloud = fakeCloud({
      jobs: {
        run: async () => queued,
        status: inTurn(queued, running, done),
        stream: inTurn(
          { status: 'IN_PROGRESS', stream: [{ output: 1 }, { output: 2 }] },
          { status: 'IN_PROGRESS', stream: [] },
          { status: 'COMPLETED', stream: [{ output: 3 }] },
          { status: 'COMPLETED', stream: [] },
        ),
      },
    });
    const seen: unknown[] = [];
    const result = runJob(
      cloud,
      { ...options, output: 'stream', onUpdate: update => seen.push(...update.chunks) },
      { clock },
      never,
    );
    expect((await letTimePass(clock, result)).chunks).toEqual([1, 2, 3]);
    expect(seen).toEqual([1, 2, 3]);
  });
});

describe('a job that would be dropped', () => {
  it.each([
    [{ prompt: 'x' }, 'The job has no "input".', '{"input": {"prompt": …}}'],
    [{ input: {} }, 'is empty', 'Nothing was sent'],
    [{ input: [1] }, 'must be a JSON object', 'Nothing was sent'],
    [{ input: 'x' }, 'must be a JSON object', 'Nothing was sent'],
    [null, 'A job must be a JSON object.', 'Nothing was sent'],
    [{ input: { a: 1 }, policy: { ttl: 'soon' } }, '"policy.ttl" is not right', 'Nothing was sent'],
  ])('%j', async (request, message, remedy) => {
    const clock = new FakeClock();
    await expect(runJob(fakeCloud(), { ...options, request }, { clock }, never)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(message),
      remedy: expect.stringContaining(remedy),
    });
  });
});
