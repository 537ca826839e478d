// The Files port over the local disk, for the command line and the emulator.
import { readdir, readFile, stat } from 'node:fs/promises';
import type { Files } from './ports';

const maxTextBytes = 10 * 1024 * 1024;

export const nodeFiles: Files = {
  async read(path) {
    try {
      const info = await stat(path);
      if (!info.isFile() || info.size > maxTextBytes) return undefined;
      const bytes = await readFile(path);
      return bytes.includes(0) ? undefined : bytes.toString('utf8');
    } catch {
      return undefined;
    }
  },
  async list(folder) {
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      return entries
        .filter(entry => entry.isFile() || entry.isDirectory())
        .map(entry => ({
          name: entry.name,
          kind: entry.isDirectory() ? ('folder' as const) : ('file' as const),
        }));
    } catch {
      return [];
    }
  },
  async exists(path) {
    try {
      await stat(path);
      return true;
    } catch {
      return false;
    }
  },
};
