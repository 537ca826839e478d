// The build context of a Dockerfile: which file of the folder is at which path of the image, and where reading cannot
// tell. `.dockerignore` is obeyed.
import { basename, dirname, join, posix, relative, sep } from 'node:path';
import dockerignore from '@balena/dockerignore';
import { dockerFolder } from './fileKinds';
import type { FolderTree } from './folderTree';
import type { CopyStep, ImageView } from './imageView';
import type { SourceText } from './source';

export interface ImageSurroundings {
  readonly tree: FolderTree;
  /** The worker's folder. */
  readonly folder: string;
  /** Text of a file in the tree, if it was read. */
  text(path: string): SourceText | undefined;
}

export class BuildContext {
  /** Absolute. */
  readonly folder: string;
  private readonly tree: FolderTree;
  private readonly ignored: (path: string) => boolean;

  constructor(
    private readonly view: ImageView,
    around: ImageSurroundings,
  ) {
    this.tree = around.tree;
    this.folder = contextFolder(view, around);
    this.ignored = ignoredIn(this.folder, view.dockerfile.path, around);
  }

  /** The file that a path of the image was copied from. */
  fileAt(imagePath: string): string | undefined {
    return this.candidates(imagePath).find(({ inside }) => !this.ignored(inside))?.path;
  }

  /** A file that a COPY names for a path of the image and `.dockerignore` keeps out. */
  ignoredFileAt(imagePath: string): string | undefined {
    return this.candidates(imagePath).find(({ inside }) => this.ignored(inside))?.path;
  }

  /** Where a file of the context ends up in the image, by the last COPY that takes it. */
  imagePathOf(file: string): string | undefined {
    const inside = this.inside(file);
    if (inside.startsWith('..') || this.ignored(inside)) return undefined;
    for (const copy of this.copies().toReversed()) {
      for (const source of copy.sources) {
        const path = this.targetOf(copy, source.text, inside);
        if (path !== undefined) return path;
      }
    }
    return undefined;
  }

  /** True when a copy that cannot be followed (another stage, a variable, a URL, a missing source) may bring the path. */
  mayBring(imagePath: string): boolean {
    return this.view.copies.some(copy => {
      const folder = withSlash(copy.target);
      const covers = copy.target === imagePath || imagePath.startsWith(folder) || /\$/.test(copy.target);
      if (!covers) return false;
      return copy.from !== undefined || copy.sources.some(source => !this.isPlain(source.text));
    });
  }

  /** A path of the context as COPY would write it. */
  inside(file: string): string {
    return relative(this.folder, file).replaceAll('\\', '/');
  }

  /** Whether COPY's source names a file or folder that is there. */
  hasSource(source: string): boolean {
    const clean = cleanSource(source);
    return clean === '.' || existsIn(this.tree, this.folder, clean);
  }

  private copies(): CopyStep[] {
    return this.view.copies.filter(copy => copy.from === undefined);
  }

  private candidates(imagePath: string): { inside: string; path: string }[] {
    return this.copies()
      .toReversed()
      .flatMap(copy => copy.sources.map(source => this.sourceOf(copy, source.text, imagePath)))
      .flatMap(inside => (inside === undefined ? [] : [{ inside, path: join(this.folder, inside) }]))
      .filter(({ path }) => this.tree.names.has(path));
  }

  private isPlain(source: string): boolean {
    if (/\$|:\/\/|^git@|\.(tar|tgz|tar\.gz|zip)$/.test(source)) return false;
    return /[*?[]/.test(source) || this.hasSource(source);
  }

  private isFolder(clean: string): boolean {
    return (
      clean === '.' ||
      (!this.tree.names.has(join(this.folder, clean)) && existsIn(this.tree, this.folder, clean))
    );
  }

  /** The path in the context that this source would put at `imagePath`. */
  private sourceOf(copy: CopyStep, source: string, imagePath: string): string | undefined {
    const clean = cleanSource(source);
    const folder = withSlash(copy.target);
    if (/[*?[]/.test(clean)) {
      const candidate = posix.join(posix.dirname(clean), posix.basename(imagePath));
      const fits = posix.dirname(imagePath) === (folder === '/' ? '/' : folder.slice(0, -1));
      return fits && globMatches(clean, candidate) ? candidate : undefined;
    }
    if (this.isFolder(clean)) {
      return imagePath.startsWith(folder) ? posix.join(clean, imagePath.slice(folder.length)) : undefined;
    }
    return fileTarget(copy, clean) === imagePath ? clean : undefined;
  }

  /** Where this source puts the file `inside` the context. */
  private targetOf(copy: CopyStep, source: string, inside: string): string | undefined {
    const clean = cleanSource(source);
    if (/[*?[]/.test(clean))
      return globMatches(clean, inside) ? posix.join(copy.target, posix.basename(inside)) : undefined;
    if (!this.isFolder(clean)) return clean === inside ? fileTarget(copy, clean) : undefined;
    const below =
      clean === '.' ? inside : inside.startsWith(`${clean}/`) ? inside.slice(clean.length + 1) : undefined;
    return below === undefined ? undefined : posix.join(copy.target, below);
  }
}

function fileTarget(copy: CopyStep, clean: string): string {
  return copy.target.endsWith('/') ? posix.join(copy.target, posix.basename(clean)) : copy.target;
}

function cleanSource(source: string): string {
  return source.replace(/^(\.?\/)+/, '').replace(/\/+$/, '') || '.';
}

function withSlash(path: string): string {
  return path.replace(/\/?$/, '/');
}

/** The folder where most of what COPY names exists: the Dockerfile's own, one above it, or the worker's. */
function contextFolder(view: ImageView, { tree, folder }: ImageSurroundings): string {
  const own = dirname(view.dockerfile.path);
  const candidates = [own];
  for (let at = own; at !== tree.root && at !== dirname(at); ) {
    at = dirname(at);
    candidates.push(at);
  }
  if (!candidates.includes(folder)) candidates.push(folder);
  const named = view.copies
    .filter(copy => copy.from === undefined)
    .flatMap(copy => copy.sources.map(word => cleanSource(word.text)));
  const score = (root: string) => named.filter(name => name !== '.' && existsIn(tree, root, name)).length;
  const whole =
    named.includes('.') && !tree.files.some(file => dirname(file) === own && file.endsWith('.py'));
  const first = whole && dockerFolder.test(basename(own)) ? dirname(own) : own;
  return candidates.reduce((best, one) => (score(one) > score(best) ? one : best), first);
}

function existsIn(tree: FolderTree, root: string, clean: string): boolean {
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
