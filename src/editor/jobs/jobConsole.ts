// The console's side of the talk with its panel: what it shows, and what each message does. Knows no panel: whoever has
// one hands in its doors.
import type { Clock } from '../../base/clock';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { parseJsonOrExplain } from '../../base/json';
import type {
  ConsolePlace,
  ConsoleSnapshot,
  Cost,
  FromConsole,
  JobMode,
  RepeatSnapshot,
  ToConsole,
} from '../../protocol/jobConsole';
import { prettyJson } from '../../protocol/prettyJson';
import type { EndpointSubject } from '../subject';
import type { Workers } from '../workers/workers';
import { handOut } from './handOut';
import { fieldsOf, offeredInputs, workersOf } from './inputs';
import type { SessionJob } from './job';
import type { Jobs } from './jobs';

export interface ConsoleDoors {
  send(message: ToConsole): void;
  copy(text: string, what: string): void;
  openDocument(name: string, text: string): void;
  saveBytes(name: string, bytes: Uint8Array): void;
  saveInput(subject: EndpointSubject, request: unknown): void;
  tailLogs(job: SessionJob): void;
  /** The page may load media of this origin from now on. */
  allowOrigin(origin: string): void;
  report(error: unknown, doing: string): void;
}

export interface ConsoleOptions {
  readonly jobs: Jobs;
  readonly workers: Workers;
  readonly clock: Clock;
  readonly timeoutMs: () => number;
  readonly doors: ConsoleDoors;
}

export interface Shown {
  /** Of a job. */
  readonly key?: string;
  readonly input?: string;
  /** The panel has an input of its own, which stays. */
  readonly keep?: true;
}

export class JobConsole implements Disposable {
  private readonly store = new DisposableStore();
  private subject: EndpointSubject | undefined;
  private key: string | undefined;
  private problem: string | undefined;
  private repeat: RepeatSnapshot | undefined;
  private cost: { readonly key: string; readonly value: Cost | undefined } | undefined;
  private stopRepeat = new AbortController();
  private version = 0;
  private seen: SessionJob['read'];
  private place: ConsolePlace = { target: '', endpointId: '', name: '', jobId: undefined };
  private pendingInput: string | undefined;
  private isShown = false;
  private costAsked = '';

  constructor(private readonly options: ConsoleOptions) {
    const { jobs, workers } = options;
    this.store.add(jobs.onChange(job => job.key === this.key && this.changed()));
    this.store.add(workers.onChange(() => this.changed()));
  }

  get title(): string {
    return `Job · ${this.place.name}`;
  }

  /** Shows an endpoint, with one of its jobs or ready for the next. */
  show(subject: EndpointSubject, { key, input, keep }: Shown = {}): void {
    if (subject.endpointId !== this.subject?.endpointId) this.endRepeat();
    this.subject = subject;
    this.key = key;
    this.problem = undefined;
    const job = key === undefined ? undefined : this.options.jobs.get(key);
    const sent = keep || job?.request === undefined ? undefined : prettyJson(job.request);
    const text = input ?? sent;
    if (text !== undefined) this.putInput(text);
    this.changed();
  }

  /** Brought back by VS Code before its endpoint is known again. */
  waitFor(place: ConsolePlace, problem: string): void {
    this.place = place;
    this.problem = problem;
    this.changed();
  }

  /** The panel lost its page; it says `ready` when it has one again. */
  hidden(): void {
    this.isShown = false;
  }

  answer(message: FromConsole): void {
    try {
      this.handle(message);
    } catch (error) {
      this.options.doors.report(error, 'Job Console');
    }
  }

  dispose(): void {
    this.endRepeat();
    this.store.dispose();
  }

  private get job(): SessionJob | undefined {
    return this.key === undefined ? undefined : this.options.jobs.get(this.key);
  }

  private handle(message: FromConsole): void {
    const { job, subject } = this;
    const { doors, jobs } = this.options;
    switch (message.kind) {
      case 'ready':
        this.begin();
        break;
      case 'run':
        this.run(parseJsonOrExplain(message.input, 'The input'), message.mode);
        break;
      case 'repeat':
        void this.runMany(message);
        break;
      case 'stopRepeat':
        this.endRepeat();
        break;
      case 'cancel':
        if (this.key !== undefined) jobs.cancel(this.key);
        break;
      case 'again':
        if (job) this.retry(job);
        break;
      case 'source':
        this.useSource(message.id);
        break;
      case 'saveInput':
        if (subject) doors.saveInput(subject, parseJsonOrExplain(message.input, 'The input'));
        break;
      case 'copyCode':
        void this.copyCode(message);
        break;
      case 'tailLogs':
        if (job) doors.tailLogs(job);
        break;
      default:
        if (job) handOut(job, { version: this.version, doors }, message);
    }
  }

  private run(request: unknown, mode: JobMode): void {
    const { subject, options } = this;
    if (!subject) return;
    const { key, result } = options.jobs.run({ subject, request, mode, timeoutMs: options.timeoutMs() });
    this.key = key;
    // Its end, good or bad, is what the console shows.
    result.catch(() => undefined);
    this.changed();
  }

  private retry(job: SessionJob): void {
    const { key, result } = this.options.jobs.retry(job, this.options.timeoutMs());
    this.key = key;
    result.catch(() => undefined);
    this.changed();
  }

  private async runMany({ input, times, atOnce }: Extract<FromConsole, { kind: 'repeat' }>): Promise<void> {
    const { subject } = this;
    const { doors, clock, timeoutMs } = this.options;
    if (!subject || this.repeat?.isRunning) return;
    this.stopRepeat = new AbortController();
    const { signal } = this.stopRepeat;
    const { endpointId, target } = subject;
    try {
      const request = parseJsonOrExplain(input, 'The input');
      const { repeatJob } = await import('../../flows/repeatJob');
      const onUpdate = (repeat: RepeatSnapshot) => {
        if (this.stopRepeat.signal !== signal) return;
        this.repeat = repeat;
        this.changed();
      };
      const plan = { endpointId, request, times, atOnce, timeoutMs: timeoutMs(), onUpdate };
      await repeatJob(target.cloud, plan, clock, signal);
    } catch (error) {
      doors.report(error, 'Repeat');
    }
  }

  private endRepeat(): void {
    this.stopRepeat.abort();
  }

  private async copyCode({
    language,
    input,
    mode,
  }: Extract<FromConsole, { kind: 'copyCode' }>): Promise<void> {
    const { subject } = this;
    const { doors } = this.options;
    if (!subject) return;
    try {
      const request = parseJsonOrExplain(input, 'The input');
      const { snippetOf } = await import('../../flows/jobSnippets');
      const url = `${subject.target.urls.jobs}/${subject.endpointId}`;
      doors.copy(snippetOf(language, { url, request, mode }), 'The code');
    } catch (error) {
      doors.report(error, 'Copy as Code');
    }
  }

  private useSource(id: string): void {
    const found = this.inputs().find(source => source.id === id);
    if (found) this.putInput(found.text());
  }

  private inputs() {
    const { jobs, workers } = this.options;
    const { endpointId = '', name = '' } = this.subject ?? {};
    const sent = jobs.all.filter(({ subject }) => subject.endpointId === endpointId);
    return offeredInputs(workersOf(workers, name), sent);
  }

  /** The panel shows nothing yet: it is new, or it was hidden. */
  private begin(): void {
    this.isShown = true;
    this.changed();
    const text = this.pendingInput;
    this.pendingInput = undefined;
    if (text !== undefined) this.putInput(text);
  }

  private putInput(text: string): void {
    if (this.isShown) this.options.doors.send({ kind: 'input', text });
    else this.pendingInput = text;
  }

  private changed(): void {
    const { job, subject } = this;
    if (job?.read !== this.seen) {
      this.seen = job?.read;
      this.version++;
    }
    if (subject) {
      const { target, endpointId, name } = subject;
      this.place = { target: target.name, endpointId, name, jobId: job?.snapshot.jobId };
    }
    this.options.doors.send({ kind: 'snapshot', snapshot: this.snapshot() });
    if (job?.snapshot.phase === 'completed') void this.findCost(job);
  }

  private snapshot(): ConsoleSnapshot {
    const { job, subject } = this;
    const targetName = subject && (subject.target.kind === 'local' ? 'Local RunPod' : subject.target.name);
    return {
      endpoint: subject && targetName ? { name: subject.name, targetName } : undefined,
      place: this.place,
      problem: this.problem,
      sources: this.inputs().map(({ id, label, group }) => ({ id, label, group })),
      fields: subject ? fieldsOf(workersOf(this.options.workers, subject.name)) : [],
      job: job?.snapshot,
      outputVersion: this.version,
      cost: this.cost?.key === this.key ? this.cost?.value : undefined,
      repeat: this.repeat,
    };
  }

  private async findCost({ key, subject, snapshot }: SessionJob): Promise<void> {
    const { runMs, loadMs } = snapshot;
    const asked = `${key}/${runMs}/${loadMs}`;
    if (runMs === undefined || this.costAsked === asked) return;
    this.costAsked = asked;
    const { jobCost, onRunPod } = await import('../../flows/jobCost');
    const found = await jobCost(subject.target.cloud, subject.endpointId, {
      runMs,
      // Waiting for a machine and its image is not billed; loading is (runpod docs, serverless/pricing).
      coldStartMs: loadMs,
    }).catch(() => undefined);
    const value = found && subject.target.kind === 'local' ? onRunPod(found) : found;
    this.cost = { key, value };
    if (this.key === key) this.changed();
  }
}
