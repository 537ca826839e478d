// Applies fixes to texts. Fixes that touch the same place wait for the next round: the caller checks again and comes back.
import { applyEdits, comparePositions, type TextEdit } from '../base/text';
import type { Fix } from '../rules/rule';

/** The texts that change, by path. `texts` holds what the fixes were computed against; others are left alone. */
export function applyFixes(texts: ReadonlyMap<string, string>, fixes: readonly Fix[]): Map<string, string> {
  const taken = new Map<string, TextEdit[]>();
  for (const fix of fixes) {
    const known = fix.edits.every(({ path }) => texts.has(path));
    const free = fix.edits.every(({ path, edits }) =>
      edits.every(edit => !(taken.get(path) ?? []).some(other => touches(edit, other))),
    );
    if (!known || !free) continue;
    for (const { path, edits } of fix.edits) taken.set(path, [...(taken.get(path) ?? []), ...edits]);
  }
  const changed = new Map<string, string>();
  for (const [path, edits] of taken) {
    const before = texts.get(path) ?? '';
    const after = applyEdits(before, edits);
    if (after !== before) changed.set(path, after);
  }
  return changed;
}

/** Overlapping, or inserting at the same place. */
function touches(a: TextEdit, b: TextEdit): boolean {
  return (
    comparePositions(a.range.start, b.range.end) <= 0 && comparePositions(b.range.start, a.range.end) <= 0
  );
}
