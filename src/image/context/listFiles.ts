// The files of a build context: what the engine gets to see after .dockerignore. The daemon does not apply that
// file to an uploaded archive, so it is applied here. The Dockerfile itself always goes along.
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import ignore from '@balena/dockerignore';
import { AppError, cancelled } from '../../base/errors';

export interface ContextEntry {
  /** Relative to the context, with forward slashes. */
  readonly path: string;
  readonly absolute: string;
  readonly kind: 'file' | 'folder' | 'link';
  readonly sizeBytes: number;
  readonly executable: boolean;
  /** Where a link points, as written. */
  readonly target?: string;
}

export interface ContextRequest {
  readonly context: string;
  readonly dockerfile: string;
}

/** Lists the context sorted by path. Throws `usage` when the folder or the Dockerfile is not there. */
export async function listContext(request: ContextRequest, signal?: AbortSignal): Promise<ContextEntry[]> {
  await demandFile(request);
  return list(request, signal);
}

async function list(request: ContextRequest, signal?: AbortSignal): Promise<ContextEntry[]> {
  const ignored = await ignoreRules(request);
  const found: ContextEntry[] = [];
  for await (const entry of walk(
    request.context,
    '',
    entry => ignored.mayReadmit || !ignored.ignores(entry.path),
  )) {
    if (signal?.aborted) throw cancelled();
    if (!ignored.ignores(entry.path)) found.push(entry);
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The same for a folder without a Dockerfile in play; `.dockerignore` counts, being what its owner leaves out. */
export function listFolder(folder: string, signal?: AbortSignal): Promise<ContextEntry[]> {
  return list({ context: folder, dockerfile: 'Dockerfile' }, signal);
}

async function* walk(
  context: string,
  folder: string,
  enters: (entry: ContextEntry) => boolean,
): AsyncGenerator<ContextEntry> {
  for (const name of await readdir(join(context, folder))) {
    const entry = await readEntry(context, folder === '' ? name : `${folder}/${name}`);
    if (!entry) continue;
    yield entry;
    if (entry.kind === 'folder' && enters(entry)) yield* walk(context, entry.path, enters);
  }
}

async function demandFile({ context, dockerfile }: ContextRequest): Promise<void> {
  const info = await lstat(join(context, dockerfile)).catch(() => undefined);
  if (info) return;
  throw new AppError('usage', `There is no ${dockerfile} in ${context}.`, {
    remedy: 'Name the Dockerfile, or make one; "New Worker" writes a pair that builds fast.',
  });
}

/** `<Dockerfile>.dockerignore` wins over `.dockerignore`, as with BuildKit. */
async function ignoreRules({ context, dockerfile }: ContextRequest) {
  const own = await readFile(join(context, `${dockerfile}.dockerignore`), 'utf8').catch(() => undefined);
  const text = own ?? (await readFile(join(context, '.dockerignore'), 'utf8').catch(() => ''));
  const rules = ignore({ ignorecase: false }).add(text);
  const always = new Set([dockerfile.replaceAll('\\', '/'), '.dockerignore']);
  return {
    /** With a `!` line a file inside an ignored folder may come back, so such folders are still walked. */
    mayReadmit: /^\s*!/m.test(text) || [...always].some(path => path.includes('/')),
    ignores: (path: string) => !always.has(path) && rules.ignores(path),
  };
}

async function readEntry(context: string, path: string): Promise<ContextEntry | undefined> {
  const absolute = join(context, path);
  const info = await lstat(absolute).catch(() => undefined);
  if (!info) return undefined;
  const common = { path, absolute, executable: (info.mode & 0o111) !== 0 };
  if (info.isSymbolicLink())
    return { ...common, kind: 'link', sizeBytes: 0, target: await readlink(absolute) };
  if (info.isDirectory()) return { ...common, kind: 'folder', sizeBytes: 0 };
  if (info.isFile()) return { ...common, kind: 'file', sizeBytes: info.size };
  return undefined;
}
