// A clock that moves only when told to. `advance` fires what is due, in order, and lets promises settle in between.
import { type Clock, sleepOn } from '../../src/base/clock';
import { toDisposable } from '../../src/base/disposable';

interface Timer {
  due: number;
  readonly every: number | undefined;
  readonly run: () => void;
}

export class FakeClock implements Clock {
  private readonly timers = new Set<Timer>();

  constructor(private time = Date.UTC(2026, 0, 1)) {}

  now = () => this.time;

  after(ms: number, run: () => void) {
    return this.add({ due: this.time + ms, every: undefined, run });
  }

  every(ms: number, run: () => void) {
    return this.add({ due: this.time + ms, every: ms, run });
  }

  sleep = (ms: number, signal?: AbortSignal) => sleepOn(this, ms, signal);

  /** How many timers are waiting: 0 after everything was disposed. */
  get pending(): number {
    return this.timers.size;
  }

  async advance(ms: number): Promise<void> {
    const until = this.time + ms;
    await settle();
    for (let next = this.nextDue(until); next; next = this.nextDue(until)) {
      this.time = Math.max(this.time, next.due);
      if (next.every === undefined) this.timers.delete(next);
      else next.due += next.every;
      next.run();
      await settle();
    }
    this.time = until;
    await settle();
  }

  private add(timer: Timer) {
    this.timers.add(timer);
    return toDisposable(() => this.timers.delete(timer));
  }

  private nextDue(until: number): Timer | undefined {
    return [...this.timers].filter(timer => timer.due <= until).sort((a, b) => a.due - b.due)[0];
  }
}

/** Lets everything run that is only waiting for promises. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
