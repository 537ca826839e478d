// Files that are read once and kept until somebody says that they changed: what an editor's check goes through at every
// keystroke. Whoever keeps one has to tell it of every change.
import { dirname, sep } from 'node:path';
import type { FileEntry, Files } from '../base/ports';

export class KeptFiles implements Files {
  private readonly texts = new Map<string, Promise<string | undefined>>();
  private readonly folders = new Map<string, Promise<readonly FileEntry[]>>();
  private readonly presence = new Map<string, Promise<boolean>>();

  private readonly nameSets = new Map<string, Promise<ReadonlySet<string> | undefined>>();
  readonly names: Files['names'];

  constructor(private readonly files: Files) {
    const { names } = files;
    this.names = names && (folder => kept(this.nameSets, folder, () => names.call(files, folder)));
  }

  read(path: string): Promise<string | undefined> {
    return kept(this.texts, path, () => this.files.read(path));
  }

  list(folder: string): Promise<readonly FileEntry[]> {
    return kept(this.folders, folder, () => this.files.list(folder));
  }

  exists(path: string): Promise<boolean> {
    return kept(this.presence, path, () => this.files.exists(path));
  }

  /** The text of a file is another. Answers whether anybody had read it: if not, nobody's view of it is old. */
  changed(path: string): boolean {
    return this.texts.delete(path);
  }

  /** A file or folder came or went, with everything below it. True: whoever listed its folder has an old list. */
  moved(path: string): boolean {
    for (const map of [this.texts, this.folders, this.presence, this.nameSets]) {
      for (const key of map.keys()) if (key === path || key.startsWith(path + sep)) map.delete(key);
    }
    // The folders above may be as new as it is.
    for (let at = dirname(path); at !== dirname(at); at = dirname(at)) {
      this.folders.delete(at);
      this.nameSets.delete(at);
      this.presence.delete(at);
    }
    return true;
  }

  forget(): void {
    for (const map of [this.texts, this.folders, this.presence, this.nameSets]) map.clear();
  }
}

/** What failed is not kept. */
function kept<T>(map: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const known = map.get(key);
  if (known) return known;
  const asked = ask();
  map.set(key, asked);
  asked.catch(() => map.get(key) === asked && map.delete(key));
  return asked;
}
