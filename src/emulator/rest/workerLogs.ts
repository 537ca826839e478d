// GET /v2/serverless/{id}/workers/{workerId}/logs: server-sent events. Backfill first, then the connection stays open,
// without heartbeats, as on the platform. The log of a worker that is gone can still be read.
import * as z from 'zod';
import type { Disposable } from '../../base/disposable';
import { logSources } from '../../wire/logEvent';
import type { LineQuery, WorkerLine, WorkerLog } from '../logs/workerLog';
import { endpointOf } from './endpoints';
import type { RestContext } from './plane';
import { invalid, notFound } from './problem';

const querySchema = z.object({
  source: z.enum(logSources).optional(),
  tail: z.coerce.number().int().min(0).max(5000).default(100),
  since: z.iso
    .datetime({ offset: true })
    .transform(text => Date.parse(text))
    .optional(),
});

export async function streamWorkerLog(c: RestContext): Promise<Response> {
  const { id } = endpointOf(c);
  const log = c.get('platform').logs.get(id, c.req.param('workerId') ?? '');
  if (!log) throw notFound();
  const query = querySchema.safeParse(c.req.query());
  if (!query.success) {
    throw invalid(...query.error.issues.map(issue => `query.${issue.path.join('.')}: ${issue.message}`));
  }
  const lastEventId = c.req.header('last-event-id');
  return c.body(eventsOf(log, { ...query.data, lastEventId }), 200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    connection: 'keep-alive',
    'x-accel-buffering': 'no',
  });
}

function eventsOf(log: WorkerLog, query: LineQuery): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const held: { listener?: Disposable } = {};
  return new ReadableStream({
    start(controller) {
      const send = (line: WorkerLine) => controller.enqueue(encoder.encode(eventOf(line)));
      for (const line of log.query(query)) send(line);
      held.listener = log.added(line => {
        if (query.source === undefined || line.source === query.source) send(line);
      });
    },
    cancel() {
      held.listener?.dispose();
    },
  });
}

function eventOf({ id, source, line, ts }: WorkerLine): string {
  return `id: ${id}\ndata: ${JSON.stringify({ source, line, ts })}\n\n`;
}
