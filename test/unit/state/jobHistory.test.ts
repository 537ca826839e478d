// Jobs we sent: followed until they have ended, kept when the platform forgets them, and no timer left behind.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { JobHistory } from '../../../src/state/jobHistory';
import type { Job } from '../../../src/wire/job';
import { FakeClock } from '../../support/fakeClock';
import { fakeCloud } from '../../support/fakeCloud';

const queued = (id: string): Job => ({ id, status: 'IN_QUEUE' });

function setUp(answer: (jobId: string, nth: number) => Job | Error, capacity?: number) {
  const clock = new FakeClock();
  const start = clock.now();
  const asked: number[] = [];
  const cloud = fakeCloud({
    jobs: {
      status: async (_, jobId) => {
        asked.push(clock.now() - start);
        const job = answer(jobId, asked.length);
        if (job instanceof Error) throw job;
        return job;
      },
    },
  });
  const history = new JobHistory({ cloud, clock, ...(capacity !== undefined && { capacity }) });
  const fired: string[] = [];
  history.onChange(({ jobId }) => fired.push(`${jobId} ${history.get(jobId)?.job.status}`));
  return { clock, history, asked, fired };
}

describe('job history', () => {
  it('follows a job until it has ended, quickly after a change, more calmly without', async () => {
    const { clock, history, asked, fired } = setUp((id, nth) => ({
      id,
      status: nth < 4 ? 'IN_QUEUE' : nth < 6 ? 'IN_PROGRESS' : 'COMPLETED',
    }));
    history.add('ep1', queued('j1'));
    await clock.advance(60_000);
    expect(fired).toEqual(['j1 IN_QUEUE', 'j1 IN_PROGRESS', 'j1 COMPLETED']);
    expect(asked.map(at => Math.round(at))).toEqual([1_000, 2_300, 3_990, 6_187, 7_187, 8_487]);
    expect(history.get('j1')?.endedMs).toBe(clock.now() - 60_000 + Math.round(8_487));
    expect(clock.pending).toBe(0);
  });

  it('marks a job that the platform forgot, with what was seen last', async () => {
    const { clock, history } = setUp(() => new AppError('not-found', 'gone'));
    history.add('ep1', queued('j1'));
    await clock.advance(5_000);
    expect(history.get('j1')).toMatchObject({ lost: true, job: { status: 'IN_QUEUE' } });
    expect(clock.pending).toBe(0);
  });

  it('goes on after passing trouble', async () => {
    const { clock, history } = setUp((id, nth) =>
      nth < 3 ? new AppError('remote', 'down') : { id, status: 'FAILED', error: 'boom' },
    );
    history.add('ep1', queued('j1'));
    await clock.advance(20_000);
    expect(history.get('j1')?.job.error).toBe('boom');
  });

  it('does not go back behind an end that somebody else has seen', async () => {
    let release: (() => void) | undefined;
    const clock = new FakeClock();
    const cloud = fakeCloud({
      jobs: {
        status: async (_, id) => {
          await new Promise<void>(resolve => {
            release = resolve;
          });
          return queued(id);
        },
      },
    });
    const history = new JobHistory({ cloud, clock });
    history.add('ep1', queued('j1'));
    await clock.advance(1_000);
    history.update({ id: 'j1', status: 'COMPLETED', output: 1 });
    release?.();
    await clock.advance(10_000);
    expect(history.get('j1')?.job).toEqual({ id: 'j1', status: 'COMPLETED', output: 1 });
    expect(clock.pending).toBe(0);
  });

  it('keeps the newest, per endpoint, and takes up those of an earlier session', async () => {
    const { clock, history } = setUp(id => ({ id, status: 'COMPLETED' }), 2);
    history.restore([{ jobId: 'j0', endpointId: 'ep1', sentMs: 1, job: queued('j0') }]);
    history.add('ep2', queued('j1'));
    expect(history.all().map(record => record.jobId)).toEqual(['j1', 'j0']);
    history.add('ep1', queued('j2'));
    expect(history.all().map(record => record.jobId)).toEqual(['j2', 'j1']);
    expect(history.all('ep2').map(record => record.jobId)).toEqual(['j1']);
    await clock.advance(2_000);
    expect(history.all().map(record => record.job.status)).toEqual(['COMPLETED', 'COMPLETED']);
    expect(clock.pending).toBe(0);
  });

  it('leaves nothing behind', async () => {
    const { clock, history, asked } = setUp(queued);
    history.add('ep1', queued('j1'));
    history.add('ep1', queued('j2'));
    history.dispose();
    expect(clock.pending).toBe(0);
    await clock.advance(60_000);
    expect(asked).toEqual([]);
  });
});
