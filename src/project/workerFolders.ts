// Finds the workers below a folder: Python files that start a serverless worker or look as if they should, and for
// each the folder that holds what belongs to it. A folder without any is no worker and stays silent.
import { basename, dirname, relative } from 'node:path';
import { dockerFolder, kindOf } from './fileKinds';
import type { FolderTree } from './folderTree';
import type { ProjectReader } from './projectReader';

export interface WorkerFolder {
  /** Absolute. */
  readonly folder: string;
  /** Python files that mention serverless.start, sorted. */
  readonly starters: readonly string[];
  /** Python files that look like a handler and do not. */
  readonly suspects: readonly string[];
}

const startsWorker = /\bserverless\s*\.\s*start\s*\(|from\s+runpod\.serverless\s+import\b[^\n]*\bstart\b/;
const importsSdk = /^[ \t]*(import\s+runpod\b|from\s+runpod\b)/m;
const definesHandler = /^(async\s+)?def\s+(\w+\s*\(\s*(job|event)\b|\w*handler\s*\()/m;
const aside =
  /(^|[\\/])(tests?|examples?|docs?|samples?|notebooks|benchmarks?)[\\/]|(^|[\\/])(test_[^\\/]*|[^\\/]*_test|conftest|setup)\.py$/;

/** The workers of a tree, outermost first. */
export async function findWorkers(tree: FolderTree, reader: ProjectReader): Promise<WorkerFolder[]> {
  const mine = tree.known('handlers may be', () => ownPython(tree));
  const roles = await Promise.all(
    mine.map(async path => ({ path, role: await reader.once('role', path, text => roleOf(path, text)) })),
  );
  const having = (role: Role) => roles.filter(one => one.role === role).map(({ path }) => path);
  const [starters, suspects] = [having('starter'), having('suspect')];
  const homes = new Homes(tree, await dockerTexts(tree, reader));
  const folders = new Map<string, { starters: string[]; suspects: string[] }>();
  const put = (path: string, list: 'starters' | 'suspects') => {
    const folder = homes.of(path);
    const entry = folders.get(folder) ?? { starters: [], suspects: [] };
    entry[list].push(path);
    folders.set(folder, entry);
  };
  for (const path of starters) put(path, 'starters');
  for (const path of suspects) put(path, 'suspects');
  return [...folders]
    .map(([folder, lists]) => ({ folder, ...lists }))
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** Python files but those of tests, examples and the like. */
function ownPython({ root, files }: FolderTree): readonly string[] {
  return files.filter(path => kindOf(path) === 'python' && !aside.test(relative(root, path)));
}

type Role = 'starter' | 'suspect' | 'other';

function roleOf(path: string, text: string): Role {
  if (startsWorker.test(text)) return 'starter';
  return looksLikeHandler(path, text) ? 'suspect' : 'other';
}

/** A handler that forgot start() imports the SDK, or is named after its job and takes one. */
function looksLikeHandler(path: string, text: string): boolean {
  if (!definesHandler.test(text)) return false;
  return importsSdk.test(text) && /handler|worker|main|app|predict|serverless/i.test(basename(path));
}

async function dockerTexts(tree: FolderTree, reader: ProjectReader): Promise<Map<string, string>> {
  const paths = tree.files.filter(path => kindOf(path) === 'dockerfile');
  const entries = await Promise.all(
    paths.map(async path => [path, (await reader.source(path))?.text ?? ''] as const),
  );
  return new Map(entries);
}

/** Where a Python file's worker lives: the nearest folder above whose Dockerfile takes the file in, else whose
 *  requirements do, else its own. */
class Homes {
  constructor(
    private readonly tree: FolderTree,
    private readonly dockerfiles: ReadonlyMap<string, string>,
  ) {}

  of(path: string): string {
    const above = this.foldersAbove(path);
    const docker = above.find(folder => this.takesIn(folder, path));
    const marked = above.find(folder => this.isMarked(folder));
    return docker ?? marked ?? dirname(path);
  }

  private foldersAbove(path: string): string[] {
    const found: string[] = [];
    for (let at = dirname(path); ; at = dirname(at)) {
      found.push(at);
      if (at === this.tree.root || at === dirname(at)) return found;
    }
  }

  private takesIn(folder: string, path: string): boolean {
    const inside = relative(folder, path).replaceAll('\\', '/');
    const first = inside.split('/')[0] ?? '';
    for (const [dockerfile, text] of this.dockerfiles) {
      const home = dirname(dockerfile);
      const near = home === folder || (dirname(home) === folder && dockerFolder.test(basename(home)));
      if (!near) continue;
      const copied = [...text.matchAll(/^[ \t]*(?:COPY|ADD)\s+(.*)$/gim)]
        .map(match => match[1] ?? '')
        .join(' ');
      if (
        /(^|[\s"])(\.\/?|\*|\*\.py)[\s"]/.test(copied) ||
        copied.includes(first) ||
        text.includes(basename(path))
      ) {
        return true;
      }
    }
    return false;
  }

  private isMarked(folder: string): boolean {
    return [...this.tree.names].some(path => {
      const kind = kindOf(path);
      if (kind === 'hub') return dirname(dirname(path)) === folder;
      return (kind === 'requirements' || kind === 'pyproject') && dirname(path) === folder;
    });
  }
}
