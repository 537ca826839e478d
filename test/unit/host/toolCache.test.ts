// The tool cache: filled once, never half, by whoever comes first.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cachedTool, toolCacheFolder } from '../../host/toolCache';
import { root } from '../../support/tree';

describe('tool cache', () => {
  let cache: string;

  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), 'tool-cache-'));
  });

  afterEach(() => rm(cache, { recursive: true, force: true }));

  it('fills a tool once', async () => {
    let fills = 0;
    const tool = {
      key: 'tool-1.0',
      fill: async (folder: string) => {
        fills++;
        await writeFile(join(folder, 'file'), 'content');
      },
    };
    const first = await cachedTool(tool, cache);
    expect(await cachedTool(tool, cache)).toBe(first);
    expect(fills).toBe(1);
    expect(await readFile(join(first, 'file'), 'utf8')).toBe('content');
  });

  it('leaves nothing of a fill that failed, and tries again', async () => {
    const broken = { key: 'tool-1.0', fill: () => Promise.reject(new Error('no network')) };
    await expect(cachedTool(broken, cache)).rejects.toThrow('no network');
    expect(await readdir(cache)).toEqual([]);
    await cachedTool({ key: 'tool-1.0', fill: folder => writeFile(join(folder, 'file'), '') }, cache);
    expect(await readdir(cache)).toEqual(['tool-1.0']);
  });

  it('removes what a fill that was killed left behind', async () => {
    const noSuchPid = 2 ** 22 + 1;
    await mkdir(join(cache, `tool-1.0.filling-${noSuchPid}`));
    await cachedTool({ key: 'tool-1.0', fill: async () => undefined }, cache);
    expect(await readdir(cache)).toEqual(['tool-1.0']);
  });

  it('takes the tool of whoever was faster', async () => {
    const slow = {
      key: 'tool-1.0',
      fill: async (folder: string) => {
        await mkdir(join(cache, 'tool-1.0'));
        await writeFile(join(cache, 'tool-1.0', 'theirs'), '');
        await writeFile(join(folder, 'ours'), '');
      },
    };
    const place = await cachedTool(slow, cache);
    expect(existsSync(join(place, 'theirs'))).toBe(true);
    expect(await readdir(cache)).toEqual(['tool-1.0']);
  });

  it('lies in the repository unless RUNPOD_TOOL_CACHE names a place', () => {
    expect(toolCacheFolder({})).toBe(join(root, '.vscode-test'));
    expect(toolCacheFolder({ RUNPOD_TOOL_CACHE: '/var/tools' })).toBe(resolve('/var/tools'));
  });
});
