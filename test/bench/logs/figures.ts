// Figures of the log bench, and how they stand in its table: what was not run says so, and so does what never came.

/** ms; undefined for what never came. */
export type Figure = number | undefined;

/** Figures of several rounds, or why there are none. */
export type Outcome = readonly Figure[] | string;

/** Best and median. */
export function cell(outcome: Outcome | undefined): string {
  return words(outcome ?? '').padStart(columnCharacters);
}

export const columnCharacters = 24;

function words(outcome: Outcome): string {
  if (typeof outcome === 'string') return outcome;
  const sorted = numbers(outcome);
  if (sorted.length === 0) return 'never came';
  if (outcome.length === 1) return (sorted[0] ?? 0).toFixed(0);
  return `${(sorted[0] ?? 0).toFixed(0)} / ${median(outcome).toFixed(0)}`;
}

/** What never came counts as slower than all that did. */
export function median(figures: readonly Figure[]): number {
  return numbers(figures)[Math.floor(figures.length / 2)] ?? Number.NaN;
}

/** Ascending. */
function numbers(figures: readonly Figure[]): number[] {
  return figures
    .filter(ms => ms !== undefined && !Number.isNaN(ms))
    .sort((a, b) => (a ?? 0) - (b ?? 0)) as number[];
}
