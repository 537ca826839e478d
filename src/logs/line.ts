// A line of a worker's log as everything behind the tail sees it; the JSON of `logs --json`.
import type { LogSource } from '../wire/logEvent';

export type LineLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

export interface LogLine {
  /** RFC 3339, as the platform stamped it. */
  readonly ts: string;
  readonly endpointId: string;
  readonly workerId: string;
  readonly source: LogSource;
  /** Without secrets. */
  readonly line: string;
  /** From the SDK's JSON lines (`requestId`) or its `LEVEL | id | text` form. */
  readonly jobId?: string;
  readonly level?: LineLevel;
  /** Opaque: from here the platform's stream is resumed. */
  readonly cursor?: string | undefined;
}

/** Time for which lines are missing and could not be fetched again. */
export interface LogGap {
  readonly gap: { readonly from: string; readonly to: string; readonly workerId: string };
}

export type TailItem = LogLine | LogGap;

export function workerOf(item: TailItem): string {
  return 'gap' in item ? item.gap.workerId : item.workerId;
}

/** ms since the epoch; a stamp that cannot be read counts as 0. */
export function timeOf(item: TailItem): number {
  const ms = Date.parse('gap' in item ? item.gap.from : item.ts);
  return Number.isNaN(ms) ? 0 : ms;
}
