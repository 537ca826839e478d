// One Dockerfile of a worker together with its build context: what each path in the image was in the folder, what
// runs when a container starts, which interpreters it finds and what was installed.
import { basename, dirname, join, posix, relative, sep } from 'node:path';
import dockerignore from '@balena/dockerignore';
import { isKnownBase } from './baseImages';
import type { Dockerfile } from './dockerfile';
import type { FolderTree } from './folderTree';
import { type CopyStep, type ImageView, imageOf } from './imageView';
import { type Install, installsOf } from './installs';
import { type Interpreters, interpretersOf } from './interpreters';
import { type PythonCall, pythonCallOf } from './invocation';
import type { SourceText } from './source';
import { type StartCommand, startCommandsOf } from './startCommands';

export interface WorkerImage {
  readonly dockerfile: Dockerfile;
  readonly view: ImageView;
  /** Absolute folder that COPY reads from. */
  readonly context: string;
  readonly starts: readonly StartCommand[];
  readonly pythonStarts: readonly (StartCommand & { readonly python: PythonCall })[];
  readonly interpreters: Interpreters;
  readonly installs: readonly Install[];
  /** The file of the context that a path of the image was copied from; undefined when none we can see was. */
  contextPathOf(imagePath: string): string | undefined;
}

export interface ImageSurroundings {
  readonly tree: FolderTree;
  readonly folder: string;
  /** Text of a file in the tree, if it was read. */
  text(path: string): SourceText | undefined;
}

/** The images of a worker's Dockerfiles, each on top of the neighbour that makes its base. */
export function workerImagesOf(dockerfiles: readonly Dockerfile[], around: ImageSurroundings): WorkerImage[] {
  const plain = dockerfiles.flatMap(dockerfile => imageOf(dockerfile) ?? []);
  return plain.map(view => {
    const parent = parentOf(view, plain);
    return workerImageOf(parent ? (imageOf(view.dockerfile, parent) ?? view) : view, around);
  });
}

/** The neighbour called base that an image called base is made of, unless the base is a public image we know. */
function parentOf(view: ImageView, all: readonly ImageView[]): ImageView | undefined {
  if (isKnownBase(view.base) || !/base/i.test(view.stages[0]?.resolvedImage ?? view.stage.image))
    return undefined;
  const named = all.filter(
    other => other !== view && isKnownBase(other.base) && /base/i.test(basename(other.dockerfile.path)),
  );
  return named.length === 1 ? named[0] : undefined;
}

function workerImageOf(view: ImageView, around: ImageSurroundings): WorkerImage {
  const { dockerfile } = view;
  const context = contextOf(view, around);
  const ignored = ignoredIn(context, dockerfile.path, around);
  const contextPathOf = (path: string) => findInContext(view, path, { context, tree: around.tree, ignored });
  const starts = startCommandsOf(view, path => {
    const found = contextPathOf(path);
    return found === undefined ? undefined : around.text(found);
  });
  return {
    dockerfile,
    view,
    context,
    starts,
    pythonStarts: starts.flatMap(start => {
      const python = pythonCallOf(start.command);
      return python ? [{ ...start, python }] : [];
    }),
    interpreters: interpretersOf(view),
    installs: installsOf(view.runs),
    contextPathOf,
  };
}

/** The folder where most of what COPY names exists: the Dockerfile's own, the worker's, or one between and above. */
function contextOf(view: ImageView, { tree, folder }: ImageSurroundings): string {
  const own = dirname(view.dockerfile.path);
  const candidates = [own];
  for (let at = own; at !== tree.root && at !== dirname(at); ) {
    at = dirname(at);
    candidates.push(at);
  }
  if (!candidates.includes(folder)) candidates.push(folder);
  const named = view.copies
    .filter(copy => copy.from === undefined)
    .flatMap(copy => copy.sources.map(word => word.text));
  const score = (root: string) => named.filter(name => existsIn(tree, root, name)).length;
  return candidates.reduce((best, one) => (score(one) > score(best) ? one : best), own);
}

function existsIn(tree: FolderTree, root: string, name: string): boolean {
  const clean = name.replace(/^\.?\//, '').replace(/\/+$/, '');
  if (clean === '' || clean === '.') return false;
  const path = join(root, clean);
  return tree.names.has(path) || tree.files.some(file => file.startsWith(path + sep));
}

function ignoredIn(
  context: string,
  dockerfile: string,
  { text }: ImageSurroundings,
): (path: string) => boolean {
  const rules = text(`${dockerfile}.dockerignore`) ?? text(join(context, '.dockerignore'));
  if (!rules) return () => false;
  try {
    const matcher = dockerignore({ ignorecase: false }).add(rules.text);
    return path => matcher.ignores(path);
  } catch {
    return () => false;
  }
}

interface Context {
  readonly context: string;
  readonly tree: FolderTree;
  readonly ignored: (path: string) => boolean;
}

function findInContext(view: ImageView, imagePath: string, around: Context): string | undefined {
  for (const copy of view.copies.toReversed()) {
    if (copy.from !== undefined) continue;
    for (const source of copy.sources) {
      const inside = sourceInside(copy, source.text, { imagePath, ...around });
      if (inside !== undefined && !around.ignored(inside)) {
        const path = join(around.context, inside);
        if (around.tree.names.has(path)) return path;
      }
    }
  }
  return undefined;
}

/** The path in the context that this source of a COPY would put at `imagePath`, relative to the context. */
function sourceInside(
  copy: CopyStep,
  source: string,
  around: Context & { imagePath: string },
): string | undefined {
  const clean = source.replace(/^(\.?\/)+/, '').replace(/\/+$/, '') || '.';
  const { imagePath, context, tree } = around;
  const folder = copy.target.replace(/\/?$/, '/');
  if (/[*?[]/.test(clean)) {
    if (posix.dirname(imagePath) !== folder.replace(/(.)\/$/, '$1')) return undefined;
    const candidate = posix.join(posix.dirname(clean), posix.basename(imagePath));
    return globMatches(clean, candidate) ? candidate : undefined;
  }
  const isFolder = clean === '.' || (!tree.names.has(join(context, clean)) && existsIn(tree, context, clean));
  if (isFolder)
    return imagePath.startsWith(folder) ? posix.join(clean, imagePath.slice(folder.length)) : undefined;
  const target = copy.target.endsWith('/') ? posix.join(copy.target, posix.basename(clean)) : copy.target;
  return target === imagePath ? clean : undefined;
}

function globMatches(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]');
  try {
    return new RegExp(`^${source}$`).test(path);
  } catch {
    return false;
  }
}

/** A path relative to the context, with forward slashes, as COPY would write it. */
export function contextRelative(image: WorkerImage, path: string): string {
  return relative(image.context, path).replaceAll('\\', '/');
}
