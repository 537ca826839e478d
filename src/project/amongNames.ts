// Which paths may be there, by the names in their folders: an import has dozens of places where it could lie, and asking
// the disk for each costs more than reading the file.
import { dirname, sep } from 'node:path';
import type { Files } from '../base/ports';

/** Of paths, those whose folder has their name; every folder on the way is looked at once. */
export function amongNames(
  names: NonNullable<Files['names']>,
): (paths: readonly string[]) => Promise<string[]> {
  const listed = new Map<string, ReadonlySet<string> | undefined>();
  const absent = new Set<string>();
  const list = async (folder: string) => {
    if (!listed.has(folder)) listed.set(folder, await names(folder));
    return listed.get(folder);
  };
  // The deeper a folder, the less likely it is there: the one above says so first.
  const look = async (folder: string) => {
    const [above, own] = cut(folder);
    if ((await list(above))?.has(own) ?? true) await list(folder);
    else absent.add(folder);
  };
  return async paths => {
    const found: string[] = [];
    for (const path of paths) {
      const [folder, name] = cut(path);
      // Most paths are in a handful of folders, and to wait for what is known costs more than all the rest.
      if (!listed.has(folder) && !absent.has(folder)) await look(folder);
      if (!absent.has(folder) && (listed.get(folder)?.has(name) ?? true)) found.push(path);
    }
    return found;
  };
}

/** The folder and the name; cheaper than asking for each, and this is done for thousands of paths. */
function cut(path: string): [folder: string, name: string] {
  const at = path.lastIndexOf(sep);
  return at > 0 ? [path.slice(0, at), path.slice(at + 1)] : [dirname(path), path.slice(at + 1)];
}
