// Identical reads under way at the same time share one. A caller who aborts leaves; the work itself is
// aborted only when nobody waits for it any more.
import { cancelled } from './errors';

interface Flight {
  readonly result: Promise<unknown>;
  readonly abort: AbortController;
  waiting: number;
}

export class SingleFlight {
  private readonly flights = new Map<string, Flight>();

  /** Runs `work`, or joins the run of the same key that is under way. */
  run<T>(key: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return Promise.reject(cancelled());
    const flight = this.flights.get(key) ?? this.start(key, work);
    flight.waiting++;
    return leaveOnAbort(flight.result as Promise<T>, signal, () => {
      flight.waiting--;
      if (flight.waiting > 0) return;
      this.drop(key, flight);
      flight.abort.abort();
    });
  }

  /** Later callers start anew: what is under way began before something was written. */
  forget(): void {
    this.flights.clear();
  }

  private start<T>(key: string, work: (signal: AbortSignal) => Promise<T>): Flight {
    const abort = new AbortController();
    const result = work(abort.signal).finally(() => this.drop(key, flight));
    // Someone may have left already; a failure nobody waits for is not an unhandled one.
    result.catch(() => undefined);
    const flight: Flight = { result, abort, waiting: 0 };
    this.flights.set(key, flight);
    return flight;
  }

  private drop(key: string, flight: Flight): void {
    if (this.flights.get(key) === flight) this.flights.delete(key);
  }
}

function leaveOnAbort<T>(result: Promise<T>, signal: AbortSignal | undefined, leave: () => void): Promise<T> {
  if (!signal) return result;
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => {
      leave();
      reject(cancelled());
    };
    signal.addEventListener('abort', onAbort, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
