// Tools that are no dependency of the product (Node 24, code-server): each lives in a folder named by its version
// and is filled once. A tool is built beside its place and renamed into it, so that an interrupted fill leaves
// nothing that looks finished.
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { root } from '../support/tree';

/** `RUNPOD_TOOL_CACHE`, or `.vscode-test/` in the repository (git-ignored). */
export function toolCacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.RUNPOD_TOOL_CACHE ? resolve(env.RUNPOD_TOOL_CACHE) : join(root, '.vscode-test');
}

export interface Tool {
  /** Name and version: the key of the cache. */
  readonly key: string;
  /** Puts the tool into an empty folder; throwing leaves nothing behind. */
  readonly fill: (folder: string) => Promise<void>;
}

/** The folder of a tool, filled now if this machine does not have it yet. */
export async function cachedTool(tool: Tool, cache = toolCacheFolder()): Promise<string> {
  const place = join(cache, tool.key);
  if (existsSync(place)) return place;
  await mkdir(cache, { recursive: true });
  await sweep(cache);
  const staging = `${place}.filling-${process.pid}`;
  try {
    await mkdir(staging);
    await tool.fill(staging);
    await rename(staging, place);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    // Somebody else finished the same tool first: theirs is as good as ours.
    if (!existsSync(place)) throw error;
  }
  return place;
}

/** Removes what fills that died left behind. */
async function sweep(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const pid = /\.filling-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) {
      await rm(join(cache, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
