// Follows the steps of a build: how long each takes, what it fetches, which came from the cache and what it added to
// the image. While a step runs its time is told every second, so that nobody takes a long one for a dead one.
import type { Clock } from '../base/clock';
import type { Progress } from '../base/ports';
import { count, duration, formatBytes } from '../base/words';
import type { BuildEvent, HistoryEntry } from '../image/engine';
import { squeeze } from '../image/instructionText';
import { instructionOf } from '../image/report/instruction';

export interface StepTime {
  readonly name: string;
  readonly seconds: number;
  readonly cached: boolean;
  /** Uncompressed bytes it added to the image; undefined where the engine does not tell. */
  readonly bytes?: number | undefined;
}

export interface StepWatchOptions {
  /** What is built, for the progress: `Build`. */
  readonly title: string;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Gets every event, steps that are done with their seconds. */
  readonly onEvent?: ((event: BuildEvent) => void) | undefined;
}

export interface StepWatch {
  readonly onEvent: (event: BuildEvent) => void;
  /** In the order they ended. */
  readonly times: readonly StepTime[];
  /** Tells no more. */
  dispose(): void;
}

interface OpenStep {
  readonly name: string;
  readonly startMs: number;
  fetched: string;
}

const tickMs = 1_000;
/** Shorter steps are not worth a clock. */
const quietMs = 2_000;

export function watchSteps({ title, clock, progress, onEvent }: StepWatchOptions): StepWatch {
  const times: StepTime[] = [];
  const open = new Map<number, OpenStep>();
  let total = 0;
  const report = () => {
    const [index, step] = [...open].at(-1) ?? [];
    if (index === undefined || !step) return;
    const hits = times.filter(({ cached }) => cached).length;
    const ranMs = clock.now() - step.startMs;
    const notes = [ranMs >= quietMs ? duration(ranMs) : '', step.fetched].filter(Boolean).join(', ');
    progress.report({
      message: `${title}, step ${index} of ${total}${hits > 0 ? ` (${hits} from the cache)` : ''}: ${step.name}${notes && ` (${notes})`}`,
      fraction: total > 0 ? (index - 1) / total : 0,
    });
  };
  const close = (index: number, cached: boolean): number | undefined => {
    const step = open.get(index);
    if (!step) return undefined;
    open.delete(index);
    const seconds = secondsSince(step.startMs, clock);
    times.push({ name: step.name, seconds, cached });
    return seconds;
  };
  const timer = clock.every(tickMs, report);
  return {
    times,
    dispose: () => timer.dispose(),
    onEvent(event) {
      if (event.kind === 'stepDone') {
        const seconds = close(event.index, event.cached);
        onEvent?.(seconds === undefined ? event : { ...event, seconds });
        return;
      }
      onEvent?.(event);
      if (event.kind === 'step') {
        total = event.total;
        open.set(event.index, { name: event.name, startMs: clock.now(), fetched: '' });
      }
      const step = event.kind === 'transfer' ? open.get(event.index) : undefined;
      if (event.kind === 'transfer' && step)
        step.fetched = `${formatBytes(event.currentBytes)} of ${formatBytes(event.totalBytes)}`;
      if (event.kind === 'step' || event.kind === 'transfer') report();
    },
  };
}

const layered = /^(RUN|COPY|ADD|WORKDIR)\b/i;

/** Says of each step what it added, by the history of the image: both keep the order of the Dockerfile. */
export function withBytes(times: readonly StepTime[], history: readonly HistoryEntry[]): StepTime[] {
  const left = history.map(({ createdBy, bytes }) => ({ words: instructionOf(createdBy), bytes }));
  return [...times]
    .reverse()
    .map(time => {
      if (!layered.test(time.name)) return time;
      const at = left.findLastIndex(({ words }) => isOf(words, time.name));
      if (at < 0) return time;
      const [entry] = left.splice(at);
      return { ...time, bytes: entry?.bytes };
    })
    .reverse();
}

/** The classic builder names what it copied by its digest alone, and shells are spelled in many ways. */
function isOf(words: string, name: string): boolean {
  const [keyword = '', ...rest] = squeeze(name).split(' ');
  if (words.startsWith(`${keyword} … `)) return true;
  const start = `${keyword} ${rest.join(' ')}`.slice(0, 40);
  return words.startsWith(start) || (keyword === 'RUN' && words.includes(rest.join(' ')));
}

/** A line for each step: time, cache, bytes. */
export function stepTable(times: readonly StepTime[]): string[] {
  const hits = times.filter(({ cached }) => cached).length;
  return [
    `${count(times.length, 'step')}, ${hits} from the cache`,
    ...times.map(({ name, seconds, cached, bytes }) => {
      const time = cached ? 'cached' : duration(seconds * 1000);
      const size = bytes === undefined ? '' : formatBytes(bytes);
      return `${time.padStart(11)} ${size.padStart(10)}  ${squeeze(name).slice(0, 120)}`;
    }),
  ];
}

/** To a hundredth of a second. */
export function secondsSince(startMs: number, clock: Clock): number {
  return Math.round((clock.now() - startMs) / 10) / 100;
}
