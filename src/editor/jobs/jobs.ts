// The jobs of this session: sends them, follows them, and tells whoever shows them. Newest first, at most 50 kept.
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/emitter';
import type { JobResult } from '../../flows/runJob';
import type { Job } from '../../wire/job';
import type { EndpointSubject } from '../subject';
import { brokenJob, finishedJob, isOpen, type SessionJob, startedJob, updatedJob } from './job';
import type { KeepJob } from './keepJobs';

const maxKept = 50;

export interface RunRequest {
  readonly subject: EndpointSubject;
  readonly request: unknown;
  readonly timeoutMs: number;
}

export class Jobs implements Disposable {
  private readonly changed = new Emitter<SessionJob>();
  private readonly stops = new Map<string, AbortController>();
  private list: readonly SessionJob[] = [];
  private sent = 0;
  readonly onChange: Event<SessionJob> = this.changed.event;

  constructor(
    private readonly clock: Clock,
    private readonly keep: KeepJob = async () => undefined,
  ) {}

  get all(): readonly SessionJob[] {
    return this.list;
  }

  get(key: string): SessionJob | undefined {
    return this.list.find(job => job.key === key);
  }

  /** The last one sent to an endpoint. */
  lastOf(endpointId: string): SessionJob | undefined {
    return this.list.find(job => job.subject.endpointId === endpointId);
  }

  /** Starts a job at once; `result` settles with its end. */
  run({ subject, request, timeoutMs }: RunRequest): {
    readonly key: string;
    readonly result: Promise<JobResult>;
  } {
    const key = `job-${++this.sent}`;
    const stop = new AbortController();
    this.stops.set(key, stop);
    this.put(startedJob(key, subject, { request, sentMs: this.clock.now() }));
    return { key, result: this.follow(key, { subject, request, timeoutMs }, stop.signal) };
  }

  /** Queues a job again under its own id, and follows it. One that the platform never had is sent anew. */
  retry(job: SessionJob, timeoutMs: number): ReturnType<Jobs['run']> {
    const { subject, request } = job;
    const { jobId } = job.snapshot;
    if (jobId === undefined) return this.run({ subject, request, timeoutMs });
    const stop = new AbortController();
    this.stops.set(job.key, stop);
    this.put(startedJob(job.key, subject, { request, sentMs: this.clock.now() }));
    const again = () => subject.target.cloud.jobs.retry(subject.endpointId, jobId, stop.signal);
    return {
      key: job.key,
      result: this.follow(job.key, { subject, request, timeoutMs, again }, stop.signal),
    };
  }

  /** Cancels it here and on the platform. */
  cancel(key: string): void {
    this.stops.get(key)?.abort();
  }

  dispose(): void {
    for (const stop of this.stops.values()) stop.abort();
    this.changed.dispose();
  }

  private async follow(
    key: string,
    { subject, request, timeoutMs, again }: RunRequest & { readonly again?: () => Promise<Job> },
    signal: AbortSignal,
  ): Promise<JobResult> {
    const change = (next: (job: SessionJob) => SessionJob) => {
      const job = this.get(key);
      if (job) this.put(next(job));
    };
    const sentMs = this.clock.now();
    const save = (job: Job, end?: { readonly endedMs: number }) =>
      this.keep(subject, { jobId: job.id, endpointId: subject.endpointId, sentMs, request, job, ...end });
    let seen: string | undefined;
    try {
      const { runJob } = await import('../../flows/runJob');
      const sent = await again?.();
      const result = await runJob(
        subject.target.cloud,
        {
          endpointId: subject.endpointId,
          request,
          ...(sent && { sent }),
          timeoutMs,
          whenAbandoned: 'cancel',
          onUpdate: update => {
            change(job => updatedJob(job, update));
            if (seen !== update.job.status) void save(update.job);
            seen = update.job.status;
          },
        },
        { clock: this.clock },
        signal,
      );
      change(job => finishedJob(job, result));
      // RunPod forgets a result after 30 minutes, after one when it was waited for.
      await save(result.job, { endedMs: this.clock.now() });
      return result;
    } catch (error) {
      change(job => brokenJob(job, error));
      throw error;
    } finally {
      this.stops.delete(key);
    }
  }

  private put(job: SessionJob): void {
    const others = this.list.filter(other => other.key !== job.key);
    const at = this.list.findIndex(other => other.key === job.key);
    const open = [...others.slice(0, Math.max(at, 0)), job, ...others.slice(Math.max(at, 0))];
    this.list = open.filter((kept, index) => index < maxKept || isOpen(kept));
    this.changed.fire(job);
  }
}
