// Files as they will be: unsaved editors over the disk. What an overlay names is there, whatever the disk says.
import { basename, dirname } from 'node:path';
import type { Files } from '../base/ports';

/** Lays texts by absolute path over `files`. The map is read at every call, so it may change. */
export function overlay(files: Files, texts: ReadonlyMap<string, string>): Files {
  return {
    async read(path) {
      return texts.get(path) ?? files.read(path);
    },
    async list(folder) {
      const entries = await files.list(folder);
      const names = new Set(entries.map(entry => entry.name));
      const added = [...texts.keys()]
        .filter(path => dirname(path) === folder && !names.has(basename(path)))
        .map(path => ({ name: basename(path), kind: 'file' as const }));
      return [...entries, ...added];
    },
    async exists(path) {
      return texts.has(path) || files.exists(path);
    },
  };
}
