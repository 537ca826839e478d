// The open long polls of one worker. A poll is answered once: with jobs, or empty when the hold is over, the worker is
// being stopped, or the caller hung up. A caller that hung up gets nothing, so no job is lost on a closed connection.
import type { Clock } from '../../base/clock';
import type { LocalJob } from '../store/job';

interface OpenPoll<T> {
  readonly max: number;
  answer(items: readonly T[]): void;
}

export interface PollOptions {
  /** The most items the caller takes. */
  readonly max: number;
  readonly holdMs: number;
  readonly signal: AbortSignal;
}

class PollLine<T> {
  private readonly open: OpenPoll<T>[] = [];

  constructor(private readonly clock: Clock) {}

  /** Calls `answer` once, in the step that has the items. */
  wait({ max, holdMs, signal }: PollOptions, answer: (items: readonly T[]) => void): void {
    if (signal.aborted) {
      answer([]);
      return;
    }
    const close = (items: readonly T[]) => {
      timer.dispose();
      signal.removeEventListener('abort', hungUp);
      const at = this.open.indexOf(poll);
      if (at >= 0) this.open.splice(at, 1);
      answer(items);
    };
    const hungUp = () => close([]);
    const timer = this.clock.after(holdMs, hungUp);
    const poll: OpenPoll<T> = { max, answer: close };
    signal.addEventListener('abort', hungUp, { once: true });
    this.open.push(poll);
  }

  first(): OpenPoll<T> | undefined {
    return this.open[0];
  }

  release(): void {
    for (const poll of [...this.open]) poll.answer([]);
  }
}

export class Mailbox {
  readonly takes: PollLine<LocalJob>;
  private readonly stops: PollLine<string>;
  private toStop: string[] = [];

  constructor(clock: Clock) {
    this.takes = new PollLine(clock);
    this.stops = new PollLine(clock);
  }

  /** The ids of jobs to stop, at once if there are any; each id is delivered once. */
  async waitForStops(options: Omit<PollOptions, 'max'>): Promise<readonly string[]> {
    const ready = this.toStop.splice(0);
    if (ready.length > 0) return ready;
    return new Promise(resolve => this.stops.wait({ ...options, max: Number.MAX_SAFE_INTEGER }, resolve));
  }

  stopJob(jobId: string): void {
    const poll = this.stops.first();
    if (poll) poll.answer([jobId]);
    else if (!this.toStop.includes(jobId)) this.toStop.push(jobId);
  }

  /** Answers everything that is open, empty: the worker is going away. */
  release(): void {
    this.takes.release();
    this.stops.release();
    this.toStop = [];
  }
}
