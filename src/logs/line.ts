// A line of a worker's log as everything behind the tail sees it; the JSON of `logs --json`.
import type { LogSource } from '../wire/logEvent';

export type LineLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

export interface LogLine {
  /** RFC 3339, as the platform stamped it. */
  readonly ts: string;
  readonly endpointId: string;
  readonly workerId: string;
  readonly source: LogSource;
  readonly line: string;
  /** From the SDK's JSON lines (`requestId`) or its `LEVEL | id | text` form. */
  readonly jobId?: string;
  readonly level?: LineLevel;
}

/** Time for which lines are missing and could not be fetched again. */
export interface LogGap {
  readonly gap: { readonly from: string; readonly to: string; readonly workerId: string };
}

export type TailItem = LogLine | LogGap;
