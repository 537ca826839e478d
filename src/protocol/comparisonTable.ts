// A comparison as rows of text: the same on a terminal, in the panel and in what is copied.
import { duration } from '../base/words';
import type { Comparison, Spread, VariantFigures } from './comparison';

export interface ComparisonTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const unknown = '–';

export function comparisonTable({ variants }: Pick<Comparison, 'variants'>): ComparisonTable {
  return {
    head: ['Variant', 'Ready', 'First job', 'Cold answer', 'Later jobs', 'p95', 'Peak memory'],
    rows: variants.map(rowOf),
  };
}

function rowOf({
  strategy,
  origin,
  ready,
  firstJob,
  coldAnswer,
  laterJobs,
  peakMemoryBytes,
}: VariantFigures) {
  const median = (spread: Spread | undefined) => (spread ? duration(spread.median) : unknown);
  return [
    `${strategy}, ${origin}`,
    median(ready),
    median(firstJob),
    median(coldAnswer),
    median(laterJobs),
    laterJobs ? duration(laterJobs.p95) : unknown,
    peakMemoryBytes === undefined ? unknown : `${Math.round(peakMemoryBytes / 1e6).toLocaleString('en')} MB`,
  ];
}
