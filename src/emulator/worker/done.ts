// POST /job-done: a progress update or the final result. The body is raw JSON whatever the content type says.
// Nothing fails after the result was stored, and the first final result wins, because the SDK posts again after a 5xx.
import { parseJson } from '../../base/json';
import type { Platform } from '../platform';
import type { LocalWorker } from '../scheduler/worker';
import type { JobOutcome, LocalJob } from '../store/job';
import type { WorkerContext } from './plane';
import { classify } from './result';

const maxBytes = { run: 10 * 1024 * 1024, runsync: 20 * 1024 * 1024 };

export interface Post {
  readonly worker: LocalWorker;
  readonly jobId: string;
  /** The body as it came. */
  readonly text: string;
}

export interface PostReply {
  readonly status: 200 | 400;
  readonly body: Readonly<Record<string, string>>;
}

const ok: PostReply = { status: 200, body: { status: 'ok' } };

export async function done(c: WorkerContext): Promise<Response> {
  const post = { worker: c.get('worker'), jobId: c.req.param('jobId') ?? '', text: await c.req.text() };
  const { status, body } = acceptPost(c.get('platform'), post);
  return c.json(body, status);
}

/** Whoever waits for the job learns of its end in the same step. */
export function acceptPost({ jobs, clock, scheduler }: Platform, { worker, jobId, text }: Post): PostReply {
  const job = jobs.get(worker.endpointId, jobId);
  // Forgotten, or never this worker's: nothing that the worker could do about it.
  if (!job?.handedTo.has(worker.id)) return { status: 200, body: { status: 'ignored' } };
  const tell = (what: string) => worker.log.write('system', `job ${jobId}: ${what}`);
  const refuse = (error: string, outcome: JobOutcome): PostReply => {
    jobs.finish(job, outcome);
    tell(error);
    return { status: 400, body: { error } };
  };
  const json = parseJson(text);
  // The SDK drops a result that is answered with 400, so the job must end here.
  if (!json.ok) return refuse(whyNotJson(text), { status: 'FAILED', error: whyNotJson(text) });
  const body = classify(json.value);
  if (body.kind === 'progress') {
    jobs.setProgress(job, body.output);
    return ok;
  }
  worker.activeAt = clock.now();
  // As the platform is reported to do: 400 to the worker, COMPLETED without output to the caller.
  if (isTooLarge(job, text)) return refuse(whyTooLarge(job), { status: 'COMPLETED' });
  const first = jobs.finish(job, body.outcome);
  if (first && body.warning) tell(body.warning);
  if (!first) tell(`a result came after it was ${job.status}; ignored`);
  if (body.stopPod) scheduler.restart(worker, `job ${jobId} asked for a fresh worker (refresh_worker)`);
  return ok;
}

function whyNotJson(text: string): string {
  const notNumber = /\b(NaN|-?Infinity)\b/.exec(text)?.[1];
  return notNumber
    ? `The handler returned ${notNumber}, which JSON does not have. Replace it with null or a number.`
    : 'The worker posted a result that is not valid JSON.';
}

function isTooLarge({ submission }: LocalJob, text: string): boolean {
  return Buffer.byteLength(text) > maxBytes[submission.kind];
}

function whyTooLarge({ submission }: LocalJob): string {
  const limit = maxBytes[submission.kind] / 1024 / 1024;
  return `The result is larger than ${limit} MB and was dropped. Upload it and return its address.`;
}
