// A fix that belongs to a group is made in all workers of the workspace at once: each knows its own files only.
import { count } from '../base/words';
import type { Diagnostic, Fix } from '../rules/rule';

/** `fix` with the edits of its group in files that it does not reach itself. */
export function widenFix(fix: Fix, all: readonly Diagnostic[]): Fix {
  if (fix.group === undefined) return fix;
  const edits = new Map(fix.edits.map(one => [one.path, one]));
  const others = all.flatMap(({ fixes }) => fixes.filter(({ group }) => group === fix.group));
  for (const one of others.flatMap(other => other.edits)) {
    if (!edits.has(one.path)) edits.set(one.path, one);
  }
  if (edits.size === fix.edits.length) return fix;
  const title = `${fix.title.replace(/ in \d+ files$/, '')} in ${count(edits.size, 'file')}`;
  return { ...fix, title, edits: [...edits.values()] };
}
