// From a path in a worker's log to the file in the workspace. An image path goes the way its Dockerfile's COPY and WORKDIR
// brought it; the copy that Local RunPod runs keeps the folder's own layout, so there the longest ending that is there wins.
import { posix } from 'node:path';

export interface LinkedFolder {
  /** Absolute, of the worker on this machine. */
  readonly folder: string;
  /** The local file that a Dockerfile brought to a path of its image. */
  readonly fileAt: (imagePath: string) => string | undefined;
}

const mention = /File "([^"]+)", line (\d+)/g;
/** Of Python itself and its packages, which no workspace has. */
const foreign = /\/(?:site-packages|dist-packages|lib\/python\d)|^<|frozen /;

/** The places that a text names, without those of libraries. */
export function mentionedFiles(text: string): { readonly path: string; readonly line: number }[] {
  const found = new Map<string, { path: string; line: number }>();
  for (const [, path = '', line] of text.matchAll(mention)) {
    if (!foreign.test(path)) found.set(`${path}:${line}`, { path, line: Number(line) });
  }
  return [...found.values()];
}

/** Local paths that the file may be at, likeliest first. */
export function candidates(path: string, folders: readonly LinkedFolder[]): string[] {
  const clean = path.replaceAll('\\', '/');
  const own = folders.filter(({ folder }) => clean.startsWith(`${folder}/`)).map(() => clean);
  const copied = folders.flatMap(({ fileAt }) => fileAt(clean) ?? []);
  const parts = clean.split('/').filter(part => part && part !== '.' && part !== '..');
  const endings = parts.map((_, index) => parts.slice(index).join('/'));
  const ended = endings.flatMap(ending => folders.map(({ folder }) => posix.join(folder, ending)));
  return [...new Set([...own, ...copied, ...ended])];
}
