// A rollout is followed from the first sight of the new version until every worker runs it; stopping all spending
// and the way back; the cause of a queue.
import { describe, expect, it } from 'vitest';
import { followRollout, type RolloutStep } from '../../../src/flows/followRollout';
import { ping } from '../../../src/flows/ping';
import { anEndpoint, aWorker, releasesAt, workersOf } from '../../support/builders';
import { FakeClock } from '../../support/fakeClock';
import { fakeCloud, inTurn } from '../../support/fakeCloud';
import { letTimePass } from '../../support/letTimePass';

const never = new AbortController().signal;

async function collect(steps: AsyncIterable<RolloutStep>): Promise<string[]> {
  const seen: string[] = [];
  for await (const step of steps) {
    seen.push(
      `${step.phase} v${step.version} ${step.workersOnLatest}/${step.total}${step.unhealthy ? ' ill' : ''}`,
    );
  }
  return seen;
}

describe('followRollout', () => {
  it('goes from waiting over rolling to done, telling each change once', async () => {
    const clock = new FakeClock();
    const cloud = fakeCloud({
      endpoints: {
        releases: inTurn(
          releasesAt(3, 2, 2),
          releasesAt(3, 2, 2),
          releasesAt(4, 0, 2),
          releasesAt(4, 1, 2),
          releasesAt(4, 2, 2),
        ),
        workers: async () =>
          workersOf(
            aWorker({ status: 'UNHEALTHY' }),
            aWorker({ id: 'w2', isStale: true, status: 'UNHEALTHY' }),
          ),
      },
    });
    const steps = followRollout(cloud, 'ep1', { options: { afterVersion: 3 }, clock }, never);
    expect(await letTimePass(clock, collect(steps))).toEqual([
      'waiting v3 2/2 ill',
      'rolling v4 0/2 ill',
      'rolling v4 1/2 ill',
      'done v4 2/2 ill',
    ]);
    expect(clock.pending).toBe(0);
  });

  it('is done at once without workers', async () => {
    const clock = new FakeClock();
    const cloud = fakeCloud({
      endpoints: { releases: async () => releasesAt(1, 0, 0), workers: async () => workersOf() },
    });
    expect(await collect(followRollout(cloud, 'ep1', { options: {}, clock }, never))).toEqual([
      'done v1 0/0',
    ]);
  });

  it('ends with a reason when it takes too long', async () => {
    const clock = new FakeClock();
    const cloud = fakeCloud({
      endpoints: { releases: async () => releasesAt(4, 1, 2), workers: async () => workersOf(aWorker()) },
    });
    const steps = followRollout(cloud, 'ep1', { options: { timeoutMs: 120_000 }, clock }, never);
    await expect(letTimePass(clock, collect(steps))).rejects.toThrow(
      'not done after 2 min. 1 of 2 workers run it.',
    );
    expect(clock.pending).toBe(0);
  });
});

describe('ping', () => {
  it('answers with its times', async () => {
    const clock = new FakeClock();
    const job = {
      id: 'sync-1',
      status: 'COMPLETED',
      delayTime: 12,
      executionTime: 3,
      workerId: 'w1',
      output: 'pong',
    };
    const cloud = fakeCloud({ jobs: { runSync: async () => job } });
    expect(await ping(cloud, { endpointId: 'ep1' }, { clock }, never)).toMatchObject({
      ok: true,
      queueMs: 12,
      runMs: 3,
      workerId: 'w1',
      output: 'pong',
    });
  });

  it('goes on by polling when the answer takes longer, and cancels what it gives up', async () => {
    const clock = new FakeClock();
    const cancelled: string[] = [];
    const cloud = fakeCloud({
      jobs: {
        runSync: async () => ({ id: 'sync-1', status: 'IN_QUEUE' }),
        status: async () => ({ id: 'sync-1', status: 'IN_QUEUE' }),
        cancel: async (_, jobId) => {
          cancelled.push(jobId);
          return { id: jobId, status: 'CANCELLED' };
        },
      },
      endpoints: {
        workers: async () => workersOf(),
        get: async () => anEndpoint({ workers: { min: 0, max: 0 } }),
      },
    });
    const result = ping(cloud, { endpointId: 'ep1', timeoutMs: 30_000 }, { clock }, never);
    await expect(letTimePass(clock, result)).rejects.toThrow(
      'No worker answered within 30 s. The maximum of workers is 0, so 1 job waits for ever.',
    );
    expect(cancelled).toEqual(['sync-1']);
    expect(clock.pending).toBe(0);
  });
});
