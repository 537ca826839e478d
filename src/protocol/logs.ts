// Messages of the log panel. Rows are numbered: one that the panel has already is a new state of it (a traceback that
// grew); a batch that does not follow what the panel has makes it ask for everything, so that no line can get lost.

export interface LogRow {
  /** Counts up from 0 for the life of the tail. */
  readonly seq: number;
  /** RFC 3339. */
  readonly ts: string;
  readonly workerId: string;
  readonly kind: 'container' | 'system' | 'gap' | 'note';
  readonly level: 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | undefined;
  readonly text: string;
  readonly jobId: string | undefined;
}

export interface LogBatch {
  readonly endpointName: string;
  readonly targetName: string;
  readonly state: 'connecting' | 'live' | 'broken' | 'ended';
  /** What the state means, in words. */
  readonly stateText: string;
  /** Rows that no longer fit and were let go. */
  readonly dropped: number;
  /** True when `rows` is everything there is, false when it continues what was sent before. */
  readonly whole: boolean;
  readonly rows: readonly LogRow[];
}

export const logActions = ['ready', 'clear', 'openDocument'] as const;
export type LogAction = (typeof logActions)[number];

export function isLogAction(message: unknown): message is LogAction {
  return logActions.some(action => action === message);
}
