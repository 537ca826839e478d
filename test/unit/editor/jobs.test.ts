// The jobs of a session over a fake cloud: sent, cancelled on the platform too, retried under the same id.
import { describe, expect, it } from 'vitest';
import { isOpen } from '../../../src/editor/jobs/job';
import { Jobs } from '../../../src/editor/jobs/jobs';
import type { EndpointSubject } from '../../../src/editor/subject';
import type { JobRecord } from '../../../src/state/jobRecord';
import type { Job } from '../../../src/wire/job';
import { FakeClock } from '../../support/fakeClock';
import { fakeCloud, inTurn } from '../../support/fakeCloud';
import { letTimePass } from '../../support/letTimePass';

const request = { input: { text: 'hello' } };
const queued: Job = { id: 'j1', status: 'IN_QUEUE' };
const done: Job = { id: 'j1', status: 'COMPLETED', output: { ok: true }, delayTime: 5, executionTime: 7 };

function sessionOver(jobs: Parameters<typeof fakeCloud>[0]) {
  const clock = new FakeClock();
  const subject = {
    target: { kind: 'local', name: 'local', cloud: fakeCloud(jobs) },
    endpointId: 'ep1',
    name: 'ocr',
  } as unknown as EndpointSubject;
  return { session: new Jobs(clock), subject, clock };
}

describe('Jobs', () => {
  it('follows a job to its end and tells every change', async () => {
    const { session, subject, clock } = sessionOver({
      jobs: { run: async () => queued, status: inTurn<Job>({ ...queued, status: 'IN_PROGRESS' }, done) },
    });
    const phases: string[] = [];
    session.onChange(job => phases.push(job.snapshot.phase));
    const { key, result } = session.run({ subject, request, timeoutMs: 60_000 });
    await letTimePass(clock, result);
    expect(phases).toEqual(['queued', 'queued', 'running', 'completed', 'completed']);
    expect(session.get(key)?.snapshot).toMatchObject({ queueMs: 5, runMs: 7 });
  });

  it('cancels on the platform what is cancelled here', async () => {
    const cancelledIds: string[] = [];
    const { session, subject, clock } = sessionOver({
      jobs: {
        run: async () => queued,
        status: async () => queued,
        cancel: async (_endpoint, id) => {
          cancelledIds.push(id);
          return { id, status: 'CANCELLED' };
        },
      },
    });
    const { key, result } = session.run({ subject, request, timeoutMs: 60_000 });
    const outcome = result.catch(error => error);
    await clock.advance(1_000);
    await new Promise(resolve => setImmediate(resolve));
    session.cancel(key);
    await letTimePass(clock, outcome);
    expect(cancelledIds).toEqual(['j1']);
    expect(session.get(key)?.snapshot.phase).toBe('cancelled');
  });

  it('retries under the same id, in the same place', async () => {
    const failed: Job = { id: 'j1', status: 'FAILED', error: 'boom' };
    const { session, subject, clock } = sessionOver({
      jobs: { run: async () => failed, retry: async () => queued, status: async () => done },
    });
    const first = session.run({ subject, request, timeoutMs: 60_000 });
    await letTimePass(clock, first.result);
    const job = session.get(first.key);
    if (!job) throw new Error('the job is gone');
    expect(job.snapshot).toMatchObject({ phase: 'failed', failure: { message: 'boom' } });
    const again = session.retry(job, 60_000);
    await letTimePass(clock, again.result);
    expect(session.all.map(({ key, snapshot }) => [key, snapshot.phase])).toEqual([[first.key, 'completed']]);
  });

  it('takes up jobs of earlier sessions once, follows those that go on, and writes down how they ended', async () => {
    const kept: JobRecord[] = [];
    const { subject, clock } = sessionOver({ jobs: { status: async () => ({ ...done, id: 'j2' }) } });
    const session = new Jobs(clock, { keep: async (_subject, record) => void kept.push(record) });
    const records: JobRecord[] = [
      { jobId: 'j1', endpointId: 'ep1', endpointName: 'ocr', sentMs: 1, endedMs: 20, request, job: done },
      { jobId: 'j2', endpointId: 'ep1', sentMs: 2, request, job: { id: 'j2', status: 'IN_QUEUE' } },
      { jobId: 'j3', endpointId: 'ep1', sentMs: 3, job: { id: 'j3', status: 'IN_QUEUE' }, lost: true },
    ];
    session.restore(subject.target, records, 60_000);
    session.restore(subject.target, records, 60_000);
    expect(session.all.map(({ snapshot }) => [snapshot.jobId, snapshot.phase])).toEqual([
      ['j3', 'failed'],
      ['j2', 'queued'],
      ['j1', 'completed'],
    ]);
    expect(session.all.at(-1)).toMatchObject({ output: { ok: true }, request, subject: { name: 'ocr' } });
    await letTimePass(clock, new Promise(resolve => session.onChange(job => !isOpen(job) && resolve(job))));
    await new Promise(resolve => setImmediate(resolve));
    expect(kept.at(-1)).toMatchObject({ jobId: 'j2', job: { status: 'COMPLETED' }, sentMs: 2 });
  });

  it('waits on the connection for a runsync, and collects what a stream yields', async () => {
    const { session, subject, clock } = sessionOver({
      jobs: {
        runSync: async () => done,
        run: async () => ({ ...queued, status: 'IN_PROGRESS' }),
        stream: inTurn(
          { status: 'IN_PROGRESS', stream: [{ output: 'a' }, { output: 'b' }] },
          { status: 'COMPLETED', stream: [] },
        ),
        status: async () => ({ id: 'j1', status: 'COMPLETED' }),
      },
    });
    const sync = session.run({ subject, request, timeoutMs: 60_000, mode: 'runsync' });
    await letTimePass(clock, sync.result);
    expect(session.get(sync.key)?.snapshot.phase).toBe('completed');
    const stream = session.run({ subject, request, timeoutMs: 60_000, mode: 'stream' });
    await letTimePass(clock, stream.result);
    expect(session.get(stream.key)?.output).toEqual(['a', 'b']);
  });
});
