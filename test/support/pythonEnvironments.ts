// Virtual environments for tests that run the real SDK, kept in `.cache/python` at the root, one per set of
// requirements and Python version. A half-filled one is never handed out: the `complete` mark is written last.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from './lock';
import { root } from './tree';

export interface PythonEnvironment {
  /** Absolute path of the interpreter inside the environment. */
  readonly python: string;
  /** Absolute path of the environment. */
  readonly folder: string;
}

interface BasePython {
  readonly executable: string;
  /** Such as `3.11.7`. */
  readonly version: string;
}

const run = promisify(execFile);
const maxOutputBytes = 32 * 1024 * 1024;
const installTimeoutMs = 15 * 60_000;
const cacheFolder = join(root, '.cache', 'python');

/** The official SDK alone, for handlers that need nothing else. */
export function sdkEnvironment(version: '1.7.10' | '1.12.0'): Promise<PythonEnvironment> {
  return environmentFor(`runpod==${version}\n`);
}

/** What the worker sample needs on a machine without a GPU, the SDK included. */
export async function sampleEnvironment(): Promise<PythonEnvironment> {
  return environmentFor(await readFile(join(root, 'worker-sample', 'requirements.txt'), 'utf8'));
}

/**
 * An environment that holds `requirements` (the text of a requirements file), made when there is none yet.
 * Throws when no Python 3.11 or newer is found, or with the last lines of pip when an install fails.
 */
export async function environmentFor(
  requirements: string,
  cache: string = cacheFolder,
): Promise<PythonEnvironment> {
  const base = await findPython();
  const name = `${base.version}-${hashOf(requirements, base)}`;
  const folder = join(cache, name);
  const environment = { folder, python: pythonIn(folder) };
  if (isComplete(folder)) return environment;
  await withLock(folder, async () => {
    if (!isComplete(folder)) await create(folder, requirements, base);
  });
  return environment;
}

async function create(folder: string, requirements: string, base: BasePython): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    const list = join(folder, 'requirements.txt');
    writeFileSync(list, requirements);
    await call(base.executable, ['-m', 'venv', folder]);
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', list];
    await call(pythonIn(folder), install);
    writeFileSync(join(folder, 'complete'), '');
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The first Python 3.11 or newer on the PATH that can make environments; `PYTHON` names another. */
async function findPython(): Promise<BasePython> {
  const names = [process.env.PYTHON, 'python3', 'python3.12', 'python3.11', 'python3.13', 'python'];
  const probe =
    'import ensurepip, sys, venv; assert sys.version_info >= (3, 11); print(sys.executable); print("%d.%d.%d" % sys.version_info[:3])';
  for (const name of names) {
    if (!name) continue;
    const found = await run(name, ['-c', probe]).catch(() => undefined);
    const [executable, version] = found?.stdout.trim().split(/\r?\n/) ?? [];
    if (executable && version) return { executable, version };
  }
  throw new Error(
    'These tests need Python 3.11 or newer with the venv module (Debian: python3-venv) on the PATH.',
  );
}

async function call(command: string, args: string[]): Promise<void> {
  const options = { timeout: installTimeoutMs, maxBuffer: maxOutputBytes };
  await run(command, args, options).catch((error: { stderr?: string; message: string }) => {
    const words = (error.stderr || error.message).trim().split('\n').slice(-15).join('\n');
    throw new Error(`${command} ${args.join(' ')} failed:\n${words}`);
  });
}

function hashOf(requirements: string, base: BasePython): string {
  const parts = [requirements, base.version, base.executable, process.platform, process.arch];
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12);
}

function isComplete(folder: string): boolean {
  try {
    readFileSync(join(folder, 'complete'));
    return true;
  } catch {
    return false;
  }
}

function pythonIn(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}
