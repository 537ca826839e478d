// What happened to one worker, over time: states, jobs, and the moments that explain the rest.

export type WorkerState = 'initializing' | 'idle' | 'running' | 'throttled' | 'unhealthy' | 'down';

export interface StateSpan {
  readonly state: WorkerState;
  readonly fromMs: number;
  /** Undefined while it lasts. */
  toMs: number | undefined;
}

export interface JobSpan {
  readonly jobId: string;
  readonly fromMs: number;
  toMs: number | undefined;
  outcome: 'running' | 'finished' | 'failed' | 'lost';
}

/** `init-timeout`: it was not ready in time and was killed. */
export type MomentKind = 'restart' | 'init-timeout' | 'crash' | 'stop';

export interface Moment {
  readonly kind: MomentKind;
  readonly atMs: number;
  /** One sentence. */
  readonly text: string;
}

const maxSpans = 400;
/** Platform default 420 s; a worker that goes after initializing for this long was killed for it. */
const initTimeoutFromMs = 400_000;

export class Track {
  readonly states: StateSpan[] = [];
  readonly jobs: JobSpan[] = [];
  readonly moments: Moment[] = [];
  private starts = 0;
  /** When its process began. */
  startedMs = Number.NEGATIVE_INFINITY;
  private wasReady = false;
  /** When a line last told a state: a poll that is a moment older must not take it back. */
  toldMs = Number.NEGATIVE_INFINITY;

  constructor(readonly workerId: string) {}

  get state(): WorkerState | undefined {
    const last = this.states.at(-1);
    return last?.toMs === undefined ? last?.state : undefined;
  }

  enter(state: WorkerState, atMs: number): void {
    if (state === 'idle' || state === 'running') this.wasReady = true;
    if (this.state === state) return;
    this.endState(atMs);
    this.states.push({ state, fromMs: atMs, toMs: undefined });
    if (this.states.length > maxSpans) this.states.shift();
  }

  /** A process begins. */
  start(atMs: number): void {
    this.starts++;
    this.startedMs = atMs;
    if (this.starts > 1) this.note('restart', atMs, `Started again, for the ${ordinal(this.starts)} time.`);
    this.wasReady = false;
    this.enter('initializing', atMs);
  }

  /** The process ended, or the worker is gone. */
  end(atMs: number, next: 'down' | 'gone'): void {
    const last = this.states.at(-1);
    const waitedMs = last?.state === 'initializing' ? atMs - last.fromMs : 0;
    if (!this.wasReady && waitedMs >= initTimeoutFromMs && this.moments.at(-1)?.kind !== 'init-timeout') {
      const words = `Gone after ${Math.round(waitedMs / 1000)} s of initializing: killed at the init timeout.`;
      this.note('init-timeout', atMs, words);
    }
    for (const job of this.jobs)
      if (job.toMs === undefined) Object.assign(job, { toMs: atMs, outcome: 'lost' });
    if (next === 'down') this.enter('down', atMs);
    else this.endState(atMs);
  }

  jobStarted(jobId: string, atMs: number): void {
    this.jobs.push({ jobId, fromMs: atMs, toMs: undefined, outcome: 'running' });
    if (this.jobs.length > maxSpans) this.jobs.shift();
    this.enter('running', atMs);
  }

  jobEnded(jobId: string, atMs: number): void {
    const job = this.jobs.findLast(open => open.jobId === jobId && open.toMs === undefined);
    if (job) job.toMs = atMs;
    if (job?.outcome === 'running') job.outcome = 'finished';
    if (!this.jobs.some(open => open.toMs === undefined)) this.enter('idle', atMs);
  }

  jobFailed(jobId: string): void {
    const job = this.jobs.findLast(known => known.jobId === jobId);
    if (job) job.outcome = 'failed';
  }

  note(kind: MomentKind, atMs: number, text: string): void {
    this.moments.push({ kind, atMs, text });
    if (this.moments.length > maxSpans) this.moments.shift();
  }

  private endState(atMs: number): void {
    const last = this.states.at(-1);
    if (last && last.toMs === undefined) last.toMs = Math.max(atMs, last.fromMs);
  }
}

function ordinal(n: number): string {
  const ending = n % 100 > 10 && n % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}
