// From an event of a worker's stream to the line everything behind the tail sees.
import type { LogEvent } from '../wire/logEvent';
import type { LogLine } from './line';
import { parseLine } from './parseLine';

export function logLine(endpointId: string, workerId: string, event: LogEvent): LogLine {
  const { jobId, level } = parseLine(event.line);
  return {
    ts: event.ts,
    endpointId,
    workerId,
    source: event.source,
    line: event.line,
    ...(jobId && { jobId }),
    ...(level && { level }),
  };
}
