// Python environments, one per requirements, Python and machine, shared by all workers and kept over restarts.
// A half-made one is never used: the mark `complete` is written last, and a failure removes the folder.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '../../../base/clock';
import { AppError, cancelled } from '../../../base/errors';
import { unlessAborted } from '../../../base/linkedAbort';
import type { WriteLine } from '../../ports';
import { LineSplitter } from '../lines';
import { withFileLock } from './fileLock';
import { signalGroup } from './group';
import { findPython, type Python } from './python';
import { type Requirements, readRequirements } from './requirements';

export interface EnvironmentsOptions {
  /** Where environments are kept. */
  readonly cacheFolder: string;
  /** The configured Python; the first that fits on the PATH else. */
  readonly python: string | undefined;
  readonly clock: Clock;
}

export interface Environment {
  readonly python: string;
  /** The folder of its programs. */
  readonly bin: string;
  readonly folder: string;
}

export class Environments {
  private readonly building = new Map<string, Promise<void>>();

  constructor(private readonly options: EnvironmentsOptions) {}

  /** The environment for a worker folder, made now if there is none; pip's words become system lines. */
  async ensure(workerFolder: string, write: WriteLine, signal: AbortSignal): Promise<Environment> {
    const python = await findPython(this.options.python);
    const requirements = await readRequirements(workerFolder);
    const environment = environmentIn(join(this.options.cacheFolder, nameOf(requirements, python)));
    if (await isComplete(environment)) return environment;
    const busy = this.building.get(environment.folder);
    if (busy) write('system', 'waiting for the Python environment that another worker is making');
    // Who only waits for somebody else's work can leave at any time.
    if (busy) await unlessAborted(busy, signal);
    else await this.build({ environment, requirements, python }, write, signal);
    // The one we waited for may have been cancelled with its worker.
    return (await isComplete(environment)) ? environment : this.ensure(workerFolder, write, signal);
  }

  private build(plan: BuildPlan, write: WriteLine, signal: AbortSignal): Promise<void> {
    const { folder } = plan.environment;
    const onWait = () =>
      write('system', 'waiting for another Local RunPod that makes this Python environment');
    const work = async () => {
      if (!(await isComplete(plan.environment))) await create(plan, write, signal);
    };
    const build = withFileLock(`${folder}.lock`, { clock: this.options.clock, signal, onWait }, work);
    const settled = build.finally(() => this.building.delete(folder));
    this.building.set(
      folder,
      settled.catch(() => undefined),
    );
    return settled;
  }
}

interface BuildPlan {
  readonly environment: Environment;
  readonly requirements: Requirements;
  readonly python: Python;
}

async function create(
  { environment, requirements, python }: BuildPlan,
  write: WriteLine,
  signal: AbortSignal,
): Promise<void> {
  const { folder } = environment;
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  try {
    write('system', `create Python environment (Python ${python.version})`);
    await runTool([python.executable, '-m', 'venv', folder], write, signal);
    const named = requirements.file ? ['-r', requirements.file] : [];
    const cwd = requirements.file ? dirname(requirements.file) : undefined;
    write('system', `pip install ${[...named, ...requirements.extra].join(' ')}`);
    const pip = [
      environment.python,
      '-m',
      'pip',
      'install',
      '--disable-pip-version-check',
      '--progress-bar',
      'off',
    ];
    await runTool([...pip, ...named, ...requirements.extra], write, signal, cwd);
    await writeFile(join(folder, 'complete'), '');
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

const keptLines = 30;

/** Runs a tool to its end in its own group, its output as system lines. Throws with its last lines when it fails. */
function runTool(
  command: readonly string[],
  write: WriteLine,
  signal: AbortSignal,
  cwd?: string,
): Promise<void> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelled());
      return;
    }
    const child = spawn(program, args, {
      cwd,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const kill = () => child.pid !== undefined && signalGroup(child.pid, 'SIGKILL');
    signal.addEventListener('abort', kill, { once: true });
    const last: string[] = [];
    const splitter = new LineSplitter(line => {
      write('system', line);
      last.push(line);
      if (last.length > keptLines) last.shift();
    });
    child.stdout.on('data', (chunk: Buffer) => splitter.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => splitter.push(chunk));
    child.once('error', reject);
    child.once('close', code => {
      signal.removeEventListener('abort', kill);
      splitter.close();
      if (code === 0) resolve();
      else if (signal.aborted) reject(cancelled());
      else reject(toolFailed(command, last));
    });
  });
}

function toolFailed(command: readonly string[], lines: readonly string[]): AppError {
  const isPip = command.includes('pip');
  return new AppError(
    'remote',
    isPip ? 'pip could not install the requirements.' : 'No Python environment could be made.',
    {
      remedy: isPip ? 'Correct the requirements file; the lines below say what is wrong.' : undefined,
      detail: lines.join('\n'),
    },
  );
}

function environmentIn(folder: string): Environment {
  const windows = process.platform === 'win32';
  const bin = join(folder, windows ? 'Scripts' : 'bin');
  return { folder, bin, python: join(bin, windows ? 'python.exe' : 'python') };
}

function nameOf(requirements: Requirements, python: Python): string {
  const parts = [requirements.text, ...requirements.extra, python.version, python.executable];
  const hash = createHash('sha256')
    .update([...parts, process.platform, process.arch].join('\0'))
    .digest('hex');
  return `${python.version}-${hash.slice(0, 16)}`;
}

function isComplete({ folder }: Environment): Promise<boolean> {
  return stat(join(folder, 'complete')).then(
    () => true,
    () => false,
  );
}
