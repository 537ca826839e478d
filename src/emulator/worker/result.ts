// Tells what a posted result means. Pure. Facts: SDK behaviour measured on 1.7.10 and 1.12.0.
import { isRecord } from '../../base/json';
import type { JobOutcome } from '../store/job';

export type DoneBody =
  | { readonly kind: 'progress'; readonly output: unknown }
  | {
      readonly kind: 'final';
      readonly outcome: JobOutcome;
      /** The handler asked for a fresh worker. */
      readonly stopPod: boolean;
      /** Something the handler should not have done. */
      readonly warning: string | undefined;
    };

/** A handler's own dict is nested under `output`, so `status` at the top is always a progress update. */
export function classify(body: unknown): DoneBody {
  if (!isRecord(body)) {
    const warning = 'the worker posted a result that is not an object';
    return { kind: 'final', outcome: { status: 'COMPLETED', output: body }, stopPod: false, warning };
  }
  if (body.status === 'IN_PROGRESS') return { kind: 'progress', output: body.output };
  const { outcome, warning } = outcomeOf(body);
  return { kind: 'final', outcome, stopPod: body.stopPod === true, warning };
}

function outcomeOf(body: Record<string, unknown>): { outcome: JobOutcome; warning: string | undefined } {
  const { error, output } = body;
  if (!error) return { outcome: { status: 'COMPLETED', output }, warning: undefined };
  if (typeof error === 'string') return { outcome: { status: 'FAILED', error }, warning: undefined };
  // runpod-python issue 299: the platform shows such a job as COMPLETED, without its output.
  const warning = '"error" must be a string; as on RunPod, the job is COMPLETED without output';
  return { outcome: { status: 'COMPLETED' }, warning };
}
