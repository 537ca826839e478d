// Why a job failed, out of what the platform and the SDK put into `error`.
import { isRecord, parseJson } from '../base/json';
import { type HandlerFailure, handlerFailureSchema, type Job } from '../wire/job';

/** The Python exception behind a failed job, when the handler raised one. */
export function handlerFailure(job: Job): HandlerFailure | undefined {
  const { error } = job;
  const json = typeof error === 'string' ? parseJson(error) : undefined;
  const parsed = handlerFailureSchema.safeParse(json?.ok ? json.value : error);
  if (parsed.success) return parsed.data;
  return typeof error === 'string' ? generatorFailure(error) : undefined;
}

/**
 * A generator that raises is reported as text: `handler: <message> \ntraceback: <traceback>`
 * (observed with runpod 1.12.0, serverless/modules/rp_job.py, run_job_generator).
 */
function generatorFailure(error: string): HandlerFailure | undefined {
  const match = /^handler: (.*?)\s*\ntraceback: (.*)$/s.exec(error);
  if (!match) return undefined;
  const [, message = '', traceback = ''] = match;
  const conclusion = traceback.trimEnd().split('\n').at(-1) ?? '';
  const type = /^([A-Za-z_][\w.]*)(?::|$)/.exec(conclusion)?.[1] ?? 'Exception';
  return { error_type: type, error_message: message, error_traceback: traceback.trimEnd() };
}

/** One line: why the job failed; undefined when it did not, or nobody said. */
export function failureText(job: Job): string | undefined {
  const raised = handlerFailure(job);
  if (raised)
    return firstLine(`${raised.error_type.replace(/^<class '(.*)'>$/, '$1')}: ${raised.error_message}`);
  if (typeof job.error === 'string' && job.error.trim() !== '') return firstLine(job.error);
  if (isRecord(job.error)) return JSON.stringify(job.error);
  return job.status === 'TIMED_OUT' ? 'The job took longer than its time limit.' : undefined;
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
