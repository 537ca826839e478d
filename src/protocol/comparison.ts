// Messages of the comparison panel, and what a comparison of warm and lazy found. The host sends whole snapshots; the
// panel sends what was pressed, or what the person expects of the endpoint.

export type Compared = 'warm' | 'lazy';

/** Samples in ms, in the order they were measured. */
export interface Spread {
  readonly median: number;
  /** Nearest rank: with few samples this is the slowest. */
  readonly p95: number;
  readonly samples: readonly number[];
}

export interface VariantFigures {
  readonly strategy: Compared;
  readonly origin: 'as written' | 'switched';
  /** From the start of the process to the first word of its SDK. */
  readonly ready: Spread | undefined;
  /** The handler's time for the first job of a worker. */
  readonly firstJob: Spread | undefined;
  /** From sending a job while there is no worker to its result. */
  readonly coldAnswer: Spread | undefined;
  /** The handler's time for every job after the first. */
  readonly laterJobs: Spread | undefined;
  /** The largest over all starts; undefined where this machine does not tell. */
  readonly peakMemoryBytes: number | undefined;
  /** Why it was not measured to the end: a line, then what explains it, such as a traceback. */
  readonly failure: string | undefined;
}

/** What is known or assumed of the endpoint. */
export interface Expectations {
  readonly initTimeoutMs: number;
  readonly executionTimeoutMs: number;
  /** One job in so many is the first of a new worker. */
  readonly jobsPerStart: number;
  /** Where `jobsPerStart` comes from, as words in brackets: `assumed`, `as given`. */
  readonly basis: string;
}

export interface ComparisonVerdict {
  readonly advice: Compared | 'either';
  /** The one sentence to remember. */
  readonly sentence: string;
  readonly reasons: readonly string[];
  /** What the verdict stands on besides the figures. */
  readonly assumptions: readonly string[];
}

export interface Comparison {
  /** Relative to the worker folder. */
  readonly handler: string;
  /** How the handler loads as it is written. */
  readonly current: string;
  /** Cold starts per variant, and jobs after the first in each. */
  readonly starts: number;
  readonly laterJobs: number;
  readonly variants: readonly VariantFigures[];
}

export interface ComparisonSnapshot {
  readonly title: string;
  readonly phase: 'running' | 'done' | 'failed' | 'cancelled';
  /** What is being done now. */
  readonly message: string;
  /** 0..1 */
  readonly fraction: number;
  /** What was measured so far. */
  readonly comparison: Comparison | undefined;
  readonly expectations: Expectations;
  readonly verdict: ComparisonVerdict | undefined;
  readonly failure: { readonly message: string; readonly remedy: string | undefined } | undefined;
}

export const comparisonActions = ['ready', 'cancel', 'again', 'switchWarm', 'switchLazy', 'copy'] as const;
export type ComparisonAction = (typeof comparisonActions)[number];

/** What the person expects of the endpoint; numbers only. */
export interface ComparisonExpects {
  readonly initTimeoutSeconds: number;
  readonly jobsPerStart: number;
}

export type ComparisonMessage = ComparisonAction | ComparisonExpects;

/** The validator of what arrives from the panel. */
export function isComparisonMessage(message: unknown): message is ComparisonMessage {
  if (comparisonActions.some(action => action === message)) return true;
  if (typeof message !== 'object' || message === null) return false;
  const positive = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value > 0;
  return (
    'initTimeoutSeconds' in message &&
    'jobsPerStart' in message &&
    positive(message.initTimeoutSeconds) &&
    positive(message.jobsPerStart)
  );
}
