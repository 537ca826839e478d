// The handlers in a folder of projects, what people say about them, and the project a handler is part of.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

const largestFileBytes = 1_000_000;

/** Files that call start(), sorted. */
export function entriesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.py'))
    .map(entry => join(entry.parentPath, entry.name))
    .filter(
      path =>
        statSync(path).size < largestFileBytes && readFileSync(path, 'utf8').includes('serverless.start('),
    )
    .sort();
}

/** By path from the folder: the strategy a person gave it. */
export function labelsIn(folder: string): ReadonlyMap<string, string> {
  const file = join(folder, 'labels.tsv');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split(/\r?\n/) : [];
  const pairs = lines
    .filter(line => line.includes('\t') && !line.startsWith('#'))
    .map(line => line.split('\t'));
  return new Map(pairs.map(([path = '', strategy = '']) => [path, strategy]));
}

/** How much was right when the bench saw the folder for the first time: `29 of 32`. */
export function firstRunOf(folder: string): string | undefined {
  const file = join(folder, 'first-run.txt');
  const found = existsSync(file)
    ? /^labelled\s+(\d+), right (\d+)/m.exec(readFileSync(file, 'utf8'))
    : undefined;
  return found ? `${found[2]} of ${found[1]}` : undefined;
}

/** The folder of the project: the first on the way down that is more than a shelf of other folders. */
export function projectOf(folder: string, path: string): string {
  let at = folder;
  for (const part of relative(folder, dirname(path)).split(sep)) {
    const holdsFiles = readdirSync(at, { withFileTypes: true }).some(
      entry => entry.isFile() && entry.name.endsWith('.py'),
    );
    if (at !== folder && (holdsFiles || !isShelf(at))) return at;
    at = join(at, part);
  }
  return at;
}

const shelfSize = 8;

function isShelf(folder: string): boolean {
  return readdirSync(folder).length > shelfSize;
}
