// From single starts to the figures of a variant. Pure.
import type { Spread, VariantFigures } from '../../protocol/comparison';
import type { Start } from './measureStart';
import type { Variant } from './variants';

/** Undefined for no samples. */
export function spreadOf(samples: readonly number[]): Spread | undefined {
  if (samples.length === 0) return undefined;
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = Number.isInteger(middle)
    ? ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
    : (sorted[Math.floor(middle)] ?? 0);
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
  return { median, p95, samples };
}

export function figuresOf(
  { strategy, origin }: Pick<Variant, 'strategy' | 'origin'>,
  starts: readonly Start[],
  failure?: string,
): VariantFigures {
  const peaks = starts.flatMap(({ peakMemoryBytes }) => peakMemoryBytes ?? []);
  return {
    strategy,
    origin,
    ready: spreadOf(starts.map(({ readyMs }) => readyMs)),
    firstJob: spreadOf(starts.map(({ firstJobMs }) => firstJobMs)),
    coldAnswer: spreadOf(starts.map(({ coldAnswerMs }) => coldAnswerMs)),
    laterJobs: spreadOf(starts.flatMap(({ laterJobsMs }) => laterJobsMs)),
    peakMemoryBytes: peaks.length > 0 ? Math.max(...peaks) : undefined,
    failure,
  };
}
