// GET /v2/serverless/{id}/workers/{workerId}/logs: server-sent events. Backfill first, then the connection stays open,
// without heartbeats, as on the platform. The log of a worker that is gone can still be read.
import * as z from 'zod';
import type { Clock } from '../../base/clock';
import { DisposableStore } from '../../base/disposable';
import { logSources } from '../../wire/logEvent';
import type { LogQuirks } from '../logs/quirks';
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
  const { clock, settings } = c.get('platform');
  const stream = new LogStream(log, { ...query.data, lastEventId }, clock, settings.logQuirks);
  return c.body(stream.body, 200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    connection: 'keep-alive',
    'x-accel-buffering': 'no',
  });
}

class LogStream {
  private readonly encoder = new TextEncoder();
  private readonly held = new DisposableStore();
  readonly body: ReadableStream<Uint8Array>;

  constructor(
    private readonly log: WorkerLog,
    private readonly query: LineQuery,
    private readonly clock: Clock,
    private readonly quirks: LogQuirks,
  ) {
    this.body = new ReadableStream({
      start: controller => this.start(controller),
      cancel: () => this.held.dispose(),
    });
  }

  private start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { log, clock, quirks, query } = this;
    const send = (line: WorkerLine) => controller.enqueue(this.encoder.encode(eventOf(line, quirks)));
    const { removedAt } = log;
    const { vanishAfterMs, resetAfterMs } = quirks;
    const vanished =
      vanishAfterMs !== undefined && removedAt !== undefined && clock.now() - removedAt >= vanishAfterMs;
    for (const line of this.backfill()) if (!vanished || line.source === 'system') send(line);
    this.held.add(
      log.added(line => {
        if (query.source === undefined || line.source === query.source) send(line);
      }),
    );
    if (resetAfterMs === undefined) return;
    this.held.add(
      clock.after(resetAfterMs, () => {
        this.held.dispose();
        controller.enqueue(this.encoder.encode('id: cut\ndata: {"source":"conta'));
        controller.close();
      }),
    );
  }

  /** With shared stamps a cursor says only when, so what was written then comes again. */
  private backfill(): readonly WorkerLine[] {
    const { log, query, quirks } = this;
    return log.query(quirks.sameStamps ? { ...query, since: sinceOf(query), lastEventId: undefined } : query);
  }
}

function sinceOf({ lastEventId, since }: LineQuery): number | undefined {
  const ms = Date.parse(lastEventId ?? '');
  return Number.isNaN(ms) ? since : ms;
}

function eventOf({ id, source, line, ts }: WorkerLine, { sameStamps }: LogQuirks): string {
  return `id: ${sameStamps ? ts : id}\ndata: ${JSON.stringify({ source, line, ts })}\n\n`;
}
