// Asks every worker of a load-balancing endpoint how it is, `GET /ping` on its PORT_HEALTH: 200 healthy, 204 initialising,
// anything else unhealthy and out of the pool until it is well again (runpod docs, serverless/load-balancing/overview).
import { get } from 'node:http';
import type { Clock } from '../../base/clock';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { Scheduler } from '../scheduler/scheduler';
import type { LocalWorker } from '../scheduler/worker';

export interface HealthWatchOptions {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Pause between two checks of a worker, in ms. */
  readonly everyMs: number;
}

const answerTimeoutMs = 5_000;

export function watchHealth({ clock, scheduler, everyMs }: HealthWatchOptions): Disposable {
  const held = new DisposableStore();
  const underWay = new WeakSet<LocalWorker>();
  const check = async (worker: LocalWorker) => {
    if (underWay.has(worker)) return;
    underWay.add(worker);
    const { process } = worker;
    const answer = await ping(worker);
    underWay.delete(worker);
    // The answer of a process that has ended since says nothing about the next one.
    if (process && worker.process === process) tell(scheduler, worker, answer);
  };
  held.add(
    clock.every(everyMs, () => {
      for (const worker of scheduler.allWorkers()) if (worker.ports && worker.process) void check(worker);
    }),
  );
  return held;
}

function tell(scheduler: Scheduler, worker: LocalWorker, answer: number | string): void {
  if (answer === 200) scheduler.foundHealthy(worker);
  // Before it was ever well, silence is a start that takes its time.
  else if (worker.readyAt !== undefined || (typeof answer === 'number' && answer !== 204)) {
    scheduler.foundUnwell(worker, answer === 204 ? 'says 204, initializing' : `answered ${answer}`);
  }
}

/** The status, or in words why there is none. */
function ping(worker: LocalWorker): Promise<number | string> {
  const { ports, healthPath } = worker;
  return new Promise(resolve => {
    const options = { host: '127.0.0.1', port: ports?.health, path: healthPath, agent: false };
    const request = get({ ...options, timeout: answerTimeoutMs }, response => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('timeout', () => request.destroy(new Error(`nothing within ${answerTimeoutMs / 1000} s`)));
    request.on('error', error => resolve(wordsFor(error)));
  });
}

function wordsFor(error: Error): string {
  return 'code' in error && error.code === 'ECONNREFUSED'
    ? 'nothing: nobody listens on its port'
    : error.message;
}
