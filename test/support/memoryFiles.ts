// The Files port over a map of absolute path → text, for tests that need a folder and no disk.
import { posix } from 'node:path';
import type { FileEntry, Files } from '../../src/base/ports';

export function memoryFiles(texts: ReadonlyMap<string, string>): Files {
  return {
    read: async path => texts.get(path),
    async list(folder) {
      const entries = new Map<string, FileEntry>();
      for (const path of texts.keys()) {
        const inside = posix.relative(folder, path);
        if (inside.startsWith('..') || inside === '') continue;
        const [name = '', ...rest] = inside.split('/');
        entries.set(name, { name, kind: rest.length > 0 ? 'folder' : 'file' });
      }
      return [...entries.values()];
    },
    exists: async path => texts.has(path) || [...texts.keys()].some(one => one.startsWith(`${path}/`)),
  };
}
