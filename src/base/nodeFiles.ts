// The file ports over the local disk, for the command line and the emulator.
import { readFileSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from './errors';
import type { FileCreator, Files } from './ports';

const maxTextBytes = 10 * 1024 * 1024;

export const nodeFiles: Files = {
  async read(path) {
    try {
      const info = await stat(path);
      if (!info.isFile() || info.size > maxTextBytes) return undefined;
      return textOf(await readFile(path));
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
  async names(folder) {
    try {
      return new Set(await readdir(folder));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return code === 'ENOENT' || code === 'ENOTDIR' ? new Set() : undefined;
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

/** The same for a program that has nothing else to do: reading at once costs a fraction of a read that is waited for. */
export const promptFiles: Files = {
  ...nodeFiles,
  async read(path) {
    try {
      const info = statSync(path);
      return info.isFile() && info.size <= maxTextBytes ? textOf(readFileSync(path)) : undefined;
    } catch {
      return undefined;
    }
  },
};

/** Undefined for what is no text. */
function textOf(bytes: Buffer): string | undefined {
  return bytes.includes(0) ? undefined : bytes.toString('utf8');
}

export const nodeFileCreator: FileCreator = {
  async create(path, text) {
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text, { flag: 'wx' });
    } catch (error) {
      throw cannotCreate(path, error);
    }
  },
  remove: path => rm(path, { force: true }),
};

function cannotCreate(path: string, error: unknown): AppError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return new AppError('conflict', `${path} is there already.`, { cause: error });
  }
  const words = error instanceof Error ? error.message : String(error);
  return new AppError('refused', `${path} cannot be written: ${words}.`, {
    remedy: 'Choose a folder that you may write to.',
    cause: error,
  });
}
