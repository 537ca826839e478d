// A job of this session from sent to ended: what panel and tree are given at each point.
import { describe, expect, it } from 'vitest';
import { AppError, cancelled } from '../../../src/base/errors';
import { brokenJob, finishedJob, isOpen, startedJob, updatedJob } from '../../../src/editor/jobs/job';
import type { EndpointSubject } from '../../../src/editor/subject';
import type { JobResult } from '../../../src/flows/runJob';

const subject = { target: { kind: 'local', name: 'local' }, endpointId: 'e', name: 'ocr' } as EndpointSubject;
const started = startedJob('k', subject, { request: { input: { a: 1 } }, sentMs: 0 });
const timing = { queueMs: 5, runMs: 20, totalMs: 30 };

function result(over: Partial<JobResult> & Pick<JobResult, 'job'>): JobResult {
  return { timing, chunks: [], reason: undefined, failure: undefined, ...over };
}

describe('a job', () => {
  it('waits, runs and completes', () => {
    const queued = updatedJob(started, { job: { id: 'j', status: 'IN_QUEUE' }, chunks: [], elapsedMs: 1 });
    expect(queued.snapshot).toMatchObject({ jobId: 'j', phase: 'queued' });
    expect(isOpen(queued)).toBe(true);
    const running = updatedJob(queued, {
      job: { id: 'j', status: 'IN_PROGRESS', workerId: 'w' },
      chunks: ['part'],
      elapsedMs: 9,
    });
    expect(running.snapshot).toMatchObject({ phase: 'running', workerId: 'w', note: undefined });
    expect(running.snapshot.output?.text).toContain('part');
    const done = finishedJob(
      running,
      result({ job: { id: 'j', status: 'COMPLETED', output: { ok: true } } }),
    );
    expect(done.snapshot).toMatchObject({ phase: 'completed', queueMs: 5, runMs: 20, failure: undefined });
    expect(isOpen(done)).toBe(false);
  });

  it('fails with what Python said', () => {
    const failure = {
      error_type: "<class 'ValueError'>",
      error_message: 'no',
      error_traceback: 'Traceback …',
    };
    const { snapshot } = finishedJob(started, result({ job: { id: 'j', status: 'FAILED' }, failure }));
    expect(snapshot.failure).toEqual({
      type: "<class 'ValueError'>",
      message: 'no',
      traceback: 'Traceback …',
    });
  });

  it('shows a traceback that came as plain text, and says so when there is no reason at all', () => {
    const text = 'boom\nTraceback (most recent call last):\n  File "handler.py"';
    const crashed = finishedJob(started, result({ job: { id: 'j', status: 'FAILED', error: text } }));
    expect(crashed.snapshot.failure).toMatchObject({ message: 'boom', traceback: text });
    const silent = finishedJob(started, result({ job: { id: 'j', status: 'FAILED' } }));
    expect(silent.snapshot.failure?.message).toMatch(/no reason/);
  });

  it('is cancelled without an error, and broken with one that says what to do', () => {
    expect(brokenJob(started, cancelled()).snapshot).toMatchObject({
      phase: 'cancelled',
      failure: undefined,
    });
    const late = new AppError('timeout', 'The job still waits.', { remedy: 'Look at the workers.' });
    expect(brokenJob(started, late).snapshot).toMatchObject({
      phase: 'timed-out',
      failure: { message: 'The job still waits. Look at the workers.' },
    });
  });
});
