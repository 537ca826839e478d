// Names for new functions, made from the names in the file and never one that the file already uses anywhere.
import type { Module } from '../../python/module';

/** The word for what is loaded: `pipe` for one name, `model` or `models` where several or none are filled. */
export function subjectOf(names: readonly string[]): string {
  const [only, more] = names;
  if (only && !more) return only.replace(/^_+|_+$/g, '').toLowerCase() || 'model';
  return names.length === 0 ? 'model' : 'models';
}

/** The first of the wanted names that is free, else the first with a number. */
export function freeName(
  module: Module,
  wanted: readonly [string, ...string[]],
  taken: readonly string[] = [],
): string {
  const globals = module.root.descendants('global_statement').flatMap(node => node.parts);
  const used = new Set([...taken, ...globals.map(part => part.text)]);
  const isFree = (name: string) => !used.has(name) && module.names.of(name).length === 0;
  const found = wanted.find(isFree);
  if (found) return found;
  for (let number = 2; ; number++) {
    if (isFree(`${wanted[0]}_${number}`)) return `${wanted[0]}_${number}`;
  }
}
