// Evidence in a few words: a test says what was seen, the rest is an endpoint on which nothing happens.
import type { Evidence } from '../../src/doctor/evidence';
import type { LogLine } from '../../src/logs/line';
import { logLine } from '../../src/logs/logLine';
import type { Health } from '../../src/wire/job';
import type { LogSource } from '../../src/wire/logEvent';
import { anEndpoint } from './builders';

export const noon = Date.parse('2026-06-02T12:00:00Z');

export function evidenceOf(fields: Partial<Evidence> = {}): Evidence {
  return {
    takenAt: noon,
    endpointId: 'ep1',
    endpoint: anEndpoint(),
    log: [],
    sightings: [],
    jobs: [],
    project: [],
    ...fields,
  };
}

export function healthOf(inQueue: number, inProgress = 0): Health {
  return {
    jobs: { completed: 0, failed: 0, inProgress, inQueue, retried: 0 },
    workers: { idle: 0, initializing: 0, ready: 0, running: 0, throttled: 0, unhealthy: 0 },
  };
}

/**
 * A worker's log out of `[seconds before noon, source, line]`, as the platform would deliver it.
 */
export function logOf(workerId: string, ...entries: readonly [number, 's' | 'c', string][]): LogLine[] {
  return entries.map(([secondsBefore, letter, line]) => {
    const source: LogSource = letter === 's' ? 'system' : 'container';
    const ts = new Date(noon - secondsBefore * 1000).toISOString();
    return logLine('ep1', workerId, { id: undefined, source, line, ts });
  });
}
