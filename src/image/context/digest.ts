// The digest of a worker folder's content: the same files give the same digest on every machine and on every
// day. It names images and tells whether a base image must be built again.
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cancelled } from '../../base/errors';
import type { ContextEntry } from './listFiles';

/** Never part of what a worker is, whether .dockerignore lists them or not. */
const noise =
  /(^|\/)(\.git|__pycache__|\.venv|venv|node_modules|\.mypy_cache|\.pytest_cache|\.ruff_cache|\.DS_Store)(\/|$)|\.pyc$/;

/** SHA-256 as 64 hex digits over paths, kinds, executable bits, contents and `salt` (build arguments, say). */
export async function digestFiles(
  entries: readonly ContextEntry[],
  salt: readonly string[] = [],
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  for (const word of salt) field(hash, word);
  for (const entry of entries) {
    if (noise.test(entry.path) || entry.kind === 'folder') continue;
    if (signal?.aborted) throw cancelled();
    field(hash, entry.path);
    field(hash, entry.executable ? 'x' : '-');
    field(hash, entry.target ?? (await digestFile(entry.absolute)));
  }
  return hash.digest('hex');
}

/** Length first, so that no two lists of fields can read the same. */
function field(hash: Hash, text: string): void {
  hash.update(`${Buffer.byteLength(text)}:`).update(text);
}

async function digestFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
