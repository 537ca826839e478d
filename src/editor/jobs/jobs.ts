// The jobs sent from here, of this session and of earlier ones: sends them, follows them, writes them down and tells
// whoever shows them. Newest first, at most 100 kept.
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/emitter';
import type { Verdict } from '../../doctor/verdict';
import type { JobResult, RunJobOptions } from '../../flows/runJob';
import type { JobMode } from '../../protocol/jobConsole';
import type { JobRecord } from '../../state/jobRecord';
import type { Job } from '../../wire/job';
import type { EndpointSubject } from '../subject';
import { brokenJob, finishedJob, isOpen, type SessionJob, startedJob, updatedJob } from './job';
import type { KeepJob } from './keepJobs';
import { jobFrom, recordOf } from './keptJob';
import type { StartTimes } from './startTimes';

const maxKept = 100;

export interface RunRequest {
  readonly subject: EndpointSubject;
  readonly request: unknown;
  readonly timeoutMs: number;
  /** `run` by default. */
  readonly mode?: JobMode;
}

interface Sending extends RunRequest {
  /** Instead of sending it: the job is there already. */
  readonly again?: (signal: AbortSignal) => Promise<Job>;
  readonly ifGivenUp?: 'leave' | 'cancel';
}

export interface JobsOptions {
  readonly keep?: KeepJob;
  /** How much of the wait of a job that ended was the start of its worker, where that is known. */
  readonly startTimes?: (job: SessionJob) => Promise<StartTimes | undefined>;
}

export class Jobs implements Disposable {
  private readonly changed = new Emitter<SessionJob>();
  private readonly stops = new Map<string, AbortController>();
  private list: readonly SessionJob[] = [];
  private sent = 0;
  readonly onChange: Event<SessionJob> = this.changed.event;

  constructor(
    private readonly clock: Clock,
    private readonly options: JobsOptions = {},
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
  run(sending: RunRequest): {
    readonly key: string;
    readonly result: Promise<JobResult>;
  } {
    const key = `job-${++this.sent}`;
    return { key, result: this.begin(key, sending) };
  }

  /** Takes up jobs of earlier sessions, oldest first; those that have not ended are followed again. */
  restore(target: EndpointSubject['target'], records: readonly JobRecord[], timeoutMs: number): void {
    const isKnown = ({ jobId, endpointId }: JobRecord) =>
      this.list.some(
        ({ subject, snapshot }) => subject.endpointId === endpointId && snapshot.jobId === jobId,
      );
    const found = records.filter(record => !isKnown(record)).map(record => jobFrom(record, target));
    const newest = [...this.list, ...found].sort((a, b) => b.sentMs - a.sentMs);
    this.list = newest.filter((job, index) => index < maxKept || isOpen(job));
    for (const job of found.filter(isOpen)) this.takeUp(job, timeoutMs);
    const [last] = found;
    if (last) this.changed.fire(last);
  }

  /** Queues a job again under its own id, and follows it. One that the platform never had is sent anew. */
  retry(job: SessionJob, timeoutMs: number): ReturnType<Jobs['run']> {
    const { subject, request } = job;
    const { jobId } = job.snapshot;
    if (jobId === undefined) return this.run({ subject, request, timeoutMs });
    const again = (signal: AbortSignal) => subject.target.cloud.jobs.retry(subject.endpointId, jobId, signal);
    return { key: job.key, result: this.begin(job.key, { subject, request, timeoutMs, again }) };
  }

  /** Cancels it here and on the platform. */
  cancel(key: string): void {
    this.stops.get(key)?.abort();
  }

  /** Says beside every job that waits what the doctor says of its endpoint. */
  tellWhy(verdicts: { of(target: string, endpointId: string): Pick<Verdict, 'summary'> | undefined }): void {
    for (const job of this.list) {
      const { subject, snapshot } = job;
      const verdict = verdicts.of(subject.target.name, subject.endpointId);
      const waits = snapshot.phase === 'queued' && snapshot.jobId !== undefined;
      if (!waits || !verdict || snapshot.note === verdict.summary) continue;
      this.put({ ...job, snapshot: { ...snapshot, note: verdict.summary } });
    }
  }

  dispose(): void {
    for (const stop of this.stops.values()) stop.abort();
    this.changed.dispose();
  }

  private begin(key: string, sending: Sending): Promise<JobResult> {
    const { subject, request } = sending;
    this.put(startedJob(key, subject, { request, sentMs: this.clock.now() }));
    return this.follow(key, sending);
  }

  private takeUp({ key, subject, request, snapshot }: SessionJob, timeoutMs: number): void {
    const again = async (signal: AbortSignal) =>
      subject.target.cloud.jobs.status(subject.endpointId, snapshot.jobId ?? '', signal);
    // What went wrong is shown with the job; nobody waits for it.
    this.follow(key, { subject, request, timeoutMs, again, ifGivenUp: 'leave' }).catch(() => undefined);
  }

  private async follow(key: string, sending: Sending): Promise<JobResult> {
    const stop = new AbortController();
    this.stops.set(key, stop);
    const { keep = async () => undefined } = this.options;
    const change = (next: (job: SessionJob) => SessionJob) => {
      const job = this.get(key);
      if (job) this.put(next(job));
    };
    const save = async (seen: Job, endedMs?: number) => {
      const job = this.get(key);
      if (job) await keep(job.subject, recordOf(job, seen, endedMs));
    };
    let status: string | undefined;
    const onUpdate: RunJobOptions['onUpdate'] = update => {
      change(job => updatedJob(job, update));
      if (status !== update.job.status) void save(update.job);
      status = update.job.status;
    };
    try {
      const result = await this.send(sending, onUpdate, stop.signal);
      change(job => finishedJob(job, result));
      // RunPod forgets a result after 30 minutes, after one when it was waited for.
      await save(result.job, this.clock.now());
      void this.splitWait(key);
      return result;
    } catch (error) {
      change(job => brokenJob(job, error));
      throw error;
    } finally {
      this.stops.delete(key);
    }
  }

  private async send(
    { subject, request, timeoutMs, mode = 'run', again, ifGivenUp = 'cancel' }: Sending,
    onUpdate: RunJobOptions['onUpdate'],
    signal: AbortSignal,
  ): Promise<JobResult> {
    const { runJob } = await import('../../flows/runJob');
    const sent = await again?.(signal);
    const options: RunJobOptions = {
      endpointId: subject.endpointId,
      request,
      ...(sent && { sent }),
      send: mode === 'runsync' ? 'runsync' : 'run',
      output: mode === 'stream' ? 'stream' : 'whole',
      timeoutMs,
      whenAbandoned: ifGivenUp,
      ...(onUpdate && { onUpdate }),
    };
    return runJob(subject.target.cloud, options, { clock: this.clock }, signal);
  }

  /** Tells the start of the worker apart from the wait; the job is shown before that is known. */
  private async splitWait(key: string): Promise<void> {
    const job = this.get(key);
    const times = job && (await this.options.startTimes?.(job).catch(() => undefined));
    const now = this.get(key);
    if (now && times) this.put({ ...now, snapshot: { ...now.snapshot, ...times } });
  }

  private put(job: SessionJob): void {
    const others = this.list.filter(other => other.key !== job.key);
    const at = this.list.findIndex(other => other.key === job.key);
    const open = [...others.slice(0, Math.max(at, 0)), job, ...others.slice(Math.max(at, 0))];
    this.list = open.filter((kept, index) => index < maxKept || isOpen(kept));
    this.changed.fire(job);
  }
}
