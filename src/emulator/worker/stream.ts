// POST /job-stream: one yielded value, `{"output": …}`. The generator waits for the answer.
import { isRecord, parseJson } from '../../base/json';
import { splitChunk } from './chunks';
import type { WorkerContext } from './plane';

export async function jobStream(c: WorkerContext): Promise<Response> {
  const { jobs } = c.get('platform');
  const worker = c.get('worker');
  const json = parseJson(await c.req.text());
  const job = jobs.get(worker.endpointId, c.req.param('jobId') ?? '');
  if (!job?.handedTo.has(worker.id)) return c.json({ status: 'ignored' });
  if (!json.ok) {
    worker.log.write('system', `job ${job.id}: a yielded value is not valid JSON (NaN?) and was dropped`);
    return c.json({ error: 'not valid JSON' }, 400);
  }
  const chunk = isRecord(json.value) ? json.value.output : json.value;
  for (const piece of splitChunk(chunk)) jobs.addChunk(job, piece);
  return c.json({ status: 'ok' });
}
