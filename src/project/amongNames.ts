// Which paths may be there, by the names in their folders: an import has dozens of places where it could lie, and asking
// the disk for each costs more than reading the file.
import { basename, dirname } from 'node:path';
import type { Files } from '../base/ports';

type Names = NonNullable<Files['names']>;

/** Of paths, those whose folder has their name; every folder on the way is looked at once. */
export function amongNames(names: Names): (paths: readonly string[]) => Promise<string[]> {
  const known = new Map<string, ReturnType<Names>>();
  const namesIn: Names = folder => {
    const asked = known.get(folder) ?? names(folder);
    known.set(folder, asked);
    return asked;
  };
  return async paths => {
    // The deeper a folder, the less likely it is there: those above say so first.
    const there = new Map<string, boolean>();
    const isThere = async (path: string): Promise<boolean> => {
      const found = there.get(path) ?? (await namesIn(dirname(path)))?.has(basename(path)) ?? true;
      there.set(path, found);
      return found;
    };
    const found: string[] = [];
    for (const path of paths) {
      const folder = dirname(path);
      const isKnown = known.has(folder) || there.get(folder) === true || (await isThere(folder));
      if (isKnown && (await isThere(path))) found.push(path);
    }
    return found;
  };
}
