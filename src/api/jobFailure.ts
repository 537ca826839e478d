// Why a job failed, out of what the platform and the SDK put into `error`.
import { isRecord, parseJson } from '../base/json';
import { type HandlerFailure, handlerFailureSchema, type Job } from '../wire/job';

/** The Python exception behind a failed job, when the handler raised one. */
export function handlerFailure(job: Job): HandlerFailure | undefined {
  const { error } = job;
  const json = typeof error === 'string' ? parseJson(error) : undefined;
  const parsed = handlerFailureSchema.safeParse(json?.ok ? json.value : error);
  return parsed.success ? parsed.data : undefined;
}

/** One line: why the job failed; undefined when it did not, or nobody said. */
export function failureText(job: Job): string | undefined {
  const raised = handlerFailure(job);
  if (raised) return `${raised.error_type.replace(/^<class '(.*)'>$/, '$1')}: ${raised.error_message}`;
  if (typeof job.error === 'string' && job.error !== '') return job.error;
  if (isRecord(job.error)) return JSON.stringify(job.error);
  return job.status === 'TIMED_OUT' ? 'The job took longer than its time limit.' : undefined;
}
