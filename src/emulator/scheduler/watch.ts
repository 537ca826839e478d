// Watches jobs: execution timeout, time to live, retention, and results that never arrived.
// A worker that keeps on with a job after its time is restarted, because a busy handler cannot hear a stop.
import { isTerminal } from '../../wire/job';
import { errorLineFor } from '../logs/evidence';
import type { LocalJob } from '../store/job';
import type { FleetContext } from './context';
import type { Scheduler } from './scheduler';
import type { LocalWorker } from './worker';

const stopAgainMs = 1_000;

export class JobWatch {
  constructor(
    private readonly context: FleetContext,
    private readonly scheduler: Scheduler,
  ) {}

  tick(): void {
    for (const job of this.context.jobs.all()) this.check(job);
    for (const worker of this.scheduler.allWorkers()) {
      this.checkStopping(worker);
      this.checkSuspects(worker);
    }
  }

  /** The worker asked for a job. With none in progress it cannot still have one that it took before. */
  tookPoll(worker: LocalWorker, inProgress: 'some' | 'none'): void {
    if (inProgress === 'some') return;
    worker.stopping.clear();
    for (const job of this.context.jobs.heldBy(worker.id)) this.suspect(worker, job);
  }

  /** The worker listed the jobs it has. */
  pinged(worker: LocalWorker, jobIds: readonly string[]): void {
    if (jobIds.length > 0) worker.namesJobs = true;
    for (const id of [...worker.stopping.keys()]) if (!jobIds.includes(id)) worker.stopping.delete(id);
    if (!worker.namesJobs) return;
    const settledMs = 2 * this.context.settings.pingIntervalMs;
    for (const job of this.context.jobs.heldBy(worker.id)) {
      const age = this.context.clock.now() - (job.handedAt ?? 0);
      if (jobIds.includes(job.id)) worker.suspects.delete(job.id);
      else if (age > settledMs) this.suspect(worker, job);
    }
  }

  private check(job: LocalJob): void {
    const { clock, settings, jobs } = this.context;
    const now = clock.now();
    if (isTerminal(job.status)) {
      if (now >= (job.finishedAt ?? 0) + job.submission.keepMs) jobs.forget(job);
    } else if (this.context.debugging.of(job.endpointId)) return;
    else if (now >= job.expiresAt) this.expire(job);
    else if (job.status === 'IN_PROGRESS') {
      const limitMs = job.submission.executionTimeoutMs || settings.executionTimeoutMs;
      if (now - (job.handedAt ?? now) >= limitMs) this.timeOut(job, limitMs);
    }
  }

  /** In the queue: TIMED_OUT. In progress: forgotten, so that its status is 404. */
  private expire(job: LocalJob): void {
    const { jobs } = this.context;
    if (job.status === 'IN_QUEUE') {
      const error = `The job waited in the queue for longer than its ttl of ${job.submission.ttlMs / 1000} s.`;
      jobs.finish(job, { status: 'TIMED_OUT', error });
      return;
    }
    this.halt(job);
    jobs.forget(job);
  }

  private timeOut(job: LocalJob, limitMs: number): void {
    const worker = this.workerOf(job);
    worker?.log.write('system', `job ${job.id} ran for longer than ${limitMs / 1000} s: timed out`);
    const error = `The job ran for longer than its execution timeout of ${limitMs / 1000} s.`;
    this.context.jobs.finish(job, { status: 'TIMED_OUT', error });
    this.halt(job);
  }

  /** Makes the worker let go of a job: it is told if it listens (SDK 1.10 and newer), else restarted. */
  private halt(job: LocalJob): void {
    const worker = this.workerOf(job);
    if (!worker) return;
    const patienceMs = this.context.settings.jobStopGraceMs;
    if (worker.stopsJobs) this.tellToStop(worker, job.id, patienceMs);
    else this.scheduler.restart(worker, `its SDK cannot stop job ${job.id}`);
  }

  /** Tells a worker to stop a job, again and again until it has let go: the SDK overlooks a stop that comes early. */
  tellToStop(worker: LocalWorker, jobId: string, patienceMs: number): void {
    const now = this.context.clock.now();
    worker.mailbox.stopJob(jobId);
    worker.stopping.set(jobId, { again: now + stopAgainMs, patienceEnds: now + patienceMs });
  }

  private checkStopping(worker: LocalWorker): void {
    const now = this.context.clock.now();
    for (const [jobId, stop] of worker.stopping) {
      if (now >= stop.patienceEnds) {
        this.scheduler.restart(worker, `it went on with job ${jobId} after it was told to stop`);
        return;
      }
      if (now < stop.again) continue;
      worker.mailbox.stopJob(jobId);
      stop.again = now + stopAgainMs;
    }
  }

  private suspect(worker: LocalWorker, job: LocalJob): void {
    if (worker.suspects.has(job.id)) return;
    worker.suspects.set(job.id, this.context.clock.now() + this.context.settings.lostResultGraceMs);
  }

  private checkSuspects(worker: LocalWorker): void {
    const now = this.context.clock.now();
    for (const [jobId, certainAt] of worker.suspects) {
      const job = this.context.jobs.get(worker.endpointId, jobId);
      if (job?.status !== 'IN_PROGRESS' || job.workerId !== worker.id) worker.suspects.delete(jobId);
      else if (now >= certainAt) this.lost(worker, job);
    }
  }

  private lost(worker: LocalWorker, job: LocalJob): void {
    worker.suspects.delete(job.id);
    const cause = errorLineFor(worker.log.sinceStart(), job.id);
    const summary = `The worker is done with job ${job.id}, but its result never arrived.`;
    worker.log.write('system', [summary, cause && `Its log says: ${cause}`].filter(Boolean).join(' '));
    const hint = 'On RunPod this job would stay IN_PROGRESS until its execution timeout.';
    const error = [summary, cause && `The worker's log says: ${cause}`, hint].filter(Boolean).join('\n');
    this.context.jobs.finish(job, { status: 'FAILED', error });
  }

  private workerOf(job: LocalJob): LocalWorker | undefined {
    return job.workerId === undefined ? undefined : this.scheduler.worker(job.endpointId, job.workerId);
  }
}
