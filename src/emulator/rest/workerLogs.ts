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

/** Lines that are sent in one piece. */
const mostAtOnce = 500;

/** Sends as fast as the reader takes: what that one has not read yet stays in the log, and nowhere else. */
class LogStream {
  private readonly encoder = new TextEncoder();
  private readonly held = new DisposableStore();
  /** The number of the line that was sent last. */
  private sent = 0;
  private wake: (() => void) | undefined;
  private isOver = false;
  readonly body: ReadableStream<Uint8Array>;

  constructor(
    private readonly log: WorkerLog,
    private readonly query: LineQuery,
    private readonly clock: Clock,
    private readonly quirks: LogQuirks,
  ) {
    this.body = new ReadableStream({
      start: controller => this.start(controller),
      pull: controller => this.pull(controller),
      cancel: () => this.end(),
    });
  }

  private start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { log, clock, quirks } = this;
    const { removedAt } = log;
    const { vanishAfterMs, resetAfterMs } = quirks;
    const vanished =
      vanishAfterMs !== undefined && removedAt !== undefined && clock.now() - removedAt >= vanishAfterMs;
    this.send(
      controller,
      this.backfill().filter(line => !vanished || line.source === 'system'),
    );
    this.sent = log.last;
    this.held.add(log.added(() => this.wake?.()));
    if (resetAfterMs === undefined) return;
    this.held.add(
      clock.after(resetAfterMs, () => {
        controller.enqueue(this.encoder.encode('id: cut\ndata: {"source":"conta'));
        controller.close();
        this.end();
      }),
    );
  }

  /** Called when the reader has room; resolves when something was sent, or the stream is over. */
  private async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const { log, query } = this;
    while (!this.isOver) {
      const lines = log.after(this.sent, mostAtOnce);
      this.sent = lines.at(-1)?.sequence ?? this.sent;
      const wanted = lines.filter(({ source }) => query.source === undefined || source === query.source);
      if (wanted.length > 0) return this.send(controller, wanted);
      if (lines.length > 0) continue;
      await new Promise<void>(resolve => {
        this.wake = resolve;
      });
    }
  }

  private send(controller: ReadableStreamDefaultController<Uint8Array>, lines: readonly WorkerLine[]): void {
    if (lines.length === 0) return;
    controller.enqueue(this.encoder.encode(lines.map(line => eventOf(line, this.quirks)).join('')));
  }

  private end(): void {
    this.isOver = true;
    this.held.dispose();
    this.wake?.();
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
  // Two of the three need no escaping.
  const data = `{"source":"${source}","line":${JSON.stringify(line)},"ts":"${ts}"}`;
  return `id: ${sameStamps ? ts : id}\ndata: ${data}\n\n`;
}
