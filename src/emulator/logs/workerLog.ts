// The log of one worker: what it printed (`container`) and what happened to it (`system`). Lines outlive the worker.
// A worker that floods (an SDK without its server writes thousands of lines a second) is cut to a line budget, and says so.
import { type Clock, isoTime } from '../../base/clock';
import { Emitter } from '../../base/emitter';
import type { LogSource } from '../../wire/logEvent';
import { defaultSettings, type Settings } from '../settings';

export interface WorkerLine {
  /** Opaque to readers: the time, and a number that orders lines of one time. */
  readonly id: string;
  readonly sequence: number;
  readonly source: LogSource;
  readonly line: string;
  readonly ts: string;
}

export interface LineQuery {
  readonly source?: LogSource | undefined;
  readonly tail: number;
  readonly since?: number | undefined;
  readonly lastEventId?: string | undefined;
}

export type LogLimits = Pick<Settings, 'logLinesPerSecond' | 'logLinesKept'>;

const maxLineLength = 16_384;

export class WorkerLog {
  private readonly lines: WorkerLine[] = [];
  private readonly emitter = new Emitter<WorkerLine>();
  private sequence = 0;
  private second = 0;
  private inSecond = 0;
  private leftOut = 0;
  private startedAt = 0;
  /** When its worker was removed, ms since the epoch. */
  removedAt: number | undefined;
  readonly added = this.emitter.event;

  constructor(
    private readonly clock: Clock,
    private readonly limits: LogLimits = defaultSettings,
  ) {}

  readonly write = (source: LogSource, line: string): void => {
    if (source === 'system') {
      if (line.startsWith('remove container')) this.removedAt = this.clock.now();
      this.add(source, line);
    } else if (this.withinBudget()) this.add(source, line.slice(0, maxLineLength));
    else this.leftOut++;
  };

  /** Marks the start of a process, so that `sinceStart` knows what belongs to it. */
  markStart(): void {
    this.startedAt = this.sequence;
  }

  /** Drops what the worker printed: it went down with its machine. */
  forgetOutput(): void {
    const kept = this.lines.filter(line => line.source === 'system');
    this.lines.splice(0, this.lines.length, ...kept);
  }

  /** Container lines of the running or last process, newest last. */
  sinceStart(): readonly string[] {
    return this.lines
      .filter(line => line.source === 'container' && line.sequence > this.startedAt)
      .map(line => line.line);
  }

  query({ source, tail, since, lastEventId }: LineQuery): readonly WorkerLine[] {
    const lines = source === undefined ? this.lines : this.lines.filter(line => line.source === source);
    const after = lastEventId === undefined ? undefined : sequenceOf(lastEventId);
    if (after !== undefined) return lines.filter(line => line.sequence > after);
    if (lastEventId !== undefined) return sinceTime(lines, Date.parse(lastEventId));
    if (since !== undefined) return sinceTime(lines, since);
    return tail === 0 ? [] : lines.slice(-tail);
  }

  /** Up to so many of the lines after the one of that number, oldest first; those that were let go are left out. */
  after(sequence: number, most: number): readonly WorkerLine[] {
    const { lines } = this;
    let low = 0;
    for (let high = lines.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((lines[middle]?.sequence ?? 0) <= sequence) low = middle + 1;
      else high = middle;
    }
    return lines.slice(low, low + most);
  }

  /** The number of the line that came last; 0 before any. */
  get last(): number {
    return this.sequence;
  }

  private add(source: LogSource, line: string): void {
    const ts = isoTime(this.clock.now());
    const sequence = ++this.sequence;
    const entry = { id: `${ts}/${String(sequence).padStart(12, '0')}`, sequence, source, line, ts };
    this.lines.push(entry);
    const { logLinesKept } = this.limits;
    // A tenth at a time: moving all lines for each that comes would cost more than writing it.
    if (this.lines.length > logLinesKept * 1.1) this.lines.splice(0, this.lines.length - logLinesKept);
    this.emitter.fire(entry);
  }

  private withinBudget(): boolean {
    const second = Math.floor(this.clock.now() / 1000);
    if (second !== this.second) {
      this.second = second;
      this.inSecond = 0;
      if (this.leftOut > 0)
        this.add('system', `${this.leftOut} lines of output were left out: too many a second.`);
      this.leftOut = 0;
    }
    return ++this.inSecond <= this.limits.logLinesPerSecond;
  }
}

function sequenceOf(id: string): number | undefined {
  const digits = /\/(\d+)$/.exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function sinceTime(lines: readonly WorkerLine[], since: number): readonly WorkerLine[] {
  return Number.isNaN(since) ? lines : lines.filter(line => Date.parse(line.ts) >= since);
}
