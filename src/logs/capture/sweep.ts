// Bounds what is kept of all endpoints of a target: nothing older than a week, and of the rest the newest files up to a
// size in all. A file goes with its index.
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../base/clock';
import { indexFile } from './rowIndex';

export interface SweepLimits {
  /** 7 days by default. */
  readonly maxAgeMs?: number;
  /** 1 GB by default. */
  readonly maxBytes?: number;
}

const dayMs = 86_400_000;
const gigabyte = 1024 ** 3;

export async function sweep(folder: string, clock: Clock, limits: SweepLimits = {}): Promise<void> {
  const { maxAgeMs = 7 * dayMs, maxBytes = gigabyte } = limits;
  const files = await capturedFiles(folder);
  files.sort((a, b) => b.changedMs - a.changedMs);
  let bytes = 0;
  for (const file of files) {
    bytes += file.bytes;
    if (bytes > maxBytes || clock.now() - file.changedMs > maxAgeMs) {
      await rm(file.path, { force: true });
      await rm(indexFile(file.path), { force: true });
    }
  }
}

async function capturedFiles(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const paths = entries
    .filter(entry => entry.isFile() && entry.name.endsWith('.jsonl'))
    .map(entry => join(entry.parentPath, entry.name));
  const found = await Promise.all(
    paths.map(async path => {
      const info = await stat(path).catch(() => undefined);
      const index = (await stat(indexFile(path)).catch(() => undefined))?.size ?? 0;
      return info ? [{ path, bytes: info.size + index, changedMs: info.mtimeMs }] : [];
    }),
  );
  return found.flat();
}
