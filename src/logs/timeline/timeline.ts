// The lives of an endpoint's workers, put together from what the platform says of them when it is asked, from their
// system lines and from the SDK's own. Lines are exact and come for gone workers too; polls know what no line tells.
import type { LogSource } from '../../wire/logEvent';
import { type LineLevel, type TailItem, timeOf } from '../line';
import { type ParsedLine, parseLine } from '../parseLine';
import { Track, type WorkerState } from './track';

export interface PolledWorker {
  readonly id: string;
  /** As REST v2 says it. */
  readonly status: string;
}

const polledStates: Readonly<Record<string, WorkerState>> = {
  RUNNING: 'running',
  IDLE: 'idle',
  INITIALIZING: 'initializing',
  THROTTLED: 'throttled',
  UNHEALTHY: 'unhealthy',
};
const linesWinForMs = 5_000;

const starts = /^start container (?!.*\bfailed)/;
const preparing = /^(?:create container|pulling|pull|image pull|.*\b(?:Pulling|Downloading|Extracting)\b)/i;
const killedInInit = /not ready within (.+?) .*killed/i;
const ended = /\b(?:exited with code (\S+)|was ended by (\S+))/;
const restarts = /^restart container [^:]*:?\s*(.*)$/;
const stops = /^stop container [^:]*:?\s*(.*)$/;
const gone = /^remove container/;
const ready = /^--- Starting Serverless Worker/;
const started = /^Started\./;
const finished = /^(?:Finished\.|Job stopped\.)/;

type Said = Pick<LifeLine, 'text' | 'jobId' | 'level'>;

export interface LifeLine {
  readonly text: string;
  readonly jobId?: string | undefined;
  readonly level?: LineLevel | undefined;
  readonly workerId: string;
  readonly source: LogSource;
  /** ms since the epoch. */
  readonly tsMs: number;
}

/** Every system line may; of a worker's own, the SDK's about itself and its jobs. */
export function tellsOfLife(source: LogSource, { text, jobId, level }: ParsedLine): boolean {
  if (source === 'system' || ready.test(text)) return true;
  return jobId !== undefined && (level === 'ERROR' || started.test(text) || finished.test(text));
}

export class Timeline {
  private readonly workers = new Map<string, Track>();
  private listed = new Set<string>();

  /** By the order in which they appeared. */
  get tracks(): readonly Track[] {
    return [...this.workers.values()];
  }

  /** The first and the last moment known. */
  get span(): { readonly fromMs: number; readonly toMs: number } | undefined {
    const times = this.tracks.flatMap(track => [
      ...track.states.flatMap(({ fromMs, toMs }) => [fromMs, toMs ?? fromMs]),
      ...track.moments.map(({ atMs }) => atMs),
    ]);
    if (times.length === 0) return undefined;
    const bounds = (a: readonly number[], pick: (...n: number[]) => number) => a.reduce((x, y) => pick(x, y));
    return { fromMs: bounds(times, Math.min), toMs: bounds(times, Math.max) };
  }

  /** What the platform says of its workers now. */
  poll(atMs: number, workers: readonly PolledWorker[]): void {
    for (const { id, status } of workers) {
      const track = this.trackOf(id);
      const state = polledStates[status];
      if (state && atMs - track.toldMs >= linesWinForMs) track.enter(state, atMs);
    }
    const now = new Set(workers.map(worker => worker.id));
    for (const id of this.listed) if (!now.has(id)) this.trackOf(id).end(atMs, 'gone');
    this.listed = now;
  }

  /** `said` is what `parseLine` finds in the line, for who has it already. */
  take(item: TailItem, said?: ParsedLine): void {
    if ('gap' in item) return;
    const { workerId, source } = item;
    const parsed = said ?? parseLine(item.line);
    if (tellsOfLife(source, parsed)) this.hear({ ...parsed, workerId, source, tsMs: timeOf(item) });
  }

  /** Takes a line that tells of its worker's life. */
  hear({ workerId, source, tsMs, ...said }: LifeLine): void {
    if (source === 'system') this.system(this.trackOf(workerId), said.text, tsMs);
    else this.container(this.trackOf(workerId), said, tsMs);
  }

  private container(track: Track, { text, jobId, level }: Said, atMs: number): void {
    if (ready.test(text)) this.told(track, 'idle', atMs);
    else if (jobId === undefined) return;
    else if (started.test(text)) track.jobStarted(jobId, atMs);
    else if (finished.test(text)) track.jobEnded(jobId, atMs);
    else if (level === 'ERROR') track.jobFailed(jobId);
    else return;
    track.toldMs = atMs;
  }

  private system(track: Track, line: string, atMs: number): void {
    const killed = killedInInit.exec(line);
    const exit = ended.exec(line);
    const restart = restarts.exec(line);
    if (killed)
      track.note('init-timeout', atMs, `Not ready within ${killed[1]} s, the init timeout: killed.`);
    else if (starts.test(line)) track.start(atMs);
    else if (restart) track.note('restart', atMs, `Restarted: ${restart[1] || 'no reason given'}.`);
    else if (stops.test(line))
      track.note('stop', atMs, `Stopped: ${stops.exec(line)?.[1] || 'no reason given'}.`);
    else if (gone.test(line)) track.end(atMs, 'gone');
    else if (exit) this.exited(track, exit, atMs);
    else if (preparing.test(line) && track.state === undefined) track.enter('initializing', atMs);
    else return;
    track.toldMs = atMs;
  }

  private exited(track: Track, [how = '', code, signal]: RegExpExecArray, atMs: number): void {
    // The platform says it of the container, and again of its worker.
    if (track.state === 'down') return;
    const last = track.moments.at(-1);
    // What was noted with the start of this process explains nothing of its end.
    const isOfThisRun = last !== undefined && last.atMs > track.startedMs && atMs - last.atMs < 15_000;
    const isExplained = isOfThisRun && last.kind !== 'crash';
    if (!isExplained && (code !== '0' || signal)) track.note('crash', atMs, `The worker ${how.trim()}.`);
    track.end(atMs, 'down');
  }

  private told(track: Track, state: WorkerState, atMs: number): void {
    track.enter(state, atMs);
    track.toldMs = atMs;
  }

  private trackOf(workerId: string): Track {
    const known = this.workers.get(workerId);
    if (known) return known;
    const track = new Track(workerId);
    this.workers.set(workerId, track);
    return track;
  }
}
