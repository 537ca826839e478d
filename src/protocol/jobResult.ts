// Messages of the job panel. The host sends whole snapshots; the panel sends what was pressed.
import type { Output } from './output';

export type JobPhase = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled' | 'timed-out';

export interface JobFailure {
  /** `ValueError`, where the SDK told it. */
  readonly type: string | undefined;
  readonly message: string;
  readonly traceback: string | undefined;
}

export interface JobSnapshot {
  readonly endpointName: string;
  readonly targetName: string;
  /** Undefined until the job was accepted. */
  readonly jobId: string | undefined;
  readonly workerId: string | undefined;
  readonly phase: JobPhase;
  /** One sentence, such as why it still waits. */
  readonly note: string | undefined;
  /** ms; undefined while not known. */
  readonly queueMs: number | undefined;
  readonly runMs: number | undefined;
  readonly totalMs: number | undefined;
  readonly retries: number;
  /** Pretty JSON of what was sent. */
  readonly input: string;
  /** What was yielded or returned, undefined before there is any. */
  readonly output: Output | undefined;
  readonly failure: JobFailure | undefined;
}

export const jobActions = ['ready', 'cancel', 'again', 'copy', 'openOutput', 'tailLogs'] as const;
export type JobAction = (typeof jobActions)[number];

/** The validator of what arrives from the panel. */
export function isJobAction(message: unknown): message is JobAction {
  return jobActions.some(action => action === message);
}
