// What a job must look like before it is sent. RunPod accepts an empty input and then fails it in the worker,
// a minute later and without saying why ("job timed out after 1 retries"), so it is refused here.
import { AppError } from '../base/errors';
import { isRecord } from '../base/json';
import { type JobRequest, jobRequestSchema } from '../wire/job';

const knownKeys = new Set(['input', 'webhook', 'webhookV2', 'policy', 's3Config']);

/** Checks parsed JSON; throws `usage` saying what is wrong and what would be right. */
export function checkJobRequest(value: unknown): JobRequest {
  if (!isRecord(value)) throw wrong('A job must be a JSON object.', exampleRemedy);
  if (!('input' in value)) {
    const keys = Object.keys(value).filter(key => !knownKeys.has(key));
    throw wrong(
      'The job has no "input".',
      keys.length > 0 ? `Wrap it: {"input": {"${keys[0]}": …}}. Nothing was sent.` : exampleRemedy,
    );
  }
  if (!isRecord(value.input)) throw wrong('The job\'s "input" must be a JSON object.', exampleRemedy);
  if (Object.keys(value.input).length === 0) {
    throw wrong('The job\'s "input" is empty; the worker would drop it without an answer.', exampleRemedy);
  }
  const parsed = jobRequestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw wrong(`The job's "${issue?.path.join('.')}" is not right: ${issue?.message}.`, 'Nothing was sent.');
}

const exampleRemedy = 'Write it as {"input": {"prompt": "hello"}}. Nothing was sent.';

function wrong(message: string, remedy: string): AppError {
  return new AppError('usage', message, { remedy });
}
