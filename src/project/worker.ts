// A worker folder's model: everything rules, views and flows ask about a worker, read through the Files port. Works on
// unsaved text as well: hand over an `overlay`. Nothing is run.
import { dirname, isAbsolute, join, posix, relative, sep } from 'node:path';
import { belongs, entriesOf } from './entries';
import { type FileKind, kindOf } from './fileKinds';
import type { FolderTree } from './folderTree';
import { type Program, readProgram } from './program';
import type { ProjectReader, PythonFile } from './projectReader';
import type { Requirement } from './requirement';
import type { RequirementsFile } from './requirementsFile';
import type { SourceText } from './source';
import type { WorkerFolder } from './workerFolders';
import { type WorkerImage, workerImagesOf } from './workerImage';

export interface WorkerModel {
  /** Absolute. */
  readonly folder: string;
  /** The files a worker process runs: what the Dockerfiles start, else what calls start(). Usually one. */
  readonly entries: readonly PythonFile[];
  /** Each entry with the local files it imports, by the entry's path. */
  readonly programs: ReadonlyMap<string, Program>;
  /** All Python files of the folder. */
  readonly pythonFiles: readonly PythonFile[];
  readonly images: readonly WorkerImage[];
  readonly requirementsFiles: readonly RequirementsFile[];
  /** All requirements, wherever written; those of pip commands in Dockerfiles and scripts included. */
  readonly requirements: readonly Requirement[];
  readonly scripts: readonly SourceText[];
  readonly testInputs: readonly SourceText[];
  readonly hubFiles: readonly SourceText[];
  readonly envFiles: readonly SourceText[];
  /** What continuous integration runs. */
  readonly workflows: readonly SourceText[];
  /** Dependency files that are only searched: Pipfile, environment.yml, setup.cfg. */
  readonly packageFiles: readonly SourceText[];
  /** Every file that was read. */
  readonly sources: readonly SourceText[];
  has(path: string): boolean;
}

/** How many Python files of one folder are read; a larger folder is read as far as this, nearest first. */
const mostPythonFiles = 1000;

export interface ReadWorkerOptions {
  readonly tree: FolderTree;
  /** Folders of other workers: what lies below them is theirs. */
  readonly others: readonly string[];
}

/** Reads one worker folder. */
export async function readWorker(
  found: WorkerFolder,
  reader: ProjectReader,
  { tree, others }: ReadWorkerOptions,
): Promise<WorkerModel> {
  const { folder } = found;
  const inner = others.filter(other => other !== folder && isUnder(other, folder));
  const kinds = tree.known(`files of ${folder} but ${inner.join()}`, () => byKind(tree, folder, inner));
  const of = (kind: FileKind) => kinds.get(kind) ?? [];
  const all = <T>(list: readonly string[], read: (path: string) => Promise<T | undefined>) =>
    Promise.all(list.map(read)).then(items =>
      items.filter((item): item is Awaited<T> & T => item !== undefined),
    );
  const nearest = of('python')
    .toSorted((a, b) => a.split(sep).length - b.split(sep).length)
    .slice(0, mostPythonFiles);
  const text = (path: string) => reader.source(path);
  const [
    pythonFiles,
    dockerfiles,
    scripts,
    testInputs,
    hubFiles,
    envFiles,
    workflows,
    packageFiles,
    ignores,
  ] = await Promise.all([
    all(nearest.sort(), path => reader.pythonFile(path)),
    all(of('dockerfile'), path => reader.dockerfile(path)),
    all(of('script'), text),
    all(of('test-input'), text),
    all(of('hub'), text),
    all(of('env'), text),
    all(of('workflow'), text),
    all(of('packages'), text),
    all(
      tree.files.filter(path => path.endsWith('.dockerignore')),
      text,
    ),
  ]);
  const known = new Map([...scripts, ...ignores].map(source => [source.path, source]));
  const built = workerImagesOf(dockerfiles, { tree, folder, text: path => known.get(path) });
  const entries = entriesOf(found, pythonFiles, built);
  const images = built.filter(image => belongs(image, { folder, entries, images: built }));
  const requirementsFiles = await readIncluded(of('requirements'), { reader, images });
  const declared = await Promise.all([
    ...of('pyproject').map(path => reader.pyproject(path)),
    ...of('lock').map(path => reader.lock(path)),
  ]);
  const installed = images.flatMap(image => image.installs.flatMap(install => install.requirements));
  return {
    folder,
    entries,
    programs: await readPrograms(entries, reader, tree),
    pythonFiles,
    images,
    requirementsFiles,
    requirements: [...requirementsFiles.flatMap(file => file.requirements), ...declared.flat(), ...installed],
    scripts,
    testInputs,
    hubFiles,
    envFiles,
    workflows,
    packageFiles,
    sources: [
      ...pythonFiles.map(file => file.source),
      ...dockerfiles.map(file => file.source),
      ...requirementsFiles.map(file => file.source),
      ...uniqueSources(declared.flat()),
      ...scripts,
      ...testInputs,
      ...hubFiles,
      ...envFiles,
      ...workflows,
    ],
    has: path => tree.names.has(path),
  };
}

/** The files that are read as something, but for those of inner workers. */
function byKind(
  { files }: FolderTree,
  folder: string,
  inner: readonly string[],
): ReadonlyMap<FileKind, readonly string[]> {
  const found = new Map<FileKind, string[]>();
  for (const path of files) {
    const kind = kindOf(path);
    if (!kind || !isUnder(path, folder) || inner.some(other => isUnder(path, other))) continue;
    const known = found.get(kind);
    if (known) known.push(path);
    else found.set(kind, [path]);
  }
  return found;
}

function isUnder(path: string, folder: string): boolean {
  // A quick yes or no for paths as the tree writes them.
  if (path.startsWith(folder) && (path[folder.length] === sep || folder.endsWith(sep))) return true;
  const inside = relative(folder, path);
  return !inside.startsWith('..') && !isAbsolute(inside);
}

function uniqueSources(requirements: readonly Requirement[]): SourceText[] {
  return [...new Set(requirements.map(requirement => requirement.source))];
}

/** Requirements files of the folder, those a pip command names, and what they include, each once. */
async function readIncluded(
  paths: readonly string[],
  { reader, images }: { reader: ProjectReader; images: readonly WorkerImage[] },
): Promise<RequirementsFile[]> {
  const named = images.flatMap(image =>
    image.installs.flatMap(install =>
      install.files.flatMap(word => image.context.fileAt(posix.resolve(image.view.workdir, word.text)) ?? []),
    ),
  );
  const found = new Map<string, RequirementsFile>();
  const queue = [...paths, ...named];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    if (found.has(path)) continue;
    const file = await reader.requirementsFile(path);
    if (!file) continue;
    found.set(path, file);
    queue.push(...file.includes.map(include => join(dirname(file.path), include)));
  }
  return [...found.values()];
}

async function readPrograms(
  entries: readonly PythonFile[],
  { files, python }: ProjectReader,
  tree: FolderTree,
): Promise<Map<string, Program>> {
  const among = async (paths: readonly string[]) => tree.mayHold(paths);
  const programs = new Map<string, Program>();
  for (const { path } of entries) {
    const program = await readProgram(path, { read: one => files.read(one), among, python });
    if (program) programs.set(path, program);
  }
  return programs;
}
