// Messages of the log panel. The host holds the rows and the filter; the panel asks for the rows it shows, by their
// position among those that pass. A position keeps its row until the revision changes.

export const logLevels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogRow {
  readonly seq: number;
  /** The first row of its entry. */
  readonly head: number;
  /** ms since the epoch. */
  readonly tsMs: number;
  readonly workerId: string;
  readonly kind: 'container' | 'system' | 'gap';
  readonly level: LogLevel | undefined;
  readonly jobId: string | undefined;
  readonly text: string;
  /** The text with its ANSI codes, when it has any. */
  readonly styled?: string | undefined;
}

/** What is wished for; all of it holds at once. */
export interface LogFilter {
  /** Words that all must occur, in any case; or a regular expression. */
  readonly text: string;
  readonly isRegex: boolean;
  /** This level and up. */
  readonly minLevel?: LogLevel | undefined;
  readonly hiddenWorkers: readonly string[];
  readonly source?: 'container' | 'system' | undefined;
  readonly jobId?: string | undefined;
  /** ms since the epoch. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

export const noFilter: LogFilter = { text: '', isRegex: false, hiddenWorkers: [] };

export interface LogStatus {
  readonly kind: 'status';
  readonly endpointId: string;
  readonly endpointName: string;
  /** As commands name it. */
  readonly target: string;
  readonly targetName: string;
  readonly state: 'connecting' | 'live' | 'broken' | 'ended';
  /** What the state means, in words. */
  readonly stateText: string;
  /** 0..1 while earlier lines are still being read from disk. */
  readonly loading: number | undefined;
  /** Rows in all, whether they pass or not. */
  readonly total: number;
  readonly revision: number;
  /** What positions of the revision before are moved by; undefined when they mean nothing any more. */
  readonly shift: number | undefined;
  /** Positions that can be shown: from `first` to before `end`. */
  readonly first: number;
  readonly end: number;
  /** In order of appearance, which is that of their colours. */
  readonly workers: readonly string[];
  readonly filter: LogFilter;
  /** Why the filter was not taken. */
  readonly refusal: string | undefined;
  /** ms since the epoch of the last row. */
  readonly newestMs: number | undefined;
}

export interface LogRows {
  readonly kind: 'rows';
  readonly revision: number;
  readonly from: number;
  readonly rows: readonly LogRow[];
}

export interface LogReveal {
  readonly kind: 'reveal';
  readonly revision: number;
  readonly position: number;
}

export interface FileLink {
  /** As the line names it. */
  readonly path: string;
  readonly line: number;
}

export interface LogDetails {
  readonly kind: 'details';
  readonly row: LogRow;
  /** All lines of the entry. */
  readonly text: string;
  /** The files of the workspace that it names. */
  readonly files: readonly FileLink[];
  /** The job is one of this window. */
  readonly hasJob: boolean;
}

export interface TimelineTrack {
  readonly workerId: string;
  readonly states: readonly {
    readonly state: string;
    readonly fromMs: number;
    readonly toMs: number | undefined;
  }[];
  readonly jobs: readonly {
    readonly jobId: string;
    readonly fromMs: number;
    readonly toMs: number | undefined;
    readonly outcome: 'running' | 'finished' | 'failed' | 'lost';
  }[];
  readonly moments: readonly { readonly kind: string; readonly atMs: number; readonly text: string }[];
}

export interface LogTimeline {
  readonly kind: 'timeline';
  readonly fromMs: number;
  /** Now, or the end of what is known. */
  readonly toMs: number;
  readonly tracks: readonly TimelineTrack[];
}

export type FromLogHost = LogStatus | LogRows | LogReveal | LogDetails | LogTimeline;

export type ToLogHost =
  | { readonly kind: 'ready' }
  | { readonly kind: 'openDocument' }
  | { readonly kind: 'save' }
  | { readonly kind: 'rows'; readonly from: number; readonly count: number }
  | { readonly kind: 'filter'; readonly filter: LogFilter }
  | LogSearch
  | { readonly kind: 'details'; readonly seq: number }
  | { readonly kind: 'copy'; readonly from: number; readonly to: number }
  | { readonly kind: 'openJob'; readonly jobId: string }
  | { readonly kind: 'openFile'; readonly path: string; readonly line: number };

/** Looks from a position in a direction, and reveals what it finds. */
export interface LogSearch {
  readonly kind: 'find';
  readonly what: 'error' | 'job' | 'worker' | 'time';
  readonly from: number;
  readonly backwards?: boolean | undefined;
  readonly jobId?: string | undefined;
  readonly workerId?: string | undefined;
  readonly atMs?: number | undefined;
}
