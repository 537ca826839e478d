// The least a worker needs from the platform, for tests of handlers: hands out jobs one by one and collects results
// (reference: take 204 after a hold, done posted as JSON whatever its content type). The platform itself is src/emulator.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const holdMs = 5000;

export interface JobReport {
  readonly output?: Record<string, unknown>;
  readonly error?: string;
  /** From handing the job out to its final report, in ms. */
  readonly runMs: number;
}

interface Job {
  readonly id: string;
  readonly input: unknown;
  takenAt: number;
  readonly settle: (report: JobReport) => void;
}

export class WorkerPlane {
  private readonly server = createServer((request, response) => this.answer(request, response));
  private readonly queue: Job[] = [];
  private readonly running = new Map<string, Job>();
  private readonly waiting = new Set<ServerResponse>();
  private count = 0;

  async start(): Promise<void> {
    // Node closes idle connections after 5 s; the SDK drops a result whose connection closes under it.
    this.server.keepAliveTimeout = 600_000;
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** What the platform would put into a worker's environment. */
  get environment(): Record<string, string> {
    const base = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return {
      RUNPOD_WEBHOOK_GET_JOB: `${base}/take/$RUNPOD_POD_ID?gpu=none`,
      RUNPOD_WEBHOOK_POST_OUTPUT: `${base}/done/$RUNPOD_POD_ID/$ID?gpu=none`,
      RUNPOD_WEBHOOK_PING: `${base}/ping/$RUNPOD_POD_ID`,
      RUNPOD_PING_INTERVAL: '10000',
      RUNPOD_POD_ID: 'worker-1',
      RUNPOD_AI_API_KEY: 'none',
      RUNPOD_LOG_LEVEL: 'INFO',
      RUNPOD_SKIP_AUTO_SYSTEM_CHECKS: 'true',
      RUNPOD_SKIP_GPU_CHECK: 'true',
      PYTHONUNBUFFERED: '1',
      NO_PROXY: '127.0.0.1',
    };
  }

  /** Queues a job and resolves with its report. */
  run(input: unknown): Promise<JobReport> {
    return new Promise(settle => {
      this.queue.push({ id: `job-${++this.count}`, input, takenAt: 0, settle });
      for (const response of [...this.waiting]) this.hand(response);
    });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, what, , id] = new URL(request.url ?? '/', 'http://localhost').pathname.split('/');
    if (what === 'take') this.take(response);
    else if (what === 'done') await this.done(id ?? '', request, response);
    else response.end('{}');
  }

  private take(response: ServerResponse): void {
    this.waiting.add(response);
    this.hand(response);
    if (!this.waiting.has(response)) return;
    const timer = setTimeout(() => {
      this.waiting.delete(response);
      response.writeHead(204).end();
    }, holdMs);
    response.on('close', () => {
      clearTimeout(timer);
      this.waiting.delete(response);
    });
  }

  private hand(response: ServerResponse): void {
    const job = this.queue.shift();
    if (!job) return;
    this.waiting.delete(response);
    this.running.set(job.id, job);
    job.takenAt = performance.now();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ id: job.id, input: job.input }));
  }

  private async done(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.end('{}');
    const job = this.running.get(id);
    this.running.delete(id);
    job?.settle({ ...JSON.parse(Buffer.concat(chunks).toString()), runMs: performance.now() - job.takenAt });
  }
}
