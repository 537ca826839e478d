// Marks on an axis that would lie on one another, side by side: what explains a restart is not hidden by it. Pure.

/** `places` ascend; each comes back at least `apart` after the one before, as near to its own as that allows, up to `end`. */
export function spread(places: readonly number[], apart: number, end: number): number[] {
  const moved: number[] = [];
  for (const place of places) moved.push(Math.max(place, (moved.at(-1) ?? Number.NEGATIVE_INFINITY) + apart));
  // What was pushed beyond the end is pushed back, as far as there is room.
  for (let at = moved.length - 1, limit = end; at >= 0; at--, limit -= apart)
    moved[at] = Math.max(0, Math.min(moved[at] ?? 0, limit));
  return moved;
}
