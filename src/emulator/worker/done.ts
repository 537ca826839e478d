// POST /job-done: a progress update or the final result. The body is raw JSON whatever the content type says.
// Nothing fails after the result was stored, and the first final result wins, because the SDK posts again after a 5xx.
import { parseJson } from '../../base/json';
import type { LocalJob } from '../store/job';
import type { WorkerContext } from './plane';
import { classify, type DoneBody } from './result';

const maxBytes = { run: 10 * 1024 * 1024, runsync: 20 * 1024 * 1024 };

export async function done(c: WorkerContext): Promise<Response> {
  const { jobs } = c.get('platform');
  const worker = c.get('worker');
  const text = await c.req.text();
  const job = jobs.get(worker.endpointId, c.req.param('jobId') ?? '');
  // Forgotten, or never this worker's: nothing that the worker could do about it.
  if (!job?.handedTo.has(worker.id)) return c.json({ status: 'ignored' });
  const json = parseJson(text);
  if (!json.ok) return refuseJson(c, job, text);
  const body = classify(json.value);
  if (body.kind === 'progress') {
    jobs.setProgress(job, body.output);
    return c.json({ status: 'ok' });
  }
  worker.activeAt = c.get('platform').clock.now();
  const tooLarge = Buffer.byteLength(text) > maxBytes[job.submission.kind];
  if (tooLarge) return refuseSize(c, job);
  settle(c, job, body);
  return c.json({ status: 'ok' });
}

function settle(c: WorkerContext, job: LocalJob, body: DoneBody & { kind: 'final' }): void {
  const worker = c.get('worker');
  const { jobs, scheduler } = c.get('platform');
  const first = jobs.finish(job, body.outcome);
  if (first && body.warning) worker.log.write('system', `job ${job.id}: ${body.warning}`);
  if (!first) worker.log.write('system', `job ${job.id}: a result came after it was ${job.status}; ignored`);
  if (body.stopPod) scheduler.restart(worker, `job ${job.id} asked for a fresh worker (refresh_worker)`);
}

/** The SDK drops a result that is answered with 400, so the job must end here. */
function refuseJson(c: WorkerContext, job: LocalJob, text: string): Response {
  const notNumber = /\b(NaN|-?Infinity)\b/.exec(text)?.[1];
  const why = notNumber
    ? `The handler returned ${notNumber}, which JSON does not have. Replace it with null or a number.`
    : 'The worker posted a result that is not valid JSON.';
  const { jobs } = c.get('platform');
  jobs.finish(job, { status: 'FAILED', error: why });
  c.get('worker').log.write('system', `job ${job.id}: ${why}`);
  return c.json({ error: why }, 400);
}

/** As the platform is reported to do: 400 to the worker, COMPLETED without output to the caller. */
function refuseSize(c: WorkerContext, job: LocalJob): Response {
  const limit = maxBytes[job.submission.kind] / 1024 / 1024;
  const why = `The result is larger than ${limit} MB and was dropped. Upload it and return its address.`;
  c.get('platform').jobs.finish(job, { status: 'COMPLETED' });
  c.get('worker').log.write('system', `job ${job.id}: ${why}`);
  return c.json({ error: why }, 400);
}
