// New Worker: fills a folder with the sample that ships with the tool, or with a worker of another kind, under a name of
// its own. Nothing that is there is ever overwritten, and what fails half-way is taken back.
import { join } from 'node:path';
import { AppError, cancelled } from '../base/errors';
import type { FileCreator, Files } from '../base/ports';
import type { Python } from '../python/parser';
import { scaffoldFiles } from './scaffold/scaffoldFiles';
import type { Loading, WorkerKind } from './scaffold/workerKinds';
import { planStrategySwitch } from './switchStrategy';

export interface CreateWorkerRequest {
  /** Absolute path of `worker-sample`, as it ships. */
  readonly template: string;
  /** Absolute path of the folder to fill; made when it does not exist. */
  readonly folder: string;
  /** Takes the place of `worker-sample` in the files; see `workerName` for what it may be. */
  readonly name?: string | undefined;
  /** `onnxruntime`, the sample, by default. */
  readonly kind?: WorkerKind | undefined;
  /** `warm` by default. The sample is warm as it ships: lazy, it is rewritten as *Switch Loading Strategy* would. */
  readonly loading?: Loading | undefined;
}

export interface CreatedWorker {
  readonly folder: string;
  readonly name: string;
  /** Relative to the folder, with forward slashes, sorted. */
  readonly files: readonly string[];
  /** Absolute path of the handler: what to open first. */
  readonly handler: string;
}

export interface CreateWorkerDeps {
  readonly files: Files;
  readonly creator: FileCreator;
  /** Asked only when the sample is to load lazily. */
  readonly python: () => Promise<Python>;
}

const templateName = 'worker-sample';
/** What running the sample in place leaves behind. */
const leftovers = /^(__pycache__|\.venv|\.git|\.ruff_cache|jobs|.*\.pyc)$/;
const maxNameLength = 63;

/**
 * Fills `folder` with a new worker. Throws `usage` for a name that no image could have, `conflict` (naming what is
 * in the way, nothing written) when a file of the sample exists there, `internal` when the sample itself is gone.
 */
export async function createWorker(
  request: CreateWorkerRequest,
  deps: CreateWorkerDeps,
  signal: AbortSignal,
): Promise<CreatedWorker> {
  const name = request.name ?? templateName;
  if (workerName(name) !== name) throw badName(name);
  const { kind = 'onnxruntime', loading = 'warm' } = request;
  const texts =
    scaffoldFiles({ kind, name, loading }) ?? (await sampleTexts({ ...request, name, loading }, deps));
  const paths = [...texts.keys()].sort();
  await refuseToOverwrite(deps.files, request.folder, paths);
  const made: string[] = [];
  try {
    for (const path of paths) {
      if (signal.aborted) throw cancelled();
      const target = join(request.folder, path);
      await deps.creator.create(target, texts.get(path) ?? '');
      made.push(target);
    }
  } catch (error) {
    for (const path of made.reverse()) await deps.creator.remove(path);
    throw error;
  }
  return { folder: request.folder, name, files: paths, handler: join(request.folder, 'handler.py') };
}

/** The nearest name that an image can have: lower case, digits, single `-`, `_` or `.` between them. */
export function workerName(words: string): string {
  const plain = words
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/[._-]{2,}/g, '-')
    .slice(0, maxNameLength)
    .replace(/^[._-]+|[._-]+$/g, '');
  return plain || 'worker';
}

interface Sample {
  readonly template: string;
  readonly name: string;
  readonly loading: Loading;
}

async function sampleTexts(
  { template, name, loading }: Sample,
  { files, python }: CreateWorkerDeps,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const switched = new Map<string, string>();
  if (loading === 'lazy') {
    const plan = await planStrategySwitch(join(template, 'handler.py'), 'lazy', {
      files,
      python: await python(),
    });
    if (plan.kind !== 'edits') throw broken('its handler cannot be made lazy');
    for (const { path, after } of plan.texts) switched.set(path, after);
  }
  for (const path of await templateFiles(files, template)) {
    const full = join(template, path);
    const text = switched.get(full) ?? (await files.read(full));
    if (text === undefined) throw broken(`${path} cannot be read`);
    texts.set(path, text.replaceAll(templateName, name));
  }
  return texts;
}

async function templateFiles(files: Files, folder: string, under = ''): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await files.list(join(folder, under))) {
    if (leftovers.test(entry.name)) continue;
    const path = under ? `${under}/${entry.name}` : entry.name;
    if (entry.kind === 'file') found.push(path);
    else found.push(...(await templateFiles(files, folder, path)));
  }
  if (!under && !found.includes('handler.py')) throw broken(`there is no handler.py in ${folder}`);
  return found.sort();
}

async function refuseToOverwrite(files: Files, folder: string, paths: readonly string[]): Promise<void> {
  const checks = paths.map(async path => ((await files.exists(join(folder, path))) ? [path] : []));
  const inTheWay = (await Promise.all(checks)).flat();
  if (inTheWay.length === 0) return;
  const verb = inTheWay.length === 1 ? 'is' : 'are';
  throw new AppError('conflict', `${listed(inTheWay)} ${verb} in ${folder} already; nothing was written.`, {
    remedy: 'Choose an empty folder, or move what is in the way.',
  });
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 4);
  const rest = names.length - shown.length;
  const words = rest > 0 ? [...shown, `${rest} more`] : shown;
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function badName(name: string): AppError {
  return new AppError('usage', `“${name}” cannot be the name of a worker.`, {
    remedy: `Use lower-case letters, digits and single dashes, at most ${maxNameLength}: ${workerName(name)}.`,
  });
}

function broken(what: string): AppError {
  return new AppError('internal', `The worker sample of this installation is broken: ${what}.`, {
    remedy: 'Install the extension again.',
  });
}
