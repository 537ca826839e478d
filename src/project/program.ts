// A program: an entry file and the local files it imports, read but never run. Third-party packages are not followed.
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import type { Files } from '../base/ports';
import type { ImportedName } from '../python/imports';
import type { Module } from '../python/module';
import type { Python } from '../python/parser';
import { qualifiedName } from '../python/qualify';
import { stringValue } from '../python/strings';
import { within } from './folderTree';

export interface ProgramFile {
  readonly path: string;
  readonly module: Module;
}

export interface Program {
  readonly entry: ProgramFile;
  /** By absolute path, the entry first, then in order of discovery. */
  readonly files: ReadonlyMap<string, ProgramFile>;
  /** The folders that absolute imports are looked up in. */
  readonly roots: readonly string[];
  /** The local file an import reads: that of the member if it is a module, else that of the module. */
  resolve(from: ProgramFile, imported: ImportedName): ProgramFile | undefined;
}

export interface ProgramOptions {
  readonly read: Files['read'];
  readonly python: Python;
  readonly signal?: AbortSignal | undefined;
  /** Of these paths, those that may be there: most places where an import could lie are empty. All, without it. */
  readonly among?: ((paths: readonly string[]) => Promise<readonly string[]>) | undefined;
}

/** Enough for every worker seen; a wall against generated trees. */
const maxFiles = 200;

/** Undefined when the entry file cannot be read. */
export async function readProgram(path: string, options: ProgramOptions): Promise<Program | undefined> {
  const texts = new Map<string, string | undefined>();
  const read = async (candidate: string) => {
    options.signal?.throwIfAborted();
    if (!texts.has(candidate)) texts.set(candidate, await options.read(candidate));
    return texts.get(candidate);
  };
  const text = await read(path);
  if (text === undefined) return undefined;
  const entry = fileOf(path, options.python.parse(text));
  const files = new Map([[path, entry]]);
  const roots = searchRoots(entry);
  for (const file of files.values()) {
    const wanted = knownPlaces(file, roots).all;
    for (const candidate of (await options.among?.(wanted)) ?? wanted) {
      if (files.has(candidate) || files.size >= maxFiles) continue;
      const found = await read(candidate);
      if (found !== undefined) files.set(candidate, fileOf(candidate, options.python.parse(found)));
    }
  }
  return { entry, files, roots, resolve: resolver(files, roots) };
}

/** A program of texts already at hand: an editor's unsaved buffers, a test. */
export function programOf(texts: ReadonlyMap<string, string>, entryPath: string, python: Python): Program {
  const files = new Map([...texts].map(([path, text]) => [path, fileOf(path, python.parse(text))] as const));
  const entry = files.get(entryPath) ?? fileOf(entryPath, python.parse(''));
  const roots = searchRoots(entry);
  return { entry, files, roots, resolve: resolver(files, roots) };
}

/** One and the same for a path as long as its text is: what was worked out about a file holds in the next program. */
function fileOf(path: string, module: Module): ProgramFile {
  const known = module.known(filesByPath);
  const file = known.get(path) ?? { path, module };
  known.set(path, file);
  return file;
}

function filesByPath(): Map<string, ProgramFile> {
  return new Map();
}

function resolver(files: ReadonlyMap<string, ProgramFile>, roots: readonly string[]): Program['resolve'] {
  const known = new Map<ImportedName, ProgramFile | undefined>();
  const places = new Map<ProgramFile, Places>();
  const placesFrom = (file: ProgramFile) => {
    const found = places.get(file) ?? knownPlaces(file, roots);
    places.set(file, found);
    return found;
  };
  return (from, imported) => {
    if (known.has(imported)) return known.get(imported);
    const found = placesFrom(from)
      .of.get(imported)
      ?.find(candidate => files.has(candidate));
    const file = found === undefined ? undefined : files.get(found);
    known.set(imported, file);
    return file;
  };
}

/** Folders that absolute imports are looked up in: the entry's own, those it adds to sys.path, those above, and `src`. */
function searchRoots(entry: ProgramFile): string[] {
  const folder = dirname(entry.path);
  const above = dirname(folder);
  const added = entry.module.calls.flatMap(call => {
    // Working out what every name stands for costs more than everything else here.
    if (!/\b(?:append|insert)$/.test(call.callee.text)) return [];
    if (!/^sys\.path\.(?:append|insert)$/.test(qualifiedName(entry.module, call.callee) ?? '')) return [];
    const value = stringValue(call.args.at(-1)) ?? joinedWithFile(call.args.at(-1)?.text ?? '');
    if (value === undefined) return [];
    // A path of the image, `/app/scripts`: in the project, the folder may lie beside the entry's.
    const name = basename(value);
    return isAbsolute(value)
      ? [value, ...(name ? [join(folder, name), join(above, name)] : [])]
      : [join(folder, value)];
  });
  return [...new Set([folder, ...added, above, join(folder, 'src'), dirname(above)])];
}

/** `os.path.join(os.path.dirname(__file__), "lib")` and its kin, which name a folder beside the file. */
function joinedWithFile(expression: string): string | undefined {
  if (!expression.includes('__file__')) return undefined;
  const parts = [...expression.matchAll(/["']([\w./-]+)["']/g)].map(match => match[1] ?? '');
  const ups = (expression.match(/dirname\(|\.parent\b/g) ?? []).length - 1;
  return [...Array.from({ length: Math.max(ups, 0) }, () => '..'), ...parts].join('/') || '.';
}

/** Where the imports of a file may lie, the likeliest first. */
interface Places {
  readonly of: ReadonlyMap<ImportedName, readonly string[]>;
  /** A place that two imports share is there twice. */
  readonly all: readonly string[];
}

/** Worked out once for a file of a text. */
function knownPlaces(from: ProgramFile, roots: readonly string[]): Places {
  const known = from.module.known(placesByKey);
  const key = [from.path, ...roots].join('\n');
  const found = known.get(key) ?? allPlaces(from, roots);
  known.set(key, found);
  return found;
}

/** By the file's path with the roots. */
function placesByKey(): Map<string, Places> {
  return new Map();
}

function allPlaces(from: ProgramFile, roots: readonly string[]): Places {
  const folder = dirname(from.path);
  const absolute = [...new Set([...roots, folder])].map(within);
  const of = new Map(
    from.module.imports.map(imported => {
      const { level } = imported;
      const starts = level > 0 ? [within(join(folder, '../'.repeat(level - 1)))] : absolute;
      return [imported, placesOf(imported, starts)] as const;
    }),
  );
  return { of, all: [...of.values()].flat() };
}

function placesOf({ module, member }: ImportedName, starts: readonly string[]): string[] {
  const name = module.replaceAll('.', sep);
  // Plain text instead of join(): this is done for every import at every keystroke, and the parts are clean.
  return starts.flatMap(start => {
    const inside = name ? start + name + sep : start;
    const isPart = member !== undefined && member !== '*';
    const inner = isPart ? [`${inside}${member}.py`, `${inside}${member}${sep}__init__.py`] : [];
    return [...inner, ...(name ? [`${start}${name}.py`] : []), `${inside}__init__.py`];
  });
}
