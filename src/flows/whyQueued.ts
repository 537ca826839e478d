// A job that stays in the queue has a cause, and the worker list usually shows it. First match wins, in the order
// that RunPod's own tools use; a crash loop is told before a shortage, because it is mistaken for one.
import type { Cloud } from '../api/cloud';
import type { WorkerList } from '../wire/endpoint';

/** One sentence, or undefined when the workers look fine or cannot be asked. Never throws. */
export async function whyQueued(
  cloud: Cloud,
  endpointId: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  try {
    const workers = await cloud.endpoints.workers(endpointId, signal);
    if (workers.summary.total > 0) return causeOf(workers);
    const { max } = (await cloud.endpoints.get(endpointId, signal)).workers;
    return max === 0
      ? 'The endpoint may run no worker: its maximum of workers is 0.'
      : 'No worker has started yet: the endpoint scales up from zero, or no machine fits its GPU choice.';
  } catch {
    return undefined;
  }
}

export function causeOf({ summary, workers }: WorkerList): string | undefined {
  if (summary.unhealthy > 0) {
    const id = workers.find(worker => worker.status === 'UNHEALTHY')?.id;
    return `${count(summary.unhealthy)} unhealthy: it fails at start; the log of worker ${id ?? '?'} says why.`;
  }
  if (summary.throttled > 0 && summary.running === 0) {
    return `${count(summary.throttled)} throttled: the machines that fit are busy with other work.`;
  }
  if (summary.initializing > 0) {
    return `${count(summary.initializing)} starting: the image is being pulled or the model loaded.`;
  }
  return undefined;
}

function count(workers: number): string {
  return workers === 1 ? '1 worker is' : `${workers} workers are`;
}
