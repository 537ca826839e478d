// The names in a folder and below, without what is never part of a worker: environments, packages, caches, builds.
import { join } from 'node:path';
import type { FileEntry, Files } from '../base/ports';

export interface FolderTree {
  readonly root: string;
  /** Absolute paths of all files, sorted. */
  readonly files: readonly string[];
  readonly names: ReadonlySet<string>;
}

const ignoredFolders =
  /^(\.git|\.hg|\.svn|node_modules|bower_components|__pycache__|\.?venv.*|\.?env|virtualenv|site-packages|dist-packages|\.tox|\.nox|\.mypy_cache|\.ruff_cache|\.pytest_cache|\.cache|\.idea|\.vscode|\.vscode-test|\.ipynb_checkpoints|build|dist|\.eggs|.*\.egg-info|\.terraform|\.next|target)$/;

/** More files than this below one folder are not looked at: it is not a worker, or not only. */
const mostFiles = 20_000;
const deepest = 12;

/** Lists `root` and everything below it that could belong to a worker. Links are not followed. */
export async function readFolderTree(root: string, files: Files, signal?: AbortSignal): Promise<FolderTree> {
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
  return { root, files: found, names: new Set(found) };
}

function isEnvironment(entries: readonly FileEntry[]): boolean {
  return entries.some(entry => entry.name === 'pyvenv.cfg');
}

function pathsOf(folder: string, entries: readonly FileEntry[], kind: FileEntry['kind']): string[] {
  return entries.filter(entry => entry.kind === kind).map(entry => join(folder, entry.name));
}
