// The requests of load-balancing endpoints: those that wait for a healthy worker, and those that one has. There is no queue
// to keep them: a request that found no worker in time is refused, and one whose worker died is lost, as on the platform.
import type { Clock } from '../../base/clock';
import { Emitter } from '../../base/emitter';
import type { LocalWorker } from '../scheduler/worker';

/** A request on its way: `left` ends it, once. */
export interface Passage {
  readonly worker: LocalWorker;
  left(): void;
}

export interface Refusal {
  /** Why no worker took it. */
  readonly refused: string;
}

export interface Arrival {
  readonly waitMs: number;
  /** Aborts when the caller hangs up. */
  readonly signal: AbortSignal;
}

interface Waiting {
  readonly since: number;
  /** Failed starts of a worker that it has seen. */
  failures: number;
  settle(outcome: Passage | Refusal): void;
}

export class Traffic {
  private readonly waiting = new Map<string, Set<Waiting>>();
  private readonly open = new Map<LocalWorker, number>();
  private readonly arrivals = new Emitter<string>();
  /** Fires with the id of an endpoint that has a request without a worker. */
  readonly arrived = this.arrivals.event;

  constructor(private readonly clock: Clock) {}

  /** Resolves when a worker was found, or with the reason why none was. */
  enter(endpointId: string, { waitMs, signal }: Arrival): Promise<Passage | Refusal> {
    return new Promise(resolve => {
      const line = this.lineOf(endpointId);
      const request: Waiting = {
        since: this.clock.now(),
        failures: 0,
        settle: outcome => {
          timer.dispose();
          signal.removeEventListener('abort', hungUp);
          line.delete(request);
          resolve(outcome);
        },
      };
      const hungUp = () => request.settle({ refused: 'the caller hung up' });
      const timer = this.clock.after(waitMs, () =>
        request.settle({ refused: 'timed out waiting for worker' }),
      );
      signal.addEventListener('abort', hungUp, { once: true });
      line.add(request);
      this.arrivals.fire(endpointId);
    });
  }

  /** Sends everybody who waits on to a worker. `choose` is asked for each. */
  dispatch(endpointId: string, choose: () => LocalWorker | undefined): void {
    for (const request of [...this.lineOf(endpointId)]) {
      const worker = choose();
      if (!worker) return;
      request.settle(this.passage(worker));
    }
  }

  /** Counts a failed start against everybody who waits; refuses those who have seen `attempts` of them. */
  startFailed(endpointId: string, attempts: number, reason: string): void {
    for (const request of [...this.lineOf(endpointId)]) {
      if (++request.failures >= attempts) request.settle({ refused: reason });
    }
  }

  waitingCount(endpointId: string): number {
    return this.waiting.get(endpointId)?.size ?? 0;
  }

  /** When the one who waits longest came, in ms. */
  waitingSince(endpointId: string): number | undefined {
    return this.waiting.get(endpointId)?.values().next().value?.since;
  }

  /** Requests that this worker has. */
  openOn(worker: LocalWorker): number {
    return this.open.get(worker) ?? 0;
  }

  private passage(worker: LocalWorker): Passage {
    this.open.set(worker, this.openOn(worker) + 1);
    worker.activeAt = this.clock.now();
    const held = { is: true };
    return {
      worker,
      left: () => {
        if (!held.is) return;
        held.is = false;
        const rest = this.openOn(worker) - 1;
        if (rest > 0) this.open.set(worker, rest);
        else this.open.delete(worker);
        worker.activeAt = this.clock.now();
      },
    };
  }

  private lineOf(endpointId: string): Set<Waiting> {
    const known = this.waiting.get(endpointId);
    if (known) return known;
    const fresh = new Set<Waiting>();
    this.waiting.set(endpointId, fresh);
    return fresh;
  }
}
