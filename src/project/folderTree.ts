// The names in a folder and below, without what is never part of a worker: environments, packages, caches, builds.
import { dirname, join, sep } from 'node:path';
import type { FileEntry, Files } from '../base/ports';

export interface FolderTree {
  readonly root: string;
  /** Absolute paths of all files, sorted. */
  readonly files: readonly string[];
  readonly names: ReadonlySet<string>;
  /** The names in the folders above the root, where they could be listed: some imports may lie there. */
  readonly above: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of paths, those that are in the tree or may be outside its root; worked out once for a list. */
  mayHold(paths: readonly string[]): readonly string[];
  /** What `make` says about this tree, worked out once. `key` tells apart what is asked. */
  known<T>(key: string, make: () => T): T;
}

export interface TreeOptions {
  readonly signal?: AbortSignal | undefined;
  /** What an earlier look found: it is the answer where nothing came or went. */
  readonly before?: FolderTree | undefined;
}

const ignoredFolders =
  /^(\.git|\.hg|\.svn|node_modules|bower_components|__pycache__|\.?venv.*|\.?env|virtualenv|site-packages|dist-packages|\.tox|\.nox|\.mypy_cache|\.ruff_cache|\.pytest_cache|\.cache|\.idea|\.vscode|\.vscode-test|\.ipynb_checkpoints|build|dist|\.eggs|.*\.egg-info|\.terraform|\.next|target)$/;

/** More files than this below one folder are not looked at: it is not a worker, or not only. */
const mostFiles = 20_000;
const deepest = 12;

/** Lists `root` and everything below it that could belong to a worker. Links are not followed. */
export async function readFolderTree(
  root: string,
  files: Files,
  { signal, before }: TreeOptions = {},
): Promise<FolderTree> {
  const found: string[] = [];
  let level = [root];
  for (let depth = 0; depth < deepest && level.length > 0 && found.length < mostFiles; depth++) {
    signal?.throwIfAborted();
    const below = await Promise.all(
      level.map(async folder => ({ folder, entries: await files.list(folder) })),
    );
    const kept = below.filter(({ folder, entries }) => folder === root || !isEnvironment(entries));
    found.push(...kept.flatMap(({ folder, entries }) => pathsOf(folder, entries, 'file')));
    level = kept.flatMap(({ folder, entries }) =>
      pathsOf(
        folder,
        entries.filter(entry => !ignoredFolders.test(entry.name)),
        'folder',
      ),
    );
  }
  found.sort();
  const above = await namesAbove(root, files);
  const isOld =
    before?.root === root &&
    isSame(before.files, found) &&
    isSame([...before.above.values()], [...above.values()]);
  return isOld ? before : treeOf({ root, files: found, above });
}

/** The two folders above: as far as imports are looked for. */
async function namesAbove(root: string, files: Files): Promise<Map<string, ReadonlySet<string>>> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const folder of new Set([dirname(root), dirname(dirname(root))])) {
    const listed = folder === root ? undefined : await files.names?.(folder);
    if (listed) found.set(folder, listed);
  }
  return found;
}

function treeOf(listed: Pick<FolderTree, 'root' | 'files' | 'above'>): FolderTree {
  const { root, files, above } = listed;
  const names = new Set(files);
  const inside = within(root);
  const outer = [...above].map(([folder, there]) => ({ start: within(folder), there }));
  const mayBeOutside = (path: string) => {
    const folder = outer.find(({ start }) => path.startsWith(start));
    return folder === undefined || folder.there.has(path.slice(folder.start.length).split(sep, 1)[0] ?? '');
  };
  const known = new WeakMap<readonly string[], readonly string[]>();
  const facts = new Map<string, unknown>();
  return {
    ...listed,
    names,
    mayHold(paths) {
      const found =
        known.get(paths) ??
        paths.filter(path => names.has(path) || (!path.startsWith(inside) && mayBeOutside(path)));
      known.set(paths, found);
      return found;
    },
    known<T>(key: string, make: () => T): T {
      if (!facts.has(key)) facts.set(key, make());
      return facts.get(key) as T;
    },
  };
}

/** What the paths of everything inside a folder begin with. */
export function within(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

function isEnvironment(entries: readonly FileEntry[]): boolean {
  return entries.some(entry => entry.name === 'pyvenv.cfg');
}

function pathsOf(folder: string, entries: readonly FileEntry[], kind: FileEntry['kind']): string[] {
  return entries.filter(entry => entry.kind === kind).map(entry => join(folder, entry.name));
}
