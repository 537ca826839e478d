// The jobs of all endpoints and their queues. Every change of a job goes through here, in one step, so that a job is
// always in exactly one place: queued, handed out, or finished. The first final outcome wins; later ones change nothing.
import type { Clock } from '../../base/clock';
import { Emitter } from '../../base/emitter';
import { isTerminal } from '../../wire/job';
import { newJobId } from '../ids';
import type { JobOutcome, JobSubmission, LocalJob } from './job';

export interface JobCounters {
  completed: number;
  failed: number;
  retried: number;
}

export class JobStore {
  private readonly jobs = new Map<string, LocalJob>();
  private readonly queues = new Map<string, LocalJob[]>();
  private readonly running = new Set<LocalJob>();
  private readonly totals = new Map<string, JobCounters>();
  private readonly changes = new Emitter<LocalJob>();
  /** Fires after any change of a job, chunks and progress included. */
  readonly changed = this.changes.event;

  constructor(private readonly clock: Clock) {}

  submit(endpointId: string, submission: JobSubmission): LocalJob {
    const now = this.clock.now();
    const job: LocalJob = {
      id: newJobId(submission.kind),
      endpointId,
      submission,
      submittedAt: now,
      status: 'IN_QUEUE',
      queuedAt: now,
      handedAt: undefined,
      finishedAt: undefined,
      expiresAt: now + submission.ttlMs,
      workerId: undefined,
      handedTo: new Set(),
      retries: 0,
      startFailures: 0,
      delayTime: undefined,
      executionTime: undefined,
      progress: undefined,
      output: undefined,
      error: undefined,
      chunks: [],
    };
    this.jobs.set(job.id, job);
    this.queueOf(endpointId).push(job);
    this.changes.fire(job);
    return job;
  }

  get(endpointId: string, jobId: string): LocalJob | undefined {
    const job = this.jobs.get(jobId);
    return job?.endpointId === endpointId ? job : undefined;
  }

  all(): readonly LocalJob[] {
    return [...this.jobs.values()];
  }

  /** Jobs not yet handed to a worker, first in, first out; what was put back stands in front. */
  queued(endpointId: string): readonly LocalJob[] {
    return this.queueOf(endpointId);
  }

  inProgress(endpointId: string): readonly LocalJob[] {
    return [...this.running].filter(job => job.endpointId === endpointId);
  }

  heldBy(workerId: string): readonly LocalJob[] {
    return [...this.running].filter(job => job.workerId === workerId);
  }

  counters(endpointId: string): JobCounters {
    const known = this.totals.get(endpointId);
    if (known) return known;
    const fresh = { completed: 0, failed: 0, retried: 0 };
    this.totals.set(endpointId, fresh);
    return fresh;
  }

  /** Takes up to `max` jobs off the queue for a worker. */
  handOut(endpointId: string, max: number, workerId: string): readonly LocalJob[] {
    const now = this.clock.now();
    const jobs = this.queueOf(endpointId).splice(0, max);
    for (const job of jobs) {
      job.status = 'IN_PROGRESS';
      this.running.add(job);
      job.workerId = workerId;
      job.handedTo.add(workerId);
      job.handedAt = now;
      job.delayTime = now - job.queuedAt;
      this.changes.fire(job);
    }
    return jobs;
  }

  /** Puts a job that a worker could not finish in front of the queue; `worker-died` counts as a retry. */
  putBack(job: LocalJob, why: 'returned' | 'worker-died'): void {
    if (job.status !== 'IN_PROGRESS') return;
    if (why === 'worker-died') this.countRetry(job);
    this.enqueue(job, 'front');
  }

  /** Queues a finished job once more, without its old output (`POST /retry`). */
  retry(job: LocalJob): void {
    this.countRetry(job);
    job.output = undefined;
    job.error = undefined;
    job.finishedAt = undefined;
    job.executionTime = undefined;
    job.startFailures = 0;
    job.handedTo.clear();
    this.enqueue(job, 'back');
  }

  /** Ends a job. Returns false, and changes nothing, when it had ended before. */
  finish(job: LocalJob, outcome: JobOutcome): boolean {
    if (isTerminal(job.status)) return false;
    if (job.status === 'IN_QUEUE') this.dequeue(job);
    this.running.delete(job);
    const now = this.clock.now();
    if (job.handedAt !== undefined) job.executionTime = now - job.handedAt;
    else job.delayTime = now - job.queuedAt;
    job.status = outcome.status;
    job.output = outcome.output;
    job.error = outcome.error;
    job.finishedAt = now;
    const totals = this.counters(job.endpointId);
    if (outcome.status === 'COMPLETED') totals.completed++;
    else if (outcome.status !== 'CANCELLED') totals.failed++;
    this.changes.fire(job);
    return true;
  }

  setProgress(job: LocalJob, value: unknown): void {
    if (isTerminal(job.status)) return;
    job.progress = value;
    this.changes.fire(job);
  }

  addChunk(job: LocalJob, chunk: unknown): void {
    if (isTerminal(job.status)) return;
    job.chunks.push(chunk);
    this.changes.fire(job);
  }

  /** The chunks that arrived since the last call. */
  drain(job: LocalJob): unknown[] {
    return job.chunks.splice(0);
  }

  /** Cancels everything that is queued; returns how many. */
  purge(endpointId: string): number {
    const jobs = [...this.queueOf(endpointId)];
    for (const job of jobs) this.forget(job);
    return jobs.length;
  }

  /** Removes a job altogether; those who wait for it see it cancelled. */
  forget(job: LocalJob): void {
    this.jobs.delete(job.id);
    this.finish(job, { status: 'CANCELLED' });
  }

  forgetEndpoint(endpointId: string): void {
    for (const job of this.all()) if (job.endpointId === endpointId) this.forget(job);
    this.queues.delete(endpointId);
    this.totals.delete(endpointId);
  }

  private countRetry(job: LocalJob): void {
    job.retries++;
    this.counters(job.endpointId).retried++;
  }

  private enqueue(job: LocalJob, end: 'front' | 'back'): void {
    job.status = 'IN_QUEUE';
    this.running.delete(job);
    job.queuedAt = this.clock.now();
    job.handedAt = undefined;
    job.chunks = [];
    if (end === 'front') this.queueOf(job.endpointId).unshift(job);
    else this.queueOf(job.endpointId).push(job);
    this.changes.fire(job);
  }

  private dequeue(job: LocalJob): void {
    const queue = this.queueOf(job.endpointId);
    const at = queue.indexOf(job);
    if (at >= 0) queue.splice(at, 1);
  }

  private queueOf(endpointId: string): LocalJob[] {
    const known = this.queues.get(endpointId);
    if (known) return known;
    const fresh: LocalJob[] = [];
    this.queues.set(endpointId, fresh);
    return fresh;
  }
}
