// The jobs of all endpoints and their queues. Every change of a job goes through here, in one step, so that a job is
// always in exactly one place: queued, handed out, or finished. The first final outcome wins; later ones change nothing.
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { isTerminal } from '../../wire/job';
import { newJobId } from '../ids';
import { HeldJobs } from './heldJobs';
import type { JobOutcome, JobSubmission, LocalJob } from './job';
import { JobQueue } from './jobQueue';

export interface JobCounters {
  completed: number;
  failed: number;
  retried: number;
}

export class JobStore {
  private readonly jobs = new Map<string, LocalJob>();
  private readonly queues = new Map<string, JobQueue>();
  private readonly held = new HeldJobs();
  private readonly totals = new Map<string, JobCounters>();
  private readonly changes = new Emitter<LocalJob>();
  private readonly watchers = new WeakMap<LocalJob, Emitter<void>>();
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
    this.tell(job);
    return job;
  }

  get(endpointId: string, jobId: string): LocalJob | undefined {
    const job = this.jobs.get(jobId);
    return job?.endpointId === endpointId ? job : undefined;
  }

  all(): Iterable<LocalJob> {
    return this.jobs.values();
  }

  of(endpointId: string): readonly LocalJob[] {
    return [...this.jobs.values()].filter(job => job.endpointId === endpointId);
  }

  /** Jobs not yet handed to a worker; the queue itself is changed here only. */
  queue(endpointId: string): Omit<JobQueue, 'push' | 'giveBack' | 'delete' | 'take'> {
    return this.queueOf(endpointId);
  }

  inProgressCount(endpointId: string): number {
    return this.held.of('endpoint', endpointId).size;
  }

  inProgress(endpointId: string): readonly LocalJob[] {
    return [...this.held.of('endpoint', endpointId)];
  }

  heldCount(workerId: string): number {
    return this.held.of('worker', workerId).size;
  }

  heldBy(workerId: string): readonly LocalJob[] {
    return [...this.held.of('worker', workerId)];
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
    const jobs = this.queueOf(endpointId).take(max);
    for (const job of jobs) {
      job.status = 'IN_PROGRESS';
      job.workerId = workerId;
      this.held.add(job);
      job.handedTo.add(workerId);
      job.handedAt = now;
      job.delayTime = now - job.queuedAt;
      this.tell(job);
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
    if (job.status === 'IN_QUEUE') this.queueOf(job.endpointId).delete(job);
    this.held.delete(job);
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
    this.tell(job);
    return true;
  }

  setProgress(job: LocalJob, value: unknown): void {
    if (isTerminal(job.status)) return;
    job.progress = value;
    this.tell(job);
  }

  addChunk(job: LocalJob, chunk: unknown): void {
    if (isTerminal(job.status)) return;
    job.chunks.push(chunk);
    this.tell(job);
  }

  /** The chunks that arrived since the last call. */
  drain(job: LocalJob): unknown[] {
    return job.chunks.splice(0);
  }

  /** Cancels everything that is queued; returns how many. */
  purge(endpointId: string): number {
    const jobs = this.queueOf(endpointId).list();
    for (const job of jobs) this.forget(job);
    return jobs.length;
  }

  /** Removes a job altogether; those who wait for it see it cancelled. */
  forget(job: LocalJob): void {
    this.jobs.delete(job.id);
    this.finish(job, { status: 'CANCELLED' });
  }

  forgetEndpoint(endpointId: string): void {
    for (const job of this.of(endpointId)) this.forget(job);
    this.queues.delete(endpointId);
    this.totals.delete(endpointId);
  }

  /** Tells of one job only: thousands may wait for theirs at the same time. */
  watch(job: LocalJob, listener: () => void): Disposable {
    const emitter = this.watchers.get(job) ?? new Emitter<void>();
    this.watchers.set(job, emitter);
    return emitter.event(listener);
  }

  private tell(job: LocalJob): void {
    this.changes.fire(job);
    this.watchers.get(job)?.fire();
  }

  private countRetry(job: LocalJob): void {
    job.retries++;
    this.counters(job.endpointId).retried++;
  }

  private enqueue(job: LocalJob, end: 'front' | 'back'): void {
    job.status = 'IN_QUEUE';
    this.held.delete(job);
    job.queuedAt = this.clock.now();
    job.handedAt = undefined;
    job.chunks = [];
    if (end === 'front') this.queueOf(job.endpointId).giveBack(job);
    else this.queueOf(job.endpointId).push(job);
    this.tell(job);
  }

  private queueOf(endpointId: string): JobQueue {
    const known = this.queues.get(endpointId);
    if (known) return known;
    const fresh = new JobQueue();
    this.queues.set(endpointId, fresh);
    return fresh;
  }
}
