// The jobs we sent, newest first, each followed until it has ended: results expire on the platform (30 minutes
// after a run, one after a runsync), so they are fetched and kept here whether or not somebody looks.
import type { Cloud } from '../api/cloud';
import type { Clock } from '../base/clock';
import { type Disposable, toDisposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import { isAppError, isCancelled } from '../base/errors';
import { isTerminal, type Job } from '../wire/job';

export interface JobRecord {
  readonly jobId: string;
  readonly endpointId: string;
  /** Ms since the epoch, by our clock. */
  readonly sentMs: number;
  readonly endedMs?: number | undefined;
  readonly job: Job;
  /** The platform no longer knows it; `job` is what we saw last. */
  readonly lost?: true | undefined;
}

export interface JobHistoryOptions {
  readonly cloud: Cloud;
  readonly clock: Clock;
  /** How many jobs are kept; 200 by default. */
  readonly capacity?: number;
}

const firstPollMs = 1_000;
const longestPollMs = 10_000;
const growth = 1.3;

export class JobHistory implements Disposable {
  private readonly records = new Map<string, JobRecord>();
  private readonly polls = new Map<string, Disposable>();
  private readonly abort = new AbortController();
  private readonly changed = new Emitter<{ readonly jobId: string; readonly endpointId: string }>();
  readonly onChange = this.changed.event;

  constructor(private readonly options: JobHistoryOptions) {}

  /** Newest first. */
  all(endpointId?: string): readonly JobRecord[] {
    const records = [...this.records.values()].reverse();
    return endpointId === undefined ? records : records.filter(record => record.endpointId === endpointId);
  }

  get(jobId: string): JobRecord | undefined {
    return this.records.get(jobId);
  }

  /** A job was sent; it is followed from here on. */
  add(endpointId: string, job: Job): void {
    this.note({ jobId: job.id, endpointId, sentMs: this.options.clock.now(), job });
  }

  /** What someone else who follows the job has seen; spares a poll. */
  update(job: Job): void {
    const record = this.records.get(job.id);
    if (record) this.note({ ...record, job });
  }

  /** Records of an earlier session; those that have not ended are followed again. */
  restore(records: readonly JobRecord[]): void {
    for (const record of records) if (!this.records.has(record.jobId)) this.note(record);
  }

  dispose(): void {
    this.abort.abort();
    for (const poll of this.polls.values()) poll.dispose();
    this.polls.clear();
    this.changed.dispose();
  }

  private note(record: JobRecord): void {
    if (this.abort.signal.aborted) return;
    const before = this.records.get(record.jobId);
    const ended = isTerminal(record.job.status) || record.lost;
    const endedMs = record.endedMs ?? (ended ? this.options.clock.now() : undefined);
    this.records.set(record.jobId, { ...record, endedMs });
    this.forgetOldest();
    if (ended) this.stop(record.jobId);
    else if (!this.polls.has(record.jobId)) this.schedule(record.jobId, firstPollMs);
    if (before?.job.status !== record.job.status || before?.job !== record.job || record.lost) {
      this.changed.fire({ jobId: record.jobId, endpointId: record.endpointId });
    }
  }

  private schedule(jobId: string, waitMs: number): void {
    if (this.abort.signal.aborted) return;
    const run = () => void this.poll(jobId, waitMs);
    this.polls.set(jobId, this.options.clock.after(waitMs, run));
  }

  private async poll(jobId: string, waitMs: number): Promise<void> {
    const record = this.records.get(jobId);
    if (!record) return;
    // Holds the place while the question is under way, so that an update does not start a second poll.
    this.polls.set(
      jobId,
      toDisposable(() => undefined),
    );
    const status = record.job.status;
    try {
      const job = await this.options.cloud.jobs.status(record.endpointId, jobId, this.abort.signal);
      // Somebody else may have seen the end while we asked.
      if (this.records.get(jobId)?.endedMs !== undefined) return;
      if (JSON.stringify(job) !== JSON.stringify(record.job))
        this.note({ ...(this.records.get(jobId) ?? record), job });
    } catch (error) {
      if (isCancelled(error)) return;
      if (isAppError(error, 'not-found')) this.note({ ...record, lost: true });
    }
    const now = this.records.get(jobId);
    if (!now || now.endedMs !== undefined) return;
    const nextMs = now.job.status === status ? Math.min(waitMs * growth, longestPollMs) : firstPollMs;
    this.schedule(jobId, nextMs);
  }

  private stop(jobId: string): void {
    this.polls.get(jobId)?.dispose();
    this.polls.delete(jobId);
  }

  private forgetOldest(): void {
    const { capacity = 200 } = this.options;
    for (const jobId of this.records.keys()) {
      if (this.records.size <= capacity) return;
      this.records.delete(jobId);
      this.stop(jobId);
    }
  }
}
