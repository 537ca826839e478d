// Copies of worker folders by digest, taken when an image is first named, so that a release and a roll back run what
// was deployed, whatever was edited since.
import { constants } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { AppError } from '../../../base/errors';
import { parseFolderImage } from '../../../wire/folderImage';
import { newId } from '../../ids';

/** What no worker needs at run time and what would make a copy slow. */
const leftOut = new Set([
  '.git',
  '.venv',
  'venv',
  '__pycache__',
  'node_modules',
  '.mypy_cache',
  '.pytest_cache',
]);

/** Copies a folder; large files are cloned where the file system can. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await cp(from, to, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    // A link inside the folder must lead into the copy, not back to where it came from.
    verbatimSymlinks: true,
    filter: source => source === from || !leftOut.has(basename(source)),
  });
}

export class Snapshots {
  constructor(private readonly folder: string) {}

  /** Removes the copies that none of these images names. */
  async keepOnly(images: readonly string[]): Promise<void> {
    const kept = new Set(images.map(image => nameOf(parseFolderImage(image)?.digest ?? '')));
    const names = await readdir(this.folder).catch(() => []);
    for (const name of names) {
      if (!kept.has(name)) await rm(join(this.folder, name), { recursive: true, force: true });
    }
  }

  /** The copy for an image, taken now if there is none. Throws `usage` when the folder is not there. */
  async take(image: string): Promise<string> {
    const { folder, digest } = parsed(image);
    const target = join(this.folder, nameOf(digest));
    if (await isFolder(target)) return target;
    if (!(await isFolder(folder))) {
      throw new AppError('not-found', `The worker folder ${folder} does not exist.`, {
        remedy: 'Deploy the worker again from where it is now.',
      });
    }
    await mkdir(this.folder, { recursive: true });
    const draft = `${target}.${newId(6)}`;
    try {
      await copyFolder(folder, draft);
      await rename(draft, target).catch(async error => {
        if (!(await isFolder(target))) throw error;
      });
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    return target;
  }
}

/** A digest as a file name. */
function nameOf(digest: string): string {
  return digest.replace(/[^A-Za-z0-9_-]/g, '_');
}

function parsed(image: string): { folder: string; digest: string } {
  const { folder = '', digest } = parseFolderImage(image) ?? {};
  if (isAbsolute(folder) && digest) return { folder, digest };
  throw new AppError('usage', `The image ${image} is not of the form folder:/absolute/path@digest.`, {
    remedy: 'Deploy the folder with RunPod Worker Dev, which names it so.',
  });
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    info => info.isDirectory(),
    () => false,
  );
}
