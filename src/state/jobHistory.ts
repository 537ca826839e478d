// The jobs we sent, newest first, each followed until it has ended: results expire on the platform (30 minutes
// after a run, one after a runsync), so they are fetched and kept here whether or not somebody looks, and on disk over
// restarts.
import * as z from 'zod';
import type { Cloud } from '../api/cloud';
import type { Clock } from '../base/clock';
import { type Disposable, toDisposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import { isAppError, isCancelled } from '../base/errors';
import { isTerminal, type Job, jobSchema } from '../wire/job';

export const jobRecordSchema = z.object({
  jobId: z.string(),
  endpointId: z.string(),
  /** Ms since the epoch, by our clock. */
  sentMs: z.number(),
  endedMs: z.number().optional(),
  /** What was sent, to send it again. */
  request: z.unknown().optional(),
  job: jobSchema,
  /** The platform no longer knows it; `job` is what we saw last. */
  lost: z.literal(true).optional(),
  /** The output was too large to be kept. */
  outputDropped: z.literal(true).optional(),
});
export type JobRecord = Readonly<z.infer<typeof jobRecordSchema>>;

/** Where records outlive the session. The caps are the shelf's own. */
export interface JobShelf {
  /** Oldest first. */
  load(): Promise<readonly JobRecord[]>;
  save(record: JobRecord): Promise<void>;
}

export interface JobHistoryOptions {
  readonly cloud: Cloud;
  readonly clock: Clock;
  /** How many jobs are kept; 200 by default. */
  readonly capacity?: number;
  readonly shelf?: JobShelf;
  /** Told when a record could not be written. */
  readonly onProblem?: (error: unknown) => void;
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
  add(endpointId: string, job: Job, request?: unknown): void {
    const sent = request === undefined ? {} : { request };
    this.note({ jobId: job.id, endpointId, sentMs: this.options.clock.now(), job, ...sent });
  }

  /** Takes up what the shelf has of earlier sessions. */
  async open(): Promise<void> {
    this.restore((await this.options.shelf?.load()) ?? []);
  }

  /** What someone else who follows the job has seen; spares a poll. */
  update(job: Job): void {
    const record = this.records.get(job.id);
    if (record) this.note({ ...record, job });
  }

  /** Records of an earlier session; those that have not ended are followed again. */
  restore(records: readonly JobRecord[]): void {
    const unknown = records.filter(record => !this.records.has(record.jobId));
    const newer = [...this.records];
    this.records.clear();
    for (const record of unknown) this.note(record, 'kept already');
    for (const [jobId, record] of newer) this.records.set(jobId, record);
    this.forgetOldest();
  }

  dispose(): void {
    this.abort.abort();
    for (const poll of this.polls.values()) poll.dispose();
    this.polls.clear();
    this.changed.dispose();
  }

  private note(record: JobRecord, on: 'disk too' | 'kept already' = 'disk too'): void {
    if (this.abort.signal.aborted) return;
    const before = this.records.get(record.jobId);
    const ended = isTerminal(record.job.status) || record.lost;
    const endedMs = record.endedMs ?? (ended ? this.options.clock.now() : undefined);
    const noted: JobRecord = { ...record, ...(endedMs !== undefined && { endedMs }) };
    this.records.set(record.jobId, noted);
    if (on === 'disk too') this.keep(noted);
    this.forgetOldest();
    if (ended) this.stop(record.jobId);
    else if (!this.polls.has(record.jobId)) this.schedule(record.jobId, firstPollMs);
    if (before?.job.status !== record.job.status || before?.job !== record.job || record.lost) {
      this.changed.fire({ jobId: record.jobId, endpointId: record.endpointId });
    }
  }

  private keep(record: JobRecord): void {
    const { shelf, onProblem = () => undefined } = this.options;
    shelf?.save(record).catch(onProblem);
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
