// Moves a FakeClock on, timer by timer, until a promise is settled: for code that waits between tries.
import type { FakeClock } from './fakeClock';

/** Fails after an hour of pretended time. */
export async function letTimePass<T>(clock: FakeClock, work: Promise<T>, stepMs = 250): Promise<T> {
  let settled = false;
  const done = () => {
    settled = true;
  };
  work.then(done, done);
  const limit = clock.now() + 3_600_000;
  await turn();
  while (!settled) {
    if (clock.now() > limit) throw new Error('nothing happened within an hour');
    // With nobody waiting for the clock, the work is busy with files: real time, however long it takes.
    if (clock.pending > 0) await clock.advance(stepMs);
    await turn();
  }
  return work;
}

/** Lets I/O callbacks and streams have their turn. */
export function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
