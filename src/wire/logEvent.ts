// One event of a worker's log stream (server-sent events, REST v2). The event id is an opaque cursor. No schema: there are
// thousands of them a second, and three fields are looked at in a tenth of the time.
import { isRecord } from '../base/json';

export const logSources = ['container', 'system'] as const;
export type LogSource = (typeof logSources)[number];

export interface LogEvent {
  readonly source: LogSource;
  readonly line: string;
  /** RFC 3339; several lines may share one. */
  readonly ts: string;
}

export function isLogEvent(value: unknown): value is LogEvent {
  if (!isRecord(value)) return false;
  const { source, line, ts } = value;
  return (
    (source === 'container' || source === 'system') && typeof line === 'string' && typeof ts === 'string'
  );
}
