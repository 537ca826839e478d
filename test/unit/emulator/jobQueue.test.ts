// The queue of an endpoint: its order, what it tells the scaling, and that its steps do not grow with its length.
import { describe, expect, it } from 'vitest';
import type { LocalJob } from '../../../src/emulator/store/job';
import { JobQueue } from '../../../src/emulator/store/jobQueue';

function job(id: string, queuedAt = 0, lowPriority = false): LocalJob {
  return { id, queuedAt, submission: { lowPriority } } as LocalJob;
}

describe('a queue', () => {
  it('gives jobs in the order they came, those that a worker gave back first', () => {
    const queue = new JobQueue();
    const [a, b, c] = ['a', 'b', 'c'].map(id => job(id));
    for (const one of [a, b, c]) if (one) queue.push(one);
    expect(queue.take(1)).toEqual([a]);
    if (a) queue.giveBack(a);
    expect(queue.list()).toEqual([a, b, c]);
    expect(queue.take(2)).toEqual([a, b]);
    expect(queue.take(9)).toEqual([c]);
    expect(queue.take(1)).toEqual([]);
  });

  it('counts what may cause scaling, and since when the oldest of those waits', () => {
    const queue = new JobQueue();
    queue.push(job('low', 1, true));
    expect([queue.size, queue.urgentCount, queue.urgentSince]).toEqual([1, 0, undefined]);
    queue.push(job('first', 2));
    queue.push(job('second', 3));
    queue.giveBack(job('returned', 9));
    expect([queue.size, queue.urgentCount, queue.urgentSince]).toEqual([4, 3, 2]);
    for (const one of queue.list()) queue.delete(one);
    expect([queue.size, queue.urgentCount]).toEqual([0, 0]);
  });
});
