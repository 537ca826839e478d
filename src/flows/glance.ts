// What can be said of an endpoint from what the tree has read anyway: whether anything is wrong with it, and the first
// verdict, which a closer look replaces. Nothing is asked for here.
import { diagnose } from '../doctor/diagnose';
import type { Verdict } from '../doctor/verdict';
import type { EndpointState } from '../state/endpointsStore';

/** What is wrong as far as counters tell, as a text that changes when it does; undefined while nothing is. */
export function troubleOf({ endpoint, health, workers }: EndpointState): string | undefined {
  const { unhealthy = 0, throttled = 0 } = workers?.summary ?? {};
  const waiting = health?.jobs.inQueue ?? 0;
  if (unhealthy + throttled + waiting === 0) return undefined;
  const { version } = endpoint;
  const { total = 0, idle = 0 } = workers?.summary ?? {};
  return JSON.stringify([
    unhealthy,
    throttled,
    waiting > 0,
    total,
    idle,
    endpoint.workers,
    endpoint.image,
    version,
  ]);
}

/** The doctor's word without logs and jobs. */
export function verdictAtAGlance(
  { endpoint, health, workers, releases }: EndpointState,
  takenAt: number,
): Verdict {
  return diagnose({
    takenAt,
    endpointId: endpoint.id,
    endpoint,
    health,
    workers,
    releases,
    log: [],
    sightings: [],
    jobs: [],
    project: [],
  });
}
